/// Inline assembly without what differs between two compilations of the same source: numbers of local
/// labels that come from a counter, unique names, and the line numbers of BUG() and WARN().
enum AssemblyNormalForm {
  static func apply(
    _ code: InlineAssembly, _ arguments: [Operand]
  ) -> (template: String, arguments: [Operand]) {
    guard code.template.contains(where: \.isNumber) else { return (code.template, arguments) }
    let tokens = split(code.template)
    var labels: [Substring: Int] = [:]
    for (index, token) in tokens.enumerated()
    where isNumber(token) && isFollowedByColon(tokens, index) && !isOperand(tokens, index) {
      labels[token] = labels[token] ?? labels.count
    }
    let isBug = code.template.contains("__bug_table")
    let lineArgument = isBug ? bugLineArgument(code.template) : nil

    var template = ""
    for (index, token) in tokens.enumerated() {
      if isOperand(tokens, index) {
        template += token
      } else if let label = labels[token], isFollowedByColon(tokens, index) {
        template += "<\(label)>"
      } else if token.last == "b" || token.last == "f", let label = labels[token.dropLast()] {
        template += "<\(label)>\(token.suffix(1))"
      } else if isBug, isNumber(token), index >= 2, tokens[index - 2] == ".short" {
        template += "<line>"
      } else {
        template += SymbolNormalForm.withoutCounter(String(token))
      }
    }
    // `__COUNTER__` goes into the template as text, and once more as an operand that the template ignores.
    // A trap's operands say what kind it is, whatever its template does with them.
    let isUnused = !code.template.contains("$") && !code.template.contains("0x0f, 0x0b")
    let normal = arguments.enumerated().map { number, argument -> Operand in
      guard case .integer(_, let width) = argument else { return argument }
      return number == lineArgument || isUnused ? .integer(0, width: width) : argument
    }
    return (template, normal)
  }

  /// Runs of word characters, and what lies between them.
  private static func split(_ template: String) -> [Substring] {
    func isWord(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || character == "_" || character == "."
    }
    var tokens: [Substring] = []
    var start = template.startIndex
    while start < template.endIndex {
      let kind = isWord(template[start])
      let end = template[start...].firstIndex { isWord($0) != kind } ?? template.endIndex
      tokens.append(template[start..<end])
      start = end
    }
    return tokens
  }

  private static func isFollowedByColon(_ tokens: [Substring], _ index: Int) -> Bool {
    index + 1 < tokens.count && tokens[index + 1].first == ":"
  }

  /// `$0` and `${0:c}`.
  private static func isOperand(_ tokens: [Substring], _ index: Int) -> Bool {
    index > 0 && (tokens[index - 1].last == "{" || tokens[index - 1].last == "$")
  }

  private static func isNumber(_ token: Substring) -> Bool {
    !token.isEmpty && token.allSatisfy { $0.isASCII && $0.isNumber }
  }

  /// x86 hands the line number to the assembler as an operand: `.word ${1:c} # bug_entry::line`.
  private static func bugLineArgument(_ template: String) -> Int? {
    guard let line = template.split(separator: "\n").first(where: { $0.contains("bug_entry::line") }),
      let dollar = line.firstIndex(of: "$")
    else { return nil }
    return Int(line[line.index(after: dollar)...].drop { $0 == "{" }.prefix { $0.isNumber })
  }
}
