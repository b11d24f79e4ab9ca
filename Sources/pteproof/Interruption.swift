import Dispatch
import Foundation

/// Ctrl-C and SIGTERM as cancellation of the program's task, so that children end and half-done files go.
enum Interruption {
  /// How long a cancelled run may take to put its things away, in seconds.
  static let grace = 2.0

  /// Runs `work`, which gives the exit status, and cancels it on SIGINT or SIGTERM.
  ///
  /// If it does not end within `grace`, or on a second signal, the process exits with 130 at once. SIGPIPE is
  /// ignored: writes report it.
  static func watch(_ work: @escaping @Sendable () async -> Int32) async -> Int32 {
    let task = Task { await work() }
    let queue = DispatchQueue(label: "signals")
    let ignored = [SIGPIPE, SIGINT, SIGTERM].map { ($0, signal($0, SIG_IGN)) }
    let sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if task.isCancelled { leave() }
        task.cancel()
        queue.asyncAfter(deadline: .now() + grace, execute: leave)
      }
      source.resume()
      return source
    }
    let status = await task.value
    for source in sources { source.cancel() }
    for (number, previous) in ignored { signal(number, previous) }
    return status
  }

  /// Ends the process without further ado: what it had to put away took too long, or the user insists.
  @Sendable private static func leave() {
    DiagnosticStream(descriptor: STDERR_FILENO).write(ErrorLine.interrupted)
    _exit(ExitStatus.interrupted)
  }
}
