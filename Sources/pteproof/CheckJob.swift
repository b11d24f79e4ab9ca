import Report

/// A check with all that surrounds it: progress, the report on standard output, the exit status.
struct CheckJob: Sendable {
  var options: CheckOptions
  var surroundings: Surroundings
  var checker: any DiffChecker

  /// - Returns: the exit status that the verdict asks for.
  /// - Throws: `UserError` or `InternalError` where there is no verdict.
  func run() async throws -> Int32 {
    let progress = surroundings.progress(unit: "check", verbose: options.prove.verbose)
    let report: CheckReport
    do {
      defer { progress.finish() }
      report = try await checker.run(options, progress: progress)
      try Task.checkCancellation()
    } catch let error where error is CancellationError || Task.isCancelled {
      surroundings.standardError.write(ErrorLine.interrupted)
      return ExitStatus.interrupted
    }
    let text = TextOptions(
      width: surroundings.columns ?? TextOptions.narrowest, colour: surroundings.colour)
    try surroundings.standardOutput.write(options.format.renderer(text).render(report))
    return report.verdict.exitStatus
  }
}
