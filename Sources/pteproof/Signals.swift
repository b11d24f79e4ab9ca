import Dispatch
import Foundation

/// Ctrl-C and SIGTERM as cancellation of the program's task, so that children end and half-done files go.
enum Signals {
  private static let signals = [SIGINT, SIGTERM]

  /// How long a cancelled run may take to put its things away, in seconds.
  static let grace = 2.0

  /// Runs `work`, which gives the exit status, and cancels it on SIGINT or SIGTERM.
  ///
  /// If it does not end within `grace`, or on a second signal, the process exits with 130 at once. SIGPIPE is
  /// ignored: writes report it. To be called once, by a process that ends afterwards: what becomes of the
  /// signals is not put back.
  static func watch(_ work: @escaping @Sendable () async -> Int32) async -> Int32 {
    let (registrations, registered) = AsyncStream<Void>.makeStream()
    let task = Task {
      // Nothing begins that a signal could not stop: until then the signals end the process as ever.
      for await _ in registrations.prefix(signals.count) {}
      return await work()
    }
    let queue = DispatchQueue(label: "signals")
    signal(SIGPIPE, SIG_IGN)
    let sources = signals.map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // Dispatch puts a handler of its own in place of the default on Linux, which an ignored signal would
      // never reach: so SIG_IGN, as other systems need, would be wrong here.
      source.setRegistrationHandler { registered.yield() }
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
    return status
  }

  /// Ends the process without further ado: what it had to put away took too long, or the user insists.
  @Sendable private static func leave() {
    DiagnosticStream(descriptor: STDERR_FILENO).write(ErrorLine.interrupted)
    _exit(ExitStatus.interrupted)
  }
}
