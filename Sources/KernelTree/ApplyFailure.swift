import Foundation

/// Why `git apply` refuses a patch, told by what the patch expects and what the tree has.
struct ApplyFailure {
  /// What git wrote to standard error.
  var errors: String
  /// The patch's own diff.
  var diff: Diff
  var before: TreeState
  var tree: String
  var strip: Int
  var name: String

  var error: KernelError {
    let lines = errors.split(separator: "\n").map { line in
      String(line.hasPrefix("error: ") ? line.dropFirst("error: ".count) : line)
    }
    if let line = lines.first(where: { $0.hasPrefix("patch failed: ") }) { return hunk(line) ?? plain(lines) }
    for file in diff.files {
      if let path = file.oldPath, !exists(path) {
        return KernelError(
          .input, "\(name) does not apply: it changes \(path), which this tree does not have",
          hint: level(path))
      }
      if file.oldPath == nil, let path = file.newPath, exists(path) {
        return KernelError(.input, "\(name) does not apply: it makes \(path), which this tree has already")
      }
    }
    return plain(lines)
  }

  private func plain(_ lines: [String]) -> KernelError {
    KernelError(.input, "\(name) does not apply: \(lines.first ?? "git gave no reason")")
  }

  private func exists(_ path: String) -> Bool {
    before.location(of: path, in: tree).map(FileSystem.isFile) ?? false
  }

  /// Whether another level of -p would find the file.
  private func level(_ path: String) -> String {
    guard let written = diff.files.first(where: { $0.oldPath == path })?.writtenNames.first else { return "" }
    let parts = written.split(separator: "/").map(String.init)
    for count in parts.indices where count != strip {
      if exists(parts[count...].joined(separator: "/")) { return "It would with -p \(count)." }
    }
    return ""
  }

  /// `patch failed: FILE:LINE`
  private func hunk(_ line: String) -> KernelError? {
    let place = line.dropFirst("patch failed: ".count)
    guard let colon = place.lastIndex(of: ":"), let start = Int(place[place.index(after: colon)...]) else {
      return nil
    }
    let path = String(place[..<colon])
    let hunks = diff.files.filter { $0.oldPath == path || $0.newPath == path }.flatMap(\.hunks)
    guard let index = hunks.firstIndex(where: { $0.oldStart == start }) else { return nil }
    let hunk = hunks[index]
    let text = before.location(of: path, in: tree).flatMap(FileSystem.text) ?? ""
    return KernelError(
      .input,
      "\(name) does not apply: hunk \(index + 1) of \(hunks.count) of \(path) (\(hunk.range)): "
        + found(hunk, text.split(separator: "\n", omittingEmptySubsequences: false)),
      hint: "Was it made for this kernel? --context N applies it where N lines around a change match.")
  }

  /// The first line that is not as the hunk expects it, where the file is most like the hunk.
  private func found(_ hunk: Hunk, _ lines: [Substring]) -> String {
    let expected = hunk.lines.filter { $0.kind != .added }.map(\.text)
    func matches(_ start: Int) -> Int {
      expected.indices.count { lines.indices.contains(start + $0) && lines[start + $0] == expected[$0] }
    }
    let wanted = max(0, hunk.oldStart - 1)
    let near = (0..<max(1, lines.count)).sorted { abs($0 - wanted) < abs($1 - wanted) }.prefix(4000)
    guard let best = near.max(by: { matches($0) < matches($1) }), matches(best) * 2 > expected.count,
      let wrong = expected.indices.first(where: {
        !lines.indices.contains(best + $0) || lines[best + $0] != expected[$0]
      })
    else { return "the file has nothing like it" }
    let shown =
      lines.indices.contains(best + wrong) ? "'\(Self.shown(lines[best + wrong]))'" : "behind the end"
    return "line \(best + wrong + 1) is \(shown), the patch expects '\(Self.shown(expected[wrong][...]))'"
  }

  private static func shown(_ line: Substring) -> String {
    let text = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return text.count > 80 ? text.prefix(77) + "..." : text
  }
}

extension Hunk {
  /// The header without the section.
  fileprivate var range: String {
    var bare = self
    bare.section = ""
    return bare.header
  }
}
