/// A C source file as tokens: words, literals and single other characters, without space and comments.
struct SourceTokens {
  /// The file, in UTF-8.
  let bytes: [UInt8]
  /// Where each token stands in `bytes`.
  private(set) var ranges: [Range<Int>] = []

  /// A token of a pattern that matches any tokens of one statement.
  static let anything = Array("…".utf8)

  init(_ source: String) {
    bytes = Array(source.utf8)
    var position = 0
    while position < bytes.count {
      if isSpace(position) {
        position += 1
      } else if starts("/*", position) {
        position += 2
        while position < bytes.count, !starts("*/", position) { position += 1 }
        position += 2
      } else if starts("//", position) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
      } else {
        let end = endOfToken(position)
        ranges.append(position..<end)
        position = end
      }
    }
  }

  // MARK: Scanning

  private func starts(_ text: StaticString, _ position: Int) -> Bool {
    position + 1 < bytes.count && bytes[position] == text.utf8Start[0]
      && bytes[position + 1] == text.utf8Start[1]
  }

  private func isSpace(_ position: Int) -> Bool {
    bytes[position] <= UInt8(ascii: " ") || starts("\\\n", position)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private func endOfToken(_ start: Int) -> Int {
    var end = start + 1
    let first = bytes[start]
    if Self.isWord(first) {
      while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
    } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
      while end < bytes.count, bytes[end] != first, bytes[end] != UInt8(ascii: "\n") {
        end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      end = min(end + 1, bytes.count)
    } else {
      // The rest of a character of several bytes.
      while end < bytes.count, bytes[end] & 0xc0 == 0x80 { end += 1 }
    }
    return end
  }

  // MARK: Finding

  private func text(_ token: Int) -> ArraySlice<UInt8> { bytes[ranges[token]] }

  private func isToken(_ token: Int, _ text: StaticString) -> Bool {
    token < ranges.count && ranges[token].count == 1 && bytes[ranges[token].lowerBound] == text.utf8Start[0]
  }

  /// The tokens inside the braces of each function of that name that the file defines.
  func bodies(of function: String) -> [Range<Int>] {
    let name = Array(function.utf8)
    return ranges.indices.compactMap { token in
      guard text(token).elementsEqual(name), let closed = end(of: "(", ")", from: token + 1),
        let end = end(of: "{", "}", from: closed)
      else { return nil }
      return closed + 1..<end - 1
    }
  }

  /// The token behind the bracket that closes the one at `start`; nil if none opens there.
  private func end(of open: StaticString, _ close: StaticString, from start: Int) -> Int? {
    guard isToken(start, open) else { return nil }
    var depth = 0
    for token in start..<ranges.count {
      if isToken(token, open) { depth += 1 }
      if isToken(token, close) {
        depth -= 1
        if depth == 0 { return token + 1 }
      }
    }
    return nil
  }

  /// Where `pattern` stands among the tokens `scope`: ranges of bytes.
  func occurrences(of pattern: SourceTokens, in scope: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var token = scope.lowerBound
    while token < scope.upperBound {
      if let end = match(pattern, 0, at: token, before: scope.upperBound), end > token {
        found.append(ranges[token].lowerBound..<ranges[end - 1].upperBound)
        token = end
      } else {
        token += 1
      }
    }
    return found
  }

  private func match(_ pattern: SourceTokens, _ number: Int, at token: Int, before limit: Int) -> Int? {
    guard number < pattern.ranges.count else { return token }
    if pattern.text(number).elementsEqual(Self.anything) {
      var end = token
      while true {
        if let whole = match(pattern, number + 1, at: end, before: limit) { return whole }
        guard end < limit, !isToken(end, ";"), !isToken(end, "{"), !isToken(end, "}") else { return nil }
        end += 1
      }
    }
    guard token < limit, text(token).elementsEqual(pattern.text(number)) else { return nil }
    return match(pattern, number + 1, at: token + 1, before: limit)
  }
}
