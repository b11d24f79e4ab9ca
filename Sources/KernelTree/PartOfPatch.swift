import Foundation

extension PatchStep {
  /// The places of the hunks that can be left out: those of files that are changed, and neither made, removed nor renamed.
  public var optionalHunks: [HunkPlace] {
    diff.files.enumerated().flatMap { number, file in
      file.oldPath != nil && file.oldPath == file.newPath
        ? file.hunks.indices.map { HunkPlace(file: number, hunk: $0) } : []
    }
  }
}

/// A hunk of a diff, by its place.
public struct HunkPlace: Hashable, Sendable, Comparable {
  public var file: Int
  public var hunk: Int

  public static func < (left: HunkPlace, right: HunkPlace) -> Bool {
    (left.file, left.hunk) < (right.file, right.hunk)
  }
}

extension AppliedSeries {
  /// The tree after a patch of which some hunks are left out.
  public func state(after step: PatchStep, without left: Set<HunkPlace>) throws(KernelError) -> TreeState {
    var state = step.after
    let names = left.sorted().map { "\($0.file).\($0.hunk)" }.joined(separator: "-")
    let folder = "\(application.folder)/part-\(Digest.of([step.patch.title, names]).prefix(16))"
    for (number, file) in step.diff.files.enumerated() {
      let own = Set(left.filter { $0.file == number }.map(\.hunk))
      guard !own.isEmpty, let path = file.newPath,
        let old = step.before.location(of: path, in: application.tree),
        let text = FileSystem.text(old)
      else { continue }
      let target = "\(folder)/\(path)"
      let cache = application.git.cache.path
      try FileSystem.makeFolder((target as NSString).deletingLastPathComponent, cache: cache)
      try FileSystem.writeAtomically(Data(file.text(of: text, without: own).utf8), to: target, cache: cache)
      state.replaced[path] = target
    }
    return state
  }
}

extension FileDiff {
  /// What becomes of a file's text if some hunks, by their numbers, are left out.
  func text(of old: String, without left: Set<Int>) -> String {
    let lines = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var result: [String] = []
    var next = 0
    for (number, hunk) in hunks.enumerated() where !left.contains(number) {
      // The start of an empty range is the line before it.
      let start = hunk.oldCount == 0 ? hunk.oldStart : hunk.oldStart - 1
      guard start >= next, start + hunk.oldCount <= lines.count else { continue }
      result += lines[next..<start]
      result += hunk.lines.filter { $0.kind != .removed }.map(\.text)
      next = start + hunk.oldCount
    }
    result += lines[next...]
    return result.joined(separator: "\n")
  }
}
