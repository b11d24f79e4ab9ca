import Bitcode
import Execution
import Foundation
import KernelTree
import Proof
import Report
import Solving
import Specs

/// Proves units of self-contained specs: no kernel, no kbuild.
struct SeedEngine: Sendable {
  let options: ProveOptions
  let allowed: [String]
  let progress: any ProgressSink
  /// What the solver has said: a unit is proved several times, with other differences allowed.
  var known = KnownParts()

  /// The folder of the specs, in the cache.
  static func specs(_ options: ProveOptions) throws(UserError) -> String {
    do {
      return try Specs.materialise(into: options.cache, override: options.specs)
    } catch {
      throw UserError("cannot read the specs: \(error)", hint: "see --specs")
    }
  }

  /// - Throws: `UserError`, `CancellationError`.
  func load(_ name: String, specs: String) async throws -> SeedUnit {
    let sink = progress
    return try await SeedUnit.load(
      name, specs: specs, cache: options.cache, tableOrder: options.largestOrder
    ) { sink.report($0.event) }
  }

  /// Proves one unit.
  ///
  /// - Throws: `UserError`, `InternalError`, `CancellationError`.
  func prove(_ unit: SeedUnit) async throws -> ProofReport {
    let sink = progress
    let name = unit.name
    let known = unit.findings.map(\.name)
    for name in allowed where !known.contains(name) {
      throw UserError(
        "unknown difference '\(name)' of unit \(unit.name)", hint: "known: \(known.joined(separator: ", "))")
    }
    let denied = unit.allowances.map(\.name)
    for name in options.denied where !denied.contains(name) {
      throw UserError(
        "unknown allowance '\(name)' of unit \(unit.name)", hint: "known: \(denied.joined(separator: ", "))")
    }
    let selection = try ClaimSelection(options.claims, unit: unit.name, tags: unit.tags.map(\.name))
    if !selection.isAll, let claim = selection.claims.first(where: { !$0.isMade(in: unit.module) }) {
      let made = Claim.allCases.filter { $0.isMade(in: unit.module) }.map { "'\($0.rawValue)'" }
      throw UserError(
        "the unit \(unit.name) has no claim '\(claim.rawValue)'",
        hint: "it has \(made.joined(separator: ", "))")
    }
    var sizes = options.sizes
    if options.takesDefaultOrders, unit.declaration.isForEveryOrder {
      sizes.append(.upTo(options.largestOrder))
    }
    let second = try options.secondSolver()
    let start = Date()
    let analysis: FindingAnalysis
    do {
      try ModelCheck.check(unit.module)
      analysis = try await FindingAnalyser(
        // A part of the claims does not show all differences: what is expected says nothing about it.
        sizes: sizes, expectations: selection.isAll ? unit.expectations : [], allowed: Set(allowed),
        makePlan: { plan(unit, selection, $0, second) }
      ).run { step in
        sink.report(
          .proving(
            claim: "\(name) \(step.claim.rawValue)", order: step.claim == .pteLaws ? nil : step.order,
            number: step.done + 1, total: step.total))
      }.replayed(by: WitnessReplayer(unit.module, unit: unit.declaration.prefix))
    } catch let error as ExecutionError {
      throw error.userError(unit: name)
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
    return SeedReportMaker(
      unit: unit, options: options, allowed: allowed,
      plan: plan(unit, selection, .init(allowed: Set(allowed), sizes: sizes, isShown: true), second),
      isWhole: selection.isAll
    ).report(analysis, seconds: Date().timeIntervalSince(start))
  }

  /// The plan of one proof.
  private func plan(
    _ unit: SeedUnit, _ selection: ClaimSelection, _ step: FindingAnalyser.Step, _ second: ExternalSolver?
  ) -> ProofPlan {
    ProofPlan(
      module: unit.module, unit: unit.declaration.prefix, sizes: step.sizes,
      claims: step.claim.map { [$0] } ?? selection.claims, denied: Set(options.denied),
      allowed: step.allowed, timeout: options.timeout.map { .seconds($0) }, jobs: options.jobs,
      solver: options.solver, second: second,
      observer: { label, time, _ in
        if time > .seconds(1) { progress.report(.slowQuery(name: label, seconds: time / .seconds(1))) }
      }, stopsWhenRefuted: step.claim != nil, witnessPatience: step.isShown ? 4 : 0,
      countsAllowances: step.countsAllowances, expectsRefutation: step.expectsRefutation,
      tags: selection.tags,
      knownParts: known)
  }
}
