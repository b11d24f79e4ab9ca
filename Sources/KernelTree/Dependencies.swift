/// The prerequisites in make rules, as clang's `-MD` and kbuild's `.cmd` files write them.
enum Dependencies {
  /// The prerequisites of the rules in `text`, in order, each once.
  static func ofRule(_ text: String) -> [String] {
    guard let colon = text.range(of: ": ") ?? text.range(of: ":\\") else { return [] }
    return unique(words(text[text.index(after: colon.lowerBound)...]))
  }

  /// The paths of a kbuild `.cmd` file's `source_` and `deps_` lists; `$(wildcard ...)` entries stand for
  /// configuration symbols, which the `.config` covers.
  static func ofCommandFile(_ text: String) -> [String] {
    var inList = false
    var result: [String] = []
    for line in text.split(separator: "\n") {
      var line = line[...]
      if line.hasPrefix("source_") || line.hasPrefix("deps_") {
        inList = true
        guard let assignment = line.range(of: ":=") else { continue }
        line = line[assignment.upperBound...]
      } else if !line.hasPrefix("  ") && !line.hasPrefix("\t") {
        inList = false
      }
      guard inList, !line.contains("$(") else { continue }
      result += words(line)
    }
    return unique(result)
  }

  private static func unique(_ paths: [String]) -> [String] {
    var seen: Set<String> = []
    return paths.filter { seen.insert($0).inserted }
  }

  /// Splits at blanks and line continuations; `\ ` is a blank within a name.
  private static func words(_ text: Substring) -> [String] {
    var result: [String] = []
    var word = ""
    var rest = text
    while let character = rest.popFirst() {
      if character == "\\", let next = rest.first {
        rest.removeFirst()
        if next == "\n" {
          if !word.isEmpty { result.append(word) }
          word = ""
        } else {
          word.append(next)
        }
      } else if character == " " || character == "\n" || character == "\t" {
        if !word.isEmpty { result.append(word) }
        word = ""
      } else if character == "$", rest.first == "$" {
        rest.removeFirst()
        word.append("$")
      } else {
        word.append(character)
      }
    }
    if !word.isEmpty && word != "\\" { result.append(word) }
    return result
  }
}
