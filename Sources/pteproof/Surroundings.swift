import Foundation

/// What a run of the program touches of the process it is in.
struct Surroundings: Sendable {
  var environment: [String: String]
  var standardOutput: OutputStream
  var standardError: DiagnosticStream
  /// The width of the terminal on standard output. Nothing: not a terminal.
  var columns: Int?
  /// The width of the terminal on standard error, for progress. Nothing: not one that can redraw a line.
  var progressColumns: Int?

  /// Whether to write a terminal's colours to standard output: to a terminal only, and not where NO_COLOR is
  /// set to anything (no-color.org).
  var colour: Bool {
    columns != nil && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
  }

  static var current: Surroundings {
    let environment = ProcessInfo.processInfo.environment
    let canRedraw = environment["TERM"].map { $0 != "dumb" } ?? false
    return Surroundings(
      environment: environment, standardOutput: OutputStream(descriptor: STDOUT_FILENO),
      standardError: DiagnosticStream(descriptor: STDERR_FILENO), columns: terminalColumns(STDOUT_FILENO),
      progressColumns: canRedraw ? terminalColumns(STDERR_FILENO) : nil)
  }

  func progress(unit: String, verbose: Bool) -> ProgressDisplay {
    ProgressDisplay(unit: unit, verbose: verbose, columns: progressColumns, stream: standardError)
  }

  private static func terminalColumns(_ descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1 else { return nil }
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}
