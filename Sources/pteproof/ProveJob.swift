import Report

/// A proof with all that surrounds it: progress, the report on standard output, the exit status.
struct ProveJob: Sendable {
  var options: ProveOptions
  var surroundings: Surroundings
  var engine: any ProofEngine

  /// - Returns: the exit status that the verdict asks for.
  /// - Throws: `UserError` or `InternalError` where there is no verdict.
  func run() async throws -> Int32 {
    let progress = surroundings.progress(unit: options.unit, verbose: options.verbose)
    let report: ProofReport
    do {
      defer { progress.finish() }
      report = try await engine.run(options, progress: progress)
      try Task.checkCancellation()
    } catch let error where error is CancellationError || Task.isCancelled {
      // Whatever a child says that was ended with us is not the user's concern.
      surroundings.standardError.write(ErrorLine.interrupted)
      return ExitStatus.interrupted
    }
    let text = TextOptions(
      width: surroundings.columns ?? TextOptions.narrowest, colour: surroundings.colour,
      assumptions: options.assumptions)
    try surroundings.standardOutput.write(options.format.renderer(text).render(report))
    return options.bisect ? report.verdict.bisectExitStatus : report.verdict.exitStatus
  }
}
