import Foundation
import Glibc

/// Applies patches to copies of the files that they touch, with `git apply`.
struct PatchApplication {
  /// The kernel tree, which is only read.
  var tree: String
  var git: Git
  var options: ApplyOptions
  /// A folder of our own that outlives the application: it holds the patched files.
  var folder: String

  /// - Parameter name: what to call the patch in an error, such as `patch 2/4 'mm: ...'`.
  func apply(
    _ patch: Patch, to before: TreeState, number: Int, name: String
  ) async throws(KernelError) -> PatchStep {
    let named = DiffReader.read(patch.text, strip: options.strip)
    guard !named.files.isEmpty else { throw KernelError(.input, "\(name) holds no diff") }
    let check = PatchPaths(tree: tree, name: name)
    for file in named.files { try check.check(file) }

    let step = "\(folder)/\(number)"
    let paths = Set(named.files.flatMap(\.paths))
    try copy(paths, of: before, to: step + "/a")
    try copy(paths, of: before, to: step + "/b")
    try await gitApply(patch.text, in: step) { output in
      ApplyFailure(
        errors: output, diff: named, before: before, tree: tree, strip: options.strip, name: name
      ).error
    }

    let diff = try await compare(step, name)
    for file in diff.files { try check.check(file) }
    return PatchStep(patch: patch, before: before, after: try state(before, diff, step), diff: diff)
  }

  /// What two trees differ in, among the files at `paths`.
  func difference(
    of before: TreeState, and after: TreeState, paths: Set<String>, name: String
  ) async throws(KernelError) -> Diff {
    let step = "\(folder)/\(name)"
    try copy(paths, of: before, to: step + "/a")
    try copy(paths, of: after, to: step + "/b")
    return try await compare(step, name)
  }

  private func copy(_ paths: Set<String>, of state: TreeState, to side: String) throws(KernelError) {
    try FileSystem.makeFolder(side, cache: git.cache.path)
    for path in paths {
      guard let location = state.location(of: path, in: tree), FileSystem.isFile(location),
        let data = FileManager.default.contents(atPath: location)
      else { continue }
      try write(data, to: "\(side)/\(path)")
    }
  }

  private func compare(_ step: String, _ name: String) async throws(KernelError) -> Diff {
    let output = try await git.runIsolated(
      ["diff", "--no-index", "--no-prefix"] + Git.plainDiff + ["a", "b"], in: step)
    guard output.errors.isEmpty else {
      throw KernelError(.environment, "git cannot compare what \(name) changes: \(output.firstError)")
    }
    // Between folders called a and b, git writes these into the names of renames too.
    return DiffReader.read(output.data, stripRenames: 1)
  }

  /// - Parameter failure: the error for what git said.
  private func gitApply(
    _ text: Data, in step: String, failure: (String) -> KernelError
  ) async throws(KernelError) {
    let file = step + "/patch"
    var arguments = ["apply", "--whitespace=nowarn", "-p\(options.strip)"]
    if let context = options.context { arguments.append("-C\(context)") }
    try write(text, to: file)
    let first = try await git.runIsolated(arguments + [file], in: step + "/b")
    if first.succeeded { return }
    // A mailer, or a checkout elsewhere, may have made CRLF of every end of line.
    let crlf = Data([UInt8(ascii: "\r"), UInt8(ascii: "\n")])
    if text.range(of: crlf) != nil {
      var plain = Data()
      var rest = text[...]
      while let range = rest.range(of: crlf) {
        plain += rest[..<range.lowerBound] + [UInt8(ascii: "\n")]
        rest = rest[range.upperBound...]
      }
      try write(plain + rest, to: file)
      if try await git.runIsolated(arguments + [file], in: step + "/b").succeeded { return }
    }
    throw failure(first.errors)
  }

  private func state(
    _ before: TreeState, _ diff: Diff, _ step: String
  ) throws(KernelError) -> TreeState {
    var after = before
    for file in diff.files {
      if let old = file.oldPath, old != file.newPath {
        try after.remove(old, in: folder, cache: git.cache.path)
      }
    }
    for file in diff.files {
      if let new = file.newPath {
        after.removed.remove(new)
        after.replaced[new] = "\(step)/b/\(new)"
      }
    }
    return after
  }

  private func write(_ data: Data, to path: String) throws(KernelError) {
    try FileSystem.makeFolder((path as NSString).deletingLastPathComponent, cache: git.cache.path)
    try FileSystem.writeAtomically(data, to: path, cache: git.cache.path)
  }
}

extension TreeState {
  /// Takes a file out: who includes it gets an error that says so, whatever the tree on the disk has.
  mutating func remove(_ path: String, in folder: String, cache: String) throws(KernelError) {
    let digest = Digest.of(Data(path.utf8)).prefix(16)
    let stone = "\(folder)/removed-\(digest)"
    let name = path.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline }
    try FileSystem.writeAtomically(
      Data("#error \"\(name) is not in this tree\"\n".utf8), to: stone, cache: cache)
    removed.insert(path)
    replaced[path] = stone
  }
}
