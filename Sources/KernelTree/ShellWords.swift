/// Words of a command line as the shell splits them: quotes, backslashes, and an end at the first operator.
enum ShellWords {
  /// The words of the first simple command in `line`; nil where a quote is not closed.
  ///
  /// The rules are those of POSIX.1-2017, Shell Command Language 2.2 and 2.3, without expansions: kbuild
  /// writes none.
  static func split(_ line: some StringProtocol) -> [String]? {
    var words: [String] = []
    var word: String? = nil
    var rest = line[...]
    scan: while let character = rest.popFirst() {
      switch character {
      case " ", "\t":
        if let done = word { words.append(done) }
        word = nil
      case ";", "&", "|", "\n":
        break scan
      case "'":
        guard let end = rest.firstIndex(of: "'") else { return nil }
        word = (word ?? "") + rest[..<end]
        rest = rest[rest.index(after: end)...]
      case "\"":
        var text = word ?? ""
        while true {
          guard let inner = rest.popFirst() else { return nil }
          if inner == "\"" { break }
          if inner == "\\", let next = rest.first, "\\\"$`\n".contains(next) {
            rest.removeFirst()
            if next != "\n" { text.append(next) }
          } else {
            text.append(inner)
          }
        }
        word = text
      case "\\":
        guard let next = rest.popFirst() else { return nil }
        if next != "\n" { word = (word ?? "") + String(next) }
      default:
        word = (word ?? "") + String(character)
      }
    }
    if let done = word { words.append(done) }
    return words
  }
}
