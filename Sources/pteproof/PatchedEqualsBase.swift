import Bitcode
import Checking
import KernelTree
import Proof
import Report

/// The claim `patched = base`: from every world, one call of the patched unit leaves what the base's unit leaves
/// page at a time, whatever the limit.
///
/// Both compilations are one module, in which the patched code has names of its own where it differs; the
/// theorem is then that of `batch = pages` with another function for the batch. A world's limit is any from 1 on, so that
/// a call for one page is among them.
struct PatchedEqualsBase {
  static let name = "patched = base"
  static let explanation =
    "One call of the patched unit, with any limit from 1 on, leaves every object as the base's unit leaves it page at "
    + "a time, and fails as that does."

  /// Why the two cannot be compared; nil if they can.
  let obstacle: String?
  private let merged: BitcodeModule.Merged?

  init(unit: KnownUnit, base: CompiledUnit, patched: CompiledUnit) {
    // Through an adapter a run calls other code, which is what is compared.
    let run = patched.isAdapted ? "\(unit.prefix)_run" : nil
    let other = base.specFunctions.filter {
      $0 != run
        && base.module.functions[$0]?.bodyDigest != patched.module.functions[$0]?.bodyDigest
    }
    if let name = other.first {
      obstacle =
        "the spec's \(name)() compiles to other code with the patch: a macro or a helper of the kernel is another"
      merged = nil
      return
    }
    merged = base.module.merged(with: patched.module, root: "\(unit.prefix)_run")
    obstacle = merged == nil ? "a table of functions that both use names a function that differs" : nil
  }

  /// - Parameters:
  ///   - scouts: as in `ProofPlan`: it costs time where the claim holds.
  ///   - thoroughness: as in `ProofPlan`.
  /// - Returns: a report with this one claim.
  func prove(
    _ unit: KnownUnit, _ kernel: PreparedKernel, _ options: ProveOptions, _ progress: any ProgressSink,
    engine: KernelEngine, scouts: Bool, thoroughness: Thoroughness
  ) async throws -> ProofReport? {
    guard let merged else { return nil }
    let run = "\(unit.prefix)_run"
    // Where nothing that the run reaches differs, its code is compared with itself.
    let prefix = merged.renamed.contains(run) ? merged.prefix : ""
    // Where all orders are one part, its first case that fails is the answer.
    var report = try await engine.proveAlsoSingly(
      merged.module, kernel, unit, [.batchEqualsPages], options, progress, batchPrefix: prefix,
      stopsWhenRefuted: options.everyOrder, scouts: scouts, thoroughness: thoroughness)
    report.claims = [
      ClaimReport(name: Self.name, explanation: Self.explanation, results: report.claims.flatMap(\.results))
    ]
    report.findings = report.findings.map { Self.titled($0, "one call") }
    report.nameAllowancesAfter(Claim.batchEqualsPages.rawValue, Self.name)
    return report
  }

  /// The same by what is proved of the patched unit's own batch, for windows.
  ///
  /// Its batch does what it does page at a time, in every window. Where one call for one page also does exactly what the base
  /// does, from every world, and leaves a world for the next, its runs page at a time are those of the base.
  ///
  /// - Parameter patched: the patched unit's proof.
  /// - Returns: a report with this one claim, proved; nil where that is not shown so.
  func proveByPages(
    _ unit: KnownUnit, _ options: ProveOptions, engine: KernelEngine, _ patched: ProofReport
  ) async throws -> ProofReport? {
    guard let merged, unit.isAboutWindows, options.windowsUpTo != nil,
      let batch = patched.claims.first(where: { $0.name == Claim.batchEqualsPages.rawValue }),
      !batch.results.isEmpty, batch.results.allSatisfy({ $0.verdict == .proved }),
      batch.results.contains(where: { $0.upTo == options.windowsUpTo })
    else { return nil }
    let prefix = merged.renamed.contains("\(unit.prefix)_run") ? merged.prefix : ""
    guard let page = try await engine.onePageExactly(merged.module, unit, options, prefix: prefix),
      page.verdict == .proved
    else { return nil }
    var report = patched
    report.findings = []
    report.totals = Totals()
    report.claims = [
      ClaimReport(
        name: Self.name, explanation: Self.explanation,
        results: batch.results.map {
          OrderResult(
            order: $0.order, upTo: $0.upTo, verdict: .proved, seconds: page.seconds, goals: page.goals,
            cases: page.cases)
        })
    ]
    report.nameAllowancesAfter(Claim.batchEqualsPages.rawValue, Self.name)
    return report
  }

  /// The same of one page, in the worlds in which the base does to it what the spec says.
  ///
  /// It is for a base that is refuted, which a fix has to differ from. What the patched batch does follows if
  /// the patched unit's own batch does what it does page at a time.
  ///
  /// - Returns: a report with this one claim.
  func proveWhereBaseIsRight(
    _ unit: KnownUnit, _ kernel: PreparedKernel, _ options: ProveOptions, _ progress: any ProgressSink,
    engine: KernelEngine
  ) async throws -> ProofReport? {
    guard let merged else { return nil }
    let prefix = merged.renamed.contains("\(unit.prefix)_run") ? merged.prefix : ""
    var report = try await engine.proveAlsoSingly(
      merged.module, kernel, unit, [.batchEqualsPages], options, progress, batchPrefix: prefix, batchLimit: 1,
      excusesWrongPages: true, stopsWhenRefuted: options.everyOrder)
    report.claims = [
      ClaimReport(name: Self.name, explanation: Self.explanation, results: report.claims.flatMap(\.results))
    ]
    report.findings = report.findings.map { Self.titled($0, "where the base is right, one page") }
    return report
  }

  private static func titled(_ finding: FindingReport, _ what: String) -> FindingReport {
    var finding = finding
    finding.claim = name
    finding.what = "\(what) of the patched unit against the base's page at a time: \(finding.what)"
    finding.runs = RunTitles(batched: "patched", paged: "base")
    return finding
  }
}

extension ProofReport {
  /// Says of the allowances that one claim has used that another has, and of no other claim.
  fileprivate mutating func nameAllowancesAfter(_ claim: String, _ other: String) {
    for index in allowances.indices {
      allowances[index].usedBy = allowances[index].usedBy.filter { $0.hasPrefix(claim + "/") }.map {
        other + $0.dropFirst(claim.count)
      }
    }
  }
}
