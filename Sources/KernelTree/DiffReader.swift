import Foundation

/// Reads unified diffs, git's and others'. What is no diff is passed over, as `git apply` and `patch` do.
struct DiffReader {
  private var lines: [Substring]
  private var position = 0
  /// How many leading parts of names to drop.
  private let strip: Int
  /// The same of the names of renames, which are usually written without `a/` and `b/`.
  private let stripRenames: Int
  private var files: [FileDiff] = []

  /// The files that the text changes.
  ///
  /// - Parameters:
  ///   - strip: the level of `-p`.
  ///   - stripRenames: the same of the names of renames; nil: one less.
  static func read(_ text: Data, strip: Int = 1, stripRenames: Int? = nil) -> Diff {
    var reader = DiffReader(text, strip, stripRenames ?? strip - 1)
    reader.run()
    return Diff(files: reader.files)
  }

  private init(_ text: Data, _ strip: Int, _ stripRenames: Int) {
    // A carriage return belongs to the line; as a Character it would join the newline.
    lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)[...]
    }
    self.strip = strip
    self.stripRenames = stripRenames
  }

  private mutating func run() {
    while position < lines.count {
      let line = lines[position]
      if line.hasPrefix("diff --git ") {
        gitHeader()
      } else if line.hasPrefix("--- "), position + 2 < lines.count, lines[position + 1].hasPrefix("+++ "),
        lines[position + 2].hasPrefix("@@ -")
      {
        var file = FileDiff()
        names(&file)
        hunks(&file)
        files.append(file)
      } else {
        position += 1
      }
    }
  }

  // MARK: Headers

  private mutating func gitHeader() {
    var file = FileDiff()
    let both = lines[position].dropFirst("diff --git ".count)
    position += 1
    var hasNames = false
    var isNew = false
    var isDeleted = false
    while position < lines.count {
      let line = clean(lines[position])
      if line.hasPrefix("diff --git ") { break }
      if line.hasPrefix("--- "), position + 1 < lines.count, lines[position + 1].hasPrefix("+++ ") {
        names(&file)
        hasNames = true
        hunks(&file)
        break
      }
      guard let key = Self.extended.first(where: line.hasPrefix) else { break }
      let value = line.dropFirst(key.count)
      switch key {
      case "rename from ", "copy from ":
        file.writtenNames.append(Self.unquoted(value))
        file.oldPath = name(value, dropping: stripRenames)
      case "rename to ", "copy to ":
        file.writtenNames.append(Self.unquoted(value))
        file.newPath = name(value, dropping: stripRenames)
        hasNames = true
      case "new file mode ":
        isNew = true
        file.isLink = file.isLink || Self.isLink(value)
      case "deleted file mode ":
        isDeleted = true
        file.isLink = file.isLink || Self.isLink(value)
      case "new mode ", "old mode ": file.isLink = file.isLink || Self.isLink(value)
      case "index ": file.isLink = file.isLink || value.hasSuffix(" 120000") || value.hasSuffix(" 160000")
      case "GIT binary patch", "Binary files ": file.isBinary = true
      default: break
      }
      position += 1
    }
    if !hasNames, let path = commonName(clean(both)) {
      file.writtenNames.append(path)
      file.oldPath = isNew ? nil : path
      file.newPath = isDeleted ? nil : path
    }
    files.append(file)
  }

  private static let extended = [
    "old mode ", "new mode ", "deleted file mode ", "new file mode ", "copy from ", "copy to ",
    "rename from ", "rename to ", "similarity index ", "dissimilarity index ", "index ",
    "GIT binary patch", "Binary files ",
  ]

  private static func isLink(_ mode: Substring) -> Bool {
    mode.hasPrefix("120000") || mode.hasPrefix("160000")
  }

  /// `--- a/x` and `+++ b/x`.
  private mutating func names(_ file: inout FileDiff) {
    file.oldPath = name(clean(lines[position]).dropFirst(4), dropping: strip)
    file.newPath = name(clean(lines[position + 1]).dropFirst(4), dropping: strip)
    file.writtenNames += lines[position...position + 1].map { Self.unquoted(clean($0).dropFirst(4)) }
    position += 2
  }

  /// A file name without `count` leading parts; nil for /dev/null.
  private func name(_ text: Substring, dropping count: Int) -> String? {
    var path = Self.unquoted(text)
    if !text.hasPrefix("\"") {
      // Other tools write a time behind a tab.
      path = path.split(separator: "\t", omittingEmptySubsequences: false).first.map(String.init) ?? path
    }
    if path == "/dev/null" { return nil }
    for _ in 0..<max(0, count) {
      guard let slash = path.firstIndex(of: "/") else { break }
      path = String(path[path.index(after: slash)...])
    }
    return path
  }

  /// The name in `a/x b/x`, where both are the same; nil if they are not.
  private func commonName(_ both: Substring) -> String? {
    if both.hasPrefix("\"") {
      guard let end = both.dropFirst().firstIndex(of: "\"") else { return nil }
      return name(both[...end], dropping: strip)
    }
    for blank in both.indices where both[blank] == " " {
      guard let one = name(both[..<blank], dropping: strip),
        let other = name(both[both.index(after: blank)...], dropping: strip)
      else { continue }
      if one == other { return one }
    }
    return nil
  }

  private func clean(_ line: Substring) -> Substring { line.last == "\r" ? line.dropLast() : line }

  /// A name as git quotes it where it has unusual bytes: in C's notation.
  static func unquoted(_ text: Substring) -> String {
    guard text.hasPrefix("\"") else { return String(text) }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8.dropFirst())[...]
    let escapes: [UInt8: UInt8] = [
      UInt8(ascii: "a"): 7, UInt8(ascii: "b"): 8, UInt8(ascii: "t"): 9, UInt8(ascii: "n"): 10,
      UInt8(ascii: "v"): 11, UInt8(ascii: "f"): 12, UInt8(ascii: "r"): 13,
    ]
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      if (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(next) {
        let digits = [next] + rest.prefix(2)
        rest = rest.dropFirst(2)
        bytes.append(UInt8(truncatingIfNeeded: Int(String(decoding: digits, as: UTF8.self), radix: 8) ?? 63))
      } else {
        bytes.append(escapes[next] ?? next)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Hunks

  private mutating func hunks(_ file: inout FileDiff) {
    while position < lines.count, let hunk = header(lines[position]) {
      position += 1
      file.hunks.append(body(hunk))
    }
  }

  /// `@@ -1,2 +3,4 @@ section`
  private func header(_ line: Substring) -> Hunk? {
    let line = clean(line)
    guard line.hasPrefix("@@ -") else { return nil }
    let words = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
    guard words.count >= 4, words[3].hasPrefix("@@"), let old = range(words[1], "-"),
      let new = range(words[2], "+")
    else { return nil }
    return Hunk(
      oldStart: old.start, oldCount: old.count, newStart: new.start, newCount: new.count,
      section: words.count > 4 ? String(words[4]) : "")
  }

  private func range(_ text: Substring, _ sign: String) -> (start: Int, count: Int)? {
    guard text.hasPrefix(sign) else { return nil }
    let parts = text.dropFirst().split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let start = Int(parts[0]), start >= 0 else { return nil }
    guard parts.count == 2 else { return (start, 1) }
    guard let count = Int(parts[1]), (0...10_000_000).contains(count) else { return nil }
    return (start, count)
  }

  private mutating func body(_ start: Hunk) -> Hunk {
    var hunk = start
    var old = hunk.oldStart
    var new = hunk.newStart
    var oldLeft = hunk.oldCount
    var newLeft = hunk.newCount
    while position < lines.count, oldLeft > 0 || newLeft > 0 || lines[position].hasPrefix("\\") {
      let line = lines[position]
      // Mailers cut the blank of an empty context line.
      switch line.first ?? " " {
      case "\\": break
      case "+" where newLeft > 0:
        hunk.lines.append(.init(kind: .added, text: String(line.dropFirst()), oldLine: nil, newLine: new))
        new += 1
        newLeft -= 1
      case "-" where oldLeft > 0:
        hunk.lines.append(.init(kind: .removed, text: String(line.dropFirst()), oldLine: old, newLine: nil))
        old += 1
        oldLeft -= 1
      case " ", "\r":
        guard oldLeft > 0, newLeft > 0 else { return hunk }
        hunk.lines.append(.init(kind: .context, text: String(line.dropFirst()), oldLine: old, newLine: new))
        old += 1
        new += 1
        oldLeft -= 1
        newLeft -= 1
      default: return hunk
      }
      position += 1
    }
    return hunk
  }
}
