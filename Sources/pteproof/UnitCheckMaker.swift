import KernelTree
import Proof
import Report

/// Puts two proofs of a unit side by side.
struct UnitCheckMaker {
  var unit: KnownUnit
  var options: CheckOptions
  var diff: Diff
  var changedFunctions: [LocationText]

  /// What is known of `patched = base`.
  enum BaseComparison {
    case notAsked
    /// The code is the same.
    case same
    case report(ProofReport)
    /// They differ, the base is refuted, and this is what is known of the worlds in which it does to one page what the spec
    /// says.
    case differs(ProofReport, elsewhere: ProofReport)
    /// They cannot be compared, for the reason given.
    case unmodelled(String)

    var report: ProofReport? {
      switch self {
      case .report(let report), .differs(let report, _): report
      case .notAsked, .same, .unmodelled: nil
      }
    }

    /// The findings to show: of a fix, those that are not about what it mends.
    var findings: [FindingReport] {
      switch self {
      case .report(let report): report.findings
      case .differs(_, let elsewhere): elsewhere.findings
      case .notAsked, .same, .unmodelled: []
      }
    }

    var isAsked: Bool {
      if case .notAsked = self { false } else { true }
    }
  }

  /// - Parameter before: nothing if the unit could not be compiled there.
  func check(
    before: ProofReport?, after: ProofReport, _ comparison: BaseComparison, unchanged: Bool
  ) -> UnitCheck {
    let unreached = after.newlyUnreached(since: before)
    let claims = after.claims.map { claim in
      ClaimCheck(
        name: claim.name, explanation: claim.explanation,
        before: before?.claims.first { $0.name == claim.name }?.results ?? [], after: claim.results,
        allowed: options.allowed.contains(claim.name))
    }
    let gone = (before?.claims ?? []).filter { old in !after.claims.contains { $0.name == old.name } }.map {
      ClaimCheck(
        name: $0.name, explanation: $0.explanation, status: .undecided, orders: [], before: $0.results,
        after: [])
    }
    return UnitCheck(
      unit: unit.name, function: "\(unit.function)() in \(unit.file)", changedFunctions: changedFunctions,
      unchanged: unchanged, claims: claims + gone + self.claims(comparison, after),
      findings: (after.findings + findings(comparison, besides: after.findings)).map {
        PatchFinding(finding: $0, hunk: unchanged ? nil : quote($0))
      }, allowances: allowances(before, after, comparison), bounds: after.bounds,
      variables: after.variables.isEmpty ? nil : after.variables, windows: windows,
      notes: notes(after, newlyUnreached: unreached) + newlyArbitrary(before, after) + leftOpen(after)
        + notes(comparison),
      notClaimed: after.notClaimed + (comparison.isAsked ? [] : [Self.perPageNote]))
  }

  private func allowances(
    _ before: ProofReport?, _ after: ProofReport, _ comparison: BaseComparison
  ) -> [AllowanceUse] {
    func uses(_ report: ProofReport?, _ name: String) -> [String] {
      report?.allowances.first { $0.name == name }?.usedBy ?? []
    }
    return after.allowances.map { allowance in
      AllowanceUse(
        name: allowance.name, usedBy: allowance.usedBy + uses(comparison.report, allowance.name),
        before: !uses(before, allowance.name).isEmpty)
    }.filter { !$0.usedBy.isEmpty }
  }

  /// What `patched = base` found, without the code that has no meaning here and was told already.
  private func findings(_ comparison: BaseComparison, besides known: [FindingReport]) -> [FindingReport] {
    var told = Set(known.compactMap(\.unmodelled?.construct))
    return comparison.findings.filter { finding in
      finding.unmodelled.map { told.insert($0.construct).inserted } ?? true
    }
  }

  /// `patched = base` does not compare two verdicts: it holds or does not.
  private func claims(_ comparison: BaseComparison, _ after: ProofReport) -> [ClaimCheck] {
    let name = PatchedEqualsBase.name
    func claim(_ status: ClaimStatus, _ orders: [Int], _ after: [OrderResult]) -> ClaimCheck {
      ClaimCheck(
        name: name, explanation: PatchedEqualsBase.explanation, status: status, orders: orders, before: [],
        after: after)
    }
    switch comparison {
    case .notAsked: return []
    case .same: return options.comparesWithBase ? [claim(.same, [], [])] : []
    case .unmodelled: return [claim(.unmodelled, [], [])]
    case .report(let report):
      let results = report.claims.flatMap(\.results)
      let verdict = Verdict.decide(results.map(\.verdict))
      let status: ClaimStatus =
        switch verdict {
        case .proved: .same
        case .undecided: .undecided
        case .unmodelled: .unmodelled
        case .internal: .internal
        case .refuted: options.allowed.contains(name) ? .deliberate : .broken
        }
      let orders = Set(results.filter { $0.verdict == verdict }.flatMap(\.orders)).sorted()
      return [claim(status, orders, results)]
    case .differs(_, let elsewhere):
      // To differ from what was wrong is what a fix is for; to differ elsewhere is not.
      let results = elsewhere.claims.flatMap(\.results)
      // One page was compared: that the batch does as much to each follows from the patched unit's own batches.
      let batches = after.claims.first { $0.name == Claim.batchEqualsPages.rawValue }?.results ?? []
      let verdict = Verdict.decide(results.map(\.verdict))
      let isWhole = !batches.isEmpty && Verdict.decide(batches.map(\.verdict)) == .proved
      let status: ClaimStatus =
        switch verdict {
        case .proved: isWhole ? .changed : .undecided
        case .undecided: .undecided
        case .unmodelled: .unmodelled
        case .internal: .internal
        case .refuted: options.allowed.contains(name) ? .deliberate : .broken
        }
      return [claim(status, Set(results.flatMap(\.orders)).sorted(), results)]
    }
  }

  private func notes(_ comparison: BaseComparison) -> [String] {
    switch comparison {
    case .notAsked, .same: []
    case .unmodelled(let reason): ["\(PatchedEqualsBase.name): \(reason)."]
    case .report(let report): notes(of: report) + leftOpen(report)
    case .differs(_, let elsewhere):
      [
        "\(PatchedEqualsBase.name): the base is refuted, so it is asked of one page, where the base does to it what the "
          + "spec says."
      ] + notes(of: elsewhere) + leftOpen(elsewhere)
    }
  }

  private func notes(of report: ProofReport) -> [String] {
    report.claims.flatMap { claim in
      claim.results.compactMap { result in
        result.note.map {
          "\(claim.name)\(part(result).map { ", \($0)" } ?? ""): \($0)"
        }
      }
    }
  }

  private var windows: [Int]? { unit.isAboutWindows ? options.windows : nil }

  /// What a result is about: `order 3`, `window 2`.
  private func part(_ result: OrderResult) -> String? {
    unit.isAboutWindows ? OrderRanges.words(result.orders, .window) : result.orderOrOrders
  }

  /// Of claims that are open for all orders at once: what was shown of single ones, which is a part of what was asked.
  private func leftOpen(_ report: ProofReport) -> [String] {
    report.claims.compactMap { claim in
      guard claim.isOpenForAllOrders else { return nil }
      let shown = claim.results.filter { $0.order != nil && $0.verdict == .proved }.flatMap(\.orders)
      guard !shown.isEmpty else { return nil }
      let measure: Measure = unit.isAboutWindows ? .window : .order
      return
        "\(claim.name): proved for \(OrderRanges.words(shown, measure)) only, each for itself, with loops unrolled."
    }
  }

  /// Variables that the patched code reads, and the base's does not, and that may hold anything.
  private func newlyArbitrary(_ before: ProofReport?, _ after: ProofReport) -> [String] {
    let known = Set((before?.variables ?? []).map(\.name))
    let new = after.variables.filter { $0.status == .arbitrary && !known.contains($0.name) }.map(\.name)
    guard before != nil, !new.isEmpty else { return [] }
    return [
      "The patched code reads variables of the kernel that may hold anything: \(new.joined(separator: ", "))."
    ]
  }

  /// The patched code has no proof because the spec does not fit it.
  func unmodelled(_ reason: String) -> UnitCheck {
    let known = unit.claims.map(\.name)
    let names = options.prove.claims.isEmpty ? known : options.prove.claims.filter(known.contains)
    return UnitCheck(
      unit: unit.name, function: "\(unit.function)() in \(unit.file)", changedFunctions: changedFunctions,
      claims: names.map { name in
        ClaimCheck(
          name: name, explanation: unit.claims.first { $0.name == name }?.explanation ?? "",
          status: .unmodelled, orders: [], before: [], after: [])
      }, windows: windows, notes: ["After the patch: \(reason)."])
  }

  private static let perPageNote =
    "The patched code is not compared with the base's: what one page gets is compared with the spec's "
    + "declaration (page = spec), before and after."

  private func notes(_ after: ProofReport, newlyUnreached new: [LocationText]) -> [String] {
    var notes = notes(of: after)
    for model in after.models where model.matches == false {
      notes.append(
        "The model of \(model.function)() was written for another body than the patched kernel has: what is "
          + "claimed is about the model.")
    }
    for deviation in after.kernel?.deviations ?? [] {
      notes.append(
        "\(deviation.symbol) is \(deviation.found), not \(deviation.wanted), which hides \(deviation.hides).")
    }
    if !new.isEmpty {
      let places = new.map { "\($0.file):\($0.line)" }.joined(separator: ", ")
      notes.append("No world reaches these branches, in functions where all were reached before: \(places).")
    }
    return notes
  }

  // MARK: The part of the patch that made a difference

  /// The hunk that holds the finding's line, else one of the same function, else one of a function that the unit
  /// rests on.
  private func quote(_ finding: FindingReport) -> HunkQuote? {
    let hunks = diff.hunks.filter { _, hunk in hunk.lines.contains { $0.kind != .context } }
    if let place = finding.location ?? finding.unmodelled?.location {
      let near = hunks.filter { $0.file.newPath == place.file }
      if let hit = near.first(where: { $0.hunk.newRange.contains(place.line) }) {
        return quote(hit.file, hit.hunk, near: place.line)
      }
      if let function = place.function,
        let changed = changedFunctions.first(where: { $0.function == function && $0.file == place.file }),
        let hit = near.first(where: { $0.hunk.newRange.contains(changed.line) })
      {
        return quote(hit.file, hit.hunk, near: changed.line)
      }
    }
    for changed in changedFunctions {
      if let hit = hunks.first(where: {
        $0.file.paths.contains(changed.file) && $0.hunk.newRange.contains(changed.line)
      }) {
        return quote(hit.file, hit.hunk, near: changed.line)
      }
    }
    return hunks.first.map { quote($0.file, $0.hunk, near: $0.hunk.newStart) }
  }

  private func quote(_ file: FileDiff, _ hunk: Hunk, near line: Int) -> HunkQuote {
    HunkQuote(file, hunk, near: line)
  }
}

extension HunkQuote {
  fileprivate init(_ file: FileDiff, _ hunk: Hunk, near line: Int) {
    self.init(
      file: file.path, header: hunk.header, lines: hunk.lines.map { String($0.kind.rawValue) + $0.text },
      line: hunk.changedLine(near: line))
  }
}

extension UnitCheck {
  /// Puts the hunk that was found guilty to all that is refuted.
  mutating func requote(_ diff: Diff, _ place: HunkPlace) {
    let file = diff.files[place.file]
    let hunk = file.hunks[place.hunk]
    for index in findings.indices where findings[index].finding.unmodelled == nil {
      let location = findings[index].finding.location
      let line = location.flatMap { $0.file == file.newPath ? $0.line : nil } ?? hunk.newStart
      findings[index].hunk = HunkQuote(file, hunk, near: line)
    }
  }
}

extension Hunk {
  /// The lines it covers after the change; at least one.
  fileprivate var newRange: ClosedRange<Int> { newStart...max(newStart, newStart + newCount - 1) }

  /// The changed line nearest to `line`, both as counted after the change. A removed line counts as the line
  /// that follows it.
  fileprivate func changedLine(near line: Int) -> Int {
    var next = max(1, newStart)
    var changed: [Int] = []
    for entry in lines {
      if let number = entry.newLine { next = number + 1 }
      switch entry.kind {
      case .context: continue
      case .added: changed.append(entry.newLine ?? next)
      case .removed: changed.append(next)
      }
    }
    return changed.min { abs($0 - line) < abs($1 - line) } ?? max(1, newStart)
  }
}
