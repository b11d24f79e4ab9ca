/// Breaking sentences into lines.
public enum Wrapping {
  /// The text in lines of at most `width` columns: `first` before the first line and as many spaces before the
  /// others. A word that is wider than a line gets a line of its own and is not cut, so that a path or a
  /// symbol can be copied.
  public static func lines(_ text: String, first: String, width: Int) -> [String] {
    let rest = String(repeating: " ", count: first.count)
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = rest
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + printable(word)
      isEmpty = false
    }
    if isEmpty { line = String(line.trimmingTrailingSpaces) }
    return lines + [line]
  }

  /// The text without characters that a terminal would act on.
  private static func printable(_ text: Substring) -> String {
    String(text.map { $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? "?" : $0 })
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: Substring {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return text
  }
}
