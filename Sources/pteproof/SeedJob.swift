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
      reports = try await prove(progress)
      try Task.checkCancellation()
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

  /// One unit with all workers, or all units, each with one: their own steps depend on each other.
  private func prove(_ progress: any ProgressSink) async throws -> [ProofReport] {
    let specs = try SeedEngine.specs(options.common)
    let allowed = options.allowed
    var common = options.common
    if let unit = options.unit {
      let engine = SeedEngine(options: common, allowed: allowed, progress: progress)
      return [try await engine.prove(try await engine.load(unit, specs: specs), specs: specs)]
    }
    let workers = common.jobs
    common.jobs = 1
    let engine = SeedEngine(options: common, allowed: allowed, progress: progress)
    var units: [SeedUnit] = []
    for name in try SeedUnit.names(specs: specs) { units.append(try await engine.load(name, specs: specs)) }
    // Most expectations take most proofs: first, so that no worker is left with one of these in the end.
    let queue = units.sorted { ($1.expectations.count, $0.name) < ($0.expectations.count, $1.name) }
    return try await withThrowingTaskGroup(of: ProofReport.self) { group in
      var rest = queue[...]
      for unit in rest.prefix(workers) { group.addTask { try await engine.prove(unit, specs: specs) } }
      rest = rest.dropFirst(workers)
      var reports: [ProofReport] = []
      while let report = try await group.next() {
        reports.append(report)
        if let unit = rest.popFirst() { group.addTask { try await engine.prove(unit, specs: specs) } }
      }
      return reports.sorted { $0.unit < $1.unit }
    }
  }
}
