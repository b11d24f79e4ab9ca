import Bitcode
import Execution
import Foundation
import Proof
import Report
import Solving

/// Puts what the proof stage found out into the words and types of a report.
struct ReportMaker {
  let plan: ProofPlan
  let options: ProveOptions
  let kernel: KernelSummary?

  func report(_ result: ProofResult) -> ProofReport {
    let declared = Allowance.declared(in: plan.module)
    var report = ProofReport(
      program: ProgramReport(version: PteproofVersion.current), unit: options.unit, kernel: kernel,
      orders: Set(plan.sizes.flatMap { Array($0.numbers) }).sorted(),
      measure: isAboutWindows ? .window : .order, method: SizesInWords.method(plan.sizes),
      claims: claims(result),
      allowances: declared.map { allowance in
        AllowanceReport(
          name: allowance.name, condition: allowance.condition, relation: allowance.relation,
          reason: allowance.reason, usedBy: users(of: allowance.name, result),
          denied: !plan.granted.contains(allowance.name))
      },
      bounds: result.assumptions.filter(\.isBound).map { NamedReason(name: $0.name, reason: $0.reason) },
      assumptions: result.assumptions.filter { !$0.isBound }.map {
        NamedReason(name: $0.name, reason: $0.reason)
      },
      bootFacts: result.bootFacts.map {
        BootFactReport(variable: $0.variable, setBy: $0.setBy, reason: $0.reason)
      },
      variables: result.variables.sorted { $0.key < $1.key }.map {
        VariableReport(name: $0.key, status: status($0.value))
      },
      models: models(result), loops: loops(result),
      unreachedBranches: result.unreached.map { location, function in
        LocationText(file: location.displayedFile, line: location.line, function: function)
      },
      notClaimed: (plan.module.declarations["unclaimed"] ?? []).compactMap(\.first),
      findings: result.claims.compactMap(\.finding).map(finding) + unmodelled(result),
      totals: totals(result.statistics, seconds: result.seconds))
    report.coverage = CoverageReport(result.coverage)
    return report
  }

  /// What was asked, and what a second solver said of it.
  func totals(_ statistics: QueryStatistics, seconds: Double) -> Totals {
    let opinions = statistics.secondOpinions
    return Totals(
      seconds: seconds, solverQueries: statistics.totals.queries,
      secondOpinions: plan.second == nil
        ? nil : SecondOpinions(confirmed: opinions.agreements, undecided: opinions.undecided),
      workers: plan.jobs)
  }

  private var isAboutWindows: Bool { plan.sizes.contains { $0.window != nil } }

  private func loops(_ result: ProofResult) -> [LoopReport] {
    guard plan.sizes.contains(where: \.isSummarised) else { return [] }
    return result.summarisedLoops.map { LoopReport(function: $0, isSummarised: true) }
      + result.unrolledLoops.sorted { $0.key < $1.key }.map {
        LoopReport(function: $0.key, isSummarised: false, reason: $0.value)
      }
  }

  private func claims(_ result: ProofResult) -> [ClaimReport] {
    Claim.allCases.compactMap { claim in
      let parts = result.claims.filter { $0.claim == claim }
      guard !parts.isEmpty else { return nil }
      return ClaimReport(
        name: claim.rawValue, explanation: claim.explanation,
        results: parts.map {
          OrderResult(
            order: $0.number, upTo: $0.sizes.flatMap { $0.isAtOnce ? $0.numbers.upperBound : nil },
            shownAt: $0.shownAt, verdict: $0.verdict, seconds: $0.seconds,
            goals: $0.goals,
            cases: $0.cases,
            note: $0.note)
        })
    }
  }

  private func status(_ status: VariableStatus) -> VariableReport.Status {
    switch status {
    case .arbitrary: .arbitrary
    case .described: .described
    case .bootFact: .bootFact
    case .refused: .refused
    }
  }

  private func users(of allowance: String, _ result: ProofResult) -> [String] {
    result.claims.filter { $0.allowances.contains(allowance) }.map { part in
      part.sizes.map { "\(part.claim.rawValue)/\($0)" } ?? part.claim.rawValue
    }
  }

  /// A model is for one body of one function: whether this tree has that body is said with it.
  private func models(_ result: ProofResult) -> [ModelReport] {
    (plan.module.declarations["model"] ?? []).compactMap { entry in
      guard entry.count == 3, result.modelsUsed.contains(entry[0]) else { return nil }
      let function = plan.module.functions[entry[0]]
      let found = function.flatMap { $0.isDeclaration ? nil : $0.bodyDigest } ?? "extern"
      return ModelReport(
        function: entry[0], replaces: entry[1], reason: entry[2], matches: found == entry[1])
    } + tracepoints(result)
  }

  /// Those that were met, which the spec declares to have no effect.
  private func tracepoints(_ result: ProofResult) -> [ModelReport] {
    guard let reason = plan.module.declarations["tracepoints"]?.first?.first else { return [] }
    let modelled = Set((plan.module.declarations["model"] ?? []).compactMap(\.first))
    return result.modelsUsed.subtracting(modelled).filter { $0.hasPrefix("trace_") }.sorted().map {
      ModelReport(function: $0, replaces: "extern", reason: reason)
    }
  }

  // MARK: Findings

  func finding(_ finding: Finding) -> FindingReport {
    var counters: [Comparison] = []
    var world: [ObservationReport] = []
    var pages: [Int: [Comparison]] = [:]
    for value in finding.values {
      let differs =
        value.batched != nil && value.paged != nil && value.batched != value.paged
      let comparison = Comparison(
        name: value.name, before: value.before, batched: value.batched, paged: value.paged, differs: differs)
      if let index = value.index {
        pages[index, default: []].append(comparison)
      } else if isPartOfWorld(value) {
        world.append(
          ObservationReport(
            name: value.name, value: value.before ?? 0,
            flagNames: value.name.hasSuffix("vma.flags") ? VMAFlags.names : []))
      } else {
        counters.append(comparison)
      }
    }
    if let cell = finding.cell {
      counters.append(
        Comparison(
          name: cell.name, before: nil, batched: cell.batched, paged: cell.paged,
          differs: cell.batched != cell.paged))
    }
    if finding.values.isEmpty {
      world += finding.world.map { ObservationReport(name: $0.name, value: $0.value) }
    }
    return FindingReport(
      kind: kind(of: finding.claim), claim: finding.claim.rawValue, order: finding.order,
      measure: isAboutWindows ? .window : nil, what: finding.what,
      caseDescription: finding.choices.joined(separator: "; "), runs: titles(of: finding), world: world,
      counters: counters,
      pages: pages.sorted { $0.key < $1.key }.map { PageComparison(index: $0.key, values: $0.value) },
      location: finding.location.map {
        LocationText(file: $0.displayedFile, line: $0.line, function: $0.function)
      }, replay: finding.replay?.words)
  }

  /// The code that has no meaning here, each with the first of the claims that are unmodelled because of it.
  private func unmodelled(_ result: ProofResult) -> [FindingReport] {
    result.obstacles.compactMap { met in
      let claims = result.claims.filter {
        $0.verdict == .unmodelled && $0.sizes?.numbers.contains(met.order) != false
      }
      guard let claim = claims.first else { return nil }
      return FindingReport(
        kind: .unmodelled, claim: claim.claim.rawValue, order: met.order,
        measure: isAboutWindows ? .window : nil, what: "code that has no meaning here can be reached",
        unmodelled: UnmodelledCode(
          construct: (met.isInSpec ? "in the spec: " : "") + met.what,
          location: met.location.map {
            LocationText(file: $0.displayedFile, line: $0.line, function: $0.function)
          }, howToAddModel: met.obstacle.howToAddModel))
    }
  }

  /// The same in all states: a fact of the world rather than an outcome.
  private func isPartOfWorld(_ value: Finding.Value) -> Bool {
    !(value.name.hasPrefix("folio.") || value.name.hasPrefix("rss") || value.name.hasPrefix("prealloc")
      || value.name.hasPrefix("ghost"))
  }

  private func titles(of finding: Finding) -> RunTitles {
    finding.claim == .pageEqualsSpec ? RunTitles(batched: "after", paged: "paged") : RunTitles()
  }

  private func kind(of claim: Claim) -> FindingReport.Kind {
    switch claim {
    case .batchEqualsPages: .difference
    case .noWarnings: .assertion
    case .accesses: .access
    case .initialised: .uninitialised
    case .pageEqualsSpec, .invariants, .pteLaws, .notVacuous: .claim
    }
  }
}

/// The names of the flags of struct vm_area_struct that matter to fork (include/linux/mm.h).
enum VMAFlags {
  static let names: [FlagName] = [
    (0x1, "VM_READ"), (0x2, "VM_WRITE"), (0x4, "VM_EXEC"), (0x8, "VM_SHARED"), (0x10, "VM_MAYREAD"),
    (0x20, "VM_MAYWRITE"), (0x40, "VM_MAYEXEC"), (0x80, "VM_MAYSHARE"), (0x200, "VM_UFFD_MISSING"),
    (0x400, "VM_PFNMAP"), (0x1000, "VM_UFFD_WP"), (0x2000, "VM_LOCKED"), (0x4000, "VM_IO"),
    (0x20000, "VM_DONTCOPY"), (0x40_0000, "VM_HUGETLB"), (0x400_0000, "VM_WIPEONFORK"),
    (0x800_0000, "VM_SOFTDIRTY"), (0x1000_0000, "VM_MIXEDMAP"),
  ].map { FlagName(mask: $0.0, name: $0.1) }
}
