import Rainbow

/// What a piece of text stands for, so that a terminal can show it in colour.
enum Emphasis: Sendable {
  case plain, heading, good, bad, open, broken, quiet

  init(_ verdict: Verdict) {
    self =
      switch verdict {
      case .proved: .good
      case .refuted: .bad
      case .undecided, .unmodelled: .open
      case .internal: .broken
      }
  }

  /// The text with the terminal's codes around it.
  ///
  /// Rainbow's own extensions of `String` ask a global switch that follows the environment; here the caller
  /// decides, so only Rainbow's tables of codes are used.
  func applied(to text: String) -> String {
    let codes: [UInt8] =
      switch self {
      case .plain: []
      case .heading: Style.bold.value
      case .good: NamedColor.green.value
      case .bad: Style.bold.value + NamedColor.red.value
      case .open: NamedColor.yellow.value
      case .broken: Style.bold.value + NamedColor.magenta.value
      case .quiet: Style.dim.value
      }
    guard !codes.isEmpty, !text.isEmpty else { return text }
    return "\u{1B}[" + codes.map(String.init).joined(separator: ";") + "m" + text + "\u{1B}[0m"
  }
}
