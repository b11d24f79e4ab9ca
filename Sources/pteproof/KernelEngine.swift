import Bitcode
import Execution
import Foundation
import KernelTree
import Proof
import Report
import Solving
import Specs
import Synchronization

/// The engine that ships: kernel tree to bitcode to proof to report.
struct KernelEngine: ProofEngine {
  /// Queries that need not be asked; nil: all are asked.
  var known: KnownQueries?
  /// What proofs that go on side by side share; nil: there is one proof at a time.
  var slots: WorkerSlots?

  func run(_ options: ProveOptions, progress: any ProgressSink) async throws -> ProofReport {
    guard options.configurations.count > 1 else { return try await runAlone(options, progress) }
    let engine = KernelEngine(known: known, slots: WorkerSlots(options.jobs))
    return ProofReport.merged(
      try await sideBySide(options.configurations) { configuration in
        try await engine.runAlone(options.alone(in: configuration), progress)
      })
  }

  private func runAlone(_ options: ProveOptions, _ progress: any ProgressSink) async throws -> ProofReport {
    let unit = try KnownUnit.named(options.unit)
    let claims = try wantedClaims(options)
    let module: BitcodeModule
    let kernel: PreparedKernel
    do {
      (module, kernel) = try await compile(options, unit, progress)
    } catch let error as KernelError {
      if error.kind == .interrupted { throw CancellationError() }
      var hint = error.hint
      // Of another kernel, or of a tree that does not compile whatever the spec is for.
      if case .compilation = error.kind { hint = "the unit \(unit.name) is for \(unit.kernels); " + hint }
      throw UserError(error.message, hint: hint)
    } catch let error as BitcodeError {
      throw UserError("cannot read the compiled kernel: \(error)")
    }
    return try await prove(module, kernel, unit, claims, options, progress)
  }

  /// The proof of a compiled unit.
  ///
  /// - Parameters:
  ///   - batchPrefix: of the name of the batched run's function, as in `ProofPlan`.
  ///   - batchLimit: the batched run's limit in the place of the world's.
  ///   - excusesWrongPages: as in `ProofPlan`.
  ///   - stopsWhenRefuted: start no further case once all claims are refuted.
  ///   - scouts: as in `ProofPlan`.
  ///   - thoroughness: as in `ProofPlan`.
  func prove(
    _ module: BitcodeModule, _ kernel: PreparedKernel, _ unit: KnownUnit, _ claims: Set<Claim>,
    _ options: ProveOptions, _ progress: any ProgressSink, batchPrefix: String = "", batchLimit: Int? = nil,
    excusesWrongPages: Bool = false, stopsWhenRefuted: Bool = false, scouts: Bool = true,
    thoroughness: Thoroughness = .full
  ) async throws -> ProofReport {
    let plan = ProofPlan(
      module: module, unit: unit.prefix, sizes: options.sizes, claims: claims,
      denied: Set(options.denied), timeout: options.timeout.map { .seconds($0) }, jobs: options.jobs,
      solver: options.solver, second: try options.secondSolver(),
      observer: { label, time, _ in
        if time > .seconds(1) { progress.report(.slowQuery(name: label, seconds: time / .seconds(1))) }
      }, stopsWhenRefuted: stopsWhenRefuted, batchPrefix: batchPrefix, batchLimit: batchLimit,
      excusesWrongPages: excusesWrongPages, largestBatch: 1 << OrderList.highest,
      known: known, slots: slots, scouts: scouts, thoroughness: thoroughness)
    let result: ProofResult
    do {
      try ModelCheck.check(module)
      if !options.claims.isEmpty, claims.contains(.pteLaws), !Claim.pteLaws.isMade(in: module) {
        throw UserError(
          "the unit \(unit.name) has no claim '\(Claim.pteLaws.rawValue)'",
          hint: "its spec has no laws: see --specs")
      }
      result = try await Prover(plan).run { step in
        progress.report(
          .proving(
            claim: step.claim.rawValue, order: step.claim == .pteLaws ? nil : step.sizes.orders.upperBound,
            number: step.done + 1, total: step.total))
      }.replayed(by: WitnessReplayer(module, unit: unit.prefix))
    } catch let error as ExecutionError {
      throw userError(error, unit, kernel)
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
    return ReportMaker(
      plan: plan, options: options, kernel: summary(of: kernel)
    ).report(result)
  }

  /// What is said of one claim, and nothing besides; nil where the unit cannot be executed.
  func verdict(
    of claim: Claim, _ module: BitcodeModule, _ unit: KnownUnit, _ options: ProveOptions
  ) async throws -> Verdict? {
    let plan = ProofPlan(
      module: module, unit: unit.prefix, sizes: options.sizes, claims: [claim], denied: Set(options.denied),
      timeout: options.timeout.map { .seconds($0) }, jobs: options.jobs, solver: options.solver,
      stopsWhenRefuted: true, witnessPatience: 0, countsAllowances: false, known: known, slots: slots)
    do {
      try ModelCheck.check(module)
      return try await Prover(plan).run { _ in }.claims.first { $0.claim == claim }?.verdict
    } catch is ExecutionError {
      return nil
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
  }

  /// What is said of one call for one page against one of the paged runs' code, no difference allowed. Little is done for
  /// it: who asks has another way.
  ///
  /// - Parameters:
  ///   - prefix: of the name of the first call's function, as in `ProofPlan`.
  func onePageExactly(
    _ module: BitcodeModule, _ unit: KnownUnit, _ options: ProveOptions, prefix: String
  ) async throws -> ClaimResult? {
    let plan = ProofPlan(
      module: module, unit: unit.prefix, sizes: options.sizes.filter(\.isAtOnce), claims: [.batchEqualsPages],
      denied: Set(Allowance.declared(in: module).map(\.name)),
      timeout: options.timeout.map { .seconds($0) }, jobs: options.jobs, solver: options.solver,
      second: try options.secondSolver(), stopsWhenRefuted: true, witnessPatience: 0,
      confirmsRefutations: false,
      countsAllowances: false, batchPrefix: prefix, batchLimit: 1, known: known, slots: slots,
      thoroughness: .little)
    do {
      try ModelCheck.check(module)
      return try await Prover(plan).run { _ in }.claims.first { $0.claim == .batchEqualsPages }
    } catch is ExecutionError {
      return nil
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
  }

  /// What a unit executes in worlds that need not keep its bounds; nil where that cannot be said.
  func coverageWithoutBounds(
    _ module: BitcodeModule, _ unit: KnownUnit, _ options: ProveOptions
  ) async throws -> Coverage? {
    let plan = ProofPlan(
      module: module, unit: unit.prefix, sizes: options.sizesWithoutBounds,
      claims: [.notVacuous, .batchEqualsPages],
      timeout: options.timeout.map { .seconds($0) }, jobs: options.jobs, solver: options.solver, known: known,
      slots: slots, ignoresBounds: true)
    do {
      return try await Prover(plan).coverageWithoutBounds()
    } catch is ExecutionError {
      // The spec was not written for such worlds.
      return nil
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
  }

  // MARK: From the tree to bitcode

  func compile(
    _ options: ProveOptions, _ unit: KnownUnit, _ progress: any ProgressSink
  ) async throws -> (BitcodeModule, PreparedKernel) {
    let preparer = KernelPreparer(clangMajor: BitcodeModule.readerMajor)
    let report: @Sendable (KernelProgress) -> Void = { progress.report($0.event) }
    let specs: String
    do {
      let folder = try Specs.materialise(into: options.cache, override: options.specs)
      // As the compiler names it: what is the spec's own is told by that.
      specs = URL(filePath: folder).resolvingSymlinksInPath().path
    } catch {
      throw UserError("cannot read the specs: \(error)", hint: "see --specs")
    }
    let kernel = try await preparer.prepare(
      KernelRequest(
        path: options.kernel, architecture: options.architecture,
        configuration: options.configurations.first ?? .debug,
        cache: options.cache, probes: UnitCompilation.probes(of: specs), needs: [unit.need]), progress: report
    )
    do {
      let compilation = UnitCompilation(preparer: preparer, specs: specs, unit: unit)
      return (try await compilation.run(kernel, progress: report).module, kernel)
    } catch is UnitCompilation.MissingFunction {
      throw UserError(
        "\(options.kernel) (Linux \(kernel.version)) has no function \(unit.function)() in \(unit.file)",
        hint: "the unit \(unit.name) needs \(unit.kernels)")
    }
  }

  func summary(of kernel: PreparedKernel) -> KernelSummary {
    KernelSummary(
      version: kernel.version, path: kernel.userTree, architecture: kernel.architecture,
      configuration: kernel.configDescription,
      deviations: kernel.configDeviations.map {
        ConfigurationDeviation(symbol: $0.symbol, wanted: $0.wanted, found: $0.found, hides: $0.hides)
      }, compiler: kernel.clang)
  }

  func wantedClaims(_ options: ProveOptions) throws -> Set<Claim> {
    guard !options.claims.isEmpty else { return Set(Claim.allCases) }
    var wanted: Set<Claim> = [.notVacuous]
    for name in options.claims {
      guard let claim = Claim(rawValue: name) else { throw UserError("unknown claim '\(name)'") }
      wanted.insert(claim)
    }
    return wanted == [.notVacuous, .pteLaws] ? [.pteLaws] : wanted
  }

  private func userError(_ error: ExecutionError, _ unit: KnownUnit, _ kernel: PreparedKernel) -> any Error {
    switch error {
    case .noSuchFunction(let name):
      UserError("the spec of \(unit.name) has no function \(name)()")
    case .badSpec(let why): UserError("the spec of \(unit.name): \(why)", hint: "see specs/README.md")
    case .noSummary(let why): InternalError(why)
    case .outOfTime: InternalError("out of time where no time limit is kept")
    case .interrupted: CancellationError()
    }
  }
}
