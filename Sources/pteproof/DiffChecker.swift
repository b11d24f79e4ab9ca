import Report

/// What checks a diff: from a kernel and patches to a report.
///
/// Cancelling works as with `ProofEngine`.
protocol DiffChecker: Sendable {
  /// - Throws: `UserError` for bad input, `InternalError` for a fault of the program's own,
  ///   `CancellationError` if cancelled.
  func run(_ options: CheckOptions, progress: any ProgressSink) async throws -> CheckReport
}
