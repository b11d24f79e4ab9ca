import Report

/// What carries out a proof: from a kernel to a report.
///
/// Cancelling the task that `run` is called in asks it to stop: it then ends its children, removes what it
/// left half-done and throws `CancellationError`, within a second.
protocol ProofEngine: Sendable {
  /// - Throws: `UserError` for bad input, `InternalError` for a fault of the program's own,
  ///   `CancellationError` if cancelled.
  func run(_ options: ProveOptions, progress: any ProgressSink) async throws -> ProofReport
}
