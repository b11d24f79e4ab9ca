/// The input or the machine does not allow what was asked for. Exit status 2.
struct UserError: Error, Equatable, Sendable {
  /// What is wrong and where, without a full stop: `no kernel source tree: ../linux has no Kconfig`.
  var message: String
  /// What to do about it; empty if there is nothing to say.
  var hint: String

  init(_ message: String, hint: String = "") {
    self.message = message
    self.hint = hint
  }
}

/// The program contradicts itself. Exit status 5.
struct InternalError: Error, Equatable, Sendable {
  var message: String

  init(_ message: String) { self.message = message }
}

/// The line on standard error for an error: `pteproof: error: what, where; hint`.
enum ErrorLine {
  static let interrupted = "pteproof: interrupted\n"

  static func text(_ error: UserError) -> String { line(error.message, error.hint) }

  static func text(_ error: InternalError) -> String {
    line("internal: \(error.message)", "please report this with the command line")
  }

  /// The line for any error: what is neither the user's nor known is a fault of the program's.
  static func text(_ error: any Error) -> String {
    switch error {
    case let error as UserError: text(error)
    case let error as InternalError: text(error)
    default: text(InternalError("\(error)"))
    }
  }

  /// One line whatever the message holds. A hint is a clause of the message, or sentences of its own.
  private static func line(_ message: String, _ hint: String) -> String {
    let text =
      "pteproof: error: " + message
      + (hint.isEmpty ? "" : (hint.first?.isUppercase == true ? ". " : "; ") + hint)
    return text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }.joined(separator: " ") + "\n"
  }
}

/// The exit statuses that do not come from a verdict.
enum ExitStatus {
  static let success: Int32 = 0
  /// Usage or input error.
  static let usage: Int32 = 2
  static let `internal`: Int32 = 5
  /// `git bisect run` skips the commit.
  static let bisectSkip: Int32 = 125
  static let interrupted: Int32 = 130
}
