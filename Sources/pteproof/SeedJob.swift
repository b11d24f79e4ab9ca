import Foundation
import Report

/// `pteproof prove` of self-contained units: one of them, or all, each against what its spec declares.
struct SeedJob: Sendable {
  var options: SeedOptions
  var surroundings: Surroundings

  /// - Returns: for one unit the exit status of its verdict; for all of them 0 if each came out as its spec
  ///   declares, otherwise 1.
  func run() async throws -> Int32 {
    let progress = surroundings.progress(unit: options.unit ?? "seed", verbose: options.common.verbose)
    var reports: [ProofReport] = []
    let start = Date()
    do {
      defer { progress.finish() }
      let engine = SeedEngine(options: options.common, allowed: options.allowed, progress: progress)
      let specs = try SeedEngine.specs(options.common)
      for name in try options.unit.map({ [$0] }) ?? SeedUnit.names(specs: specs) {
        reports.append(try await engine.prove(name, specs: specs))
        try Task.checkCancellation()
      }
    } catch let error where error is CancellationError || Task.isCancelled {
      surroundings.standardError.write(ErrorLine.interrupted)
      return ExitStatus.interrupted
    }
    let text = TextOptions(
      width: surroundings.columns ?? TextOptions.narrowest, colour: surroundings.colour,
      assumptions: options.common.assumptions)
    if options.unit != nil, let report = reports.first {
      try surroundings.standardOutput.write(options.common.format.renderer(text).render(report))
      return options.common.bisect ? report.verdict.bisectExitStatus : report.verdict.exitStatus
    }
    let overview = OverviewReport(units: reports, seconds: Date().timeIntervalSince(start))
    try surroundings.standardOutput.write(
      options.common.format == .json
        ? try JSONRenderer().render(overview) : TextRenderer(options: text).render(overview))
    return overview.exitStatus
  }
}
