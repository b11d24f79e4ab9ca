import Foundation
import Report
import Solving

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
      return [try await engine.prove(try await engine.load(unit, specs: specs))]
    }
    let workers = common.jobs
    common.jobs = 1
    let engine = SeedEngine(options: common, allowed: allowed, progress: progress)
    var units: [SeedUnit] = []
    for name in try SeedUnit.names(specs: specs) { units.append(try await engine.load(name, specs: specs)) }
    return try await withThrowingTaskGroup(of: [ProofReport].self) { group in
      var rest = Self.families(of: units)[...]
      func launch() {
        guard let family = rest.popFirst() else { return }
        group.addTask {
          // What was asked of one is mostly what is asked of the next.
          var own = engine
          own.known = KnownParts()
          var reports: [ProofReport] = []
          for unit in family { reports.append(try await own.prove(unit)) }
          return reports
        }
      }
      for _ in 0..<workers { launch() }
      var reports: [ProofReport] = []
      while let done = try await group.next() {
        reports += done
        launch()
      }
      return reports.sorted { $0.unit < $1.unit }
    }
  }

  /// Units that go together, `NAME` and its variants `NAME-...`, those first whose proofs take longest: the more
  /// differences are expected, the more proofs there are.
  private static func families(of units: [SeedUnit]) -> [[SeedUnit]] {
    func family(_ unit: SeedUnit) -> String {
      units.map(\.name).filter { unit.name.hasPrefix($0 + "-") }.min() ?? unit.name
    }
    let families = Dictionary(grouping: units.sorted { $0.name < $1.name }, by: family)
    func expectations(_ name: String) -> Int {
      (families[name] ?? []).reduce(0) { $0 + $1.expectations.count }
    }
    return families.keys.sorted { (expectations($1), $0) < (expectations($0), $1) }.compactMap {
      families[$0]
    }
  }
}
