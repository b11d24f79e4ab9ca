/// Phrases of the reports on a diff.
enum CheckWords {
  /// `, orders 1 to 4`, where it does not go for every order that was asked for; for windows in every case.
  /// Before it stands in which configurations, where not all agree: `, in plain only`.
  static func orders(_ claim: ClaimCheck, of unit: UnitCheck, asked: [Int]) -> String {
    ConfigurationWords.among(
      claim.configurations, gravest: claim.status, isGood: { $0.verdict == .proved }, words: \.words)
      + ordersAlone(claim, of: unit, asked: asked)
  }

  private static func ordersAlone(_ claim: ClaimCheck, of unit: UnitCheck, asked: [Int]) -> String {
    guard !claim.orders.isEmpty else { return "" }
    if unit.windows != nil { return ", \(OrderRanges.words(claim.orders, .window))" }
    let isQuiet = Set(claim.orders).isSuperset(of: asked) && [.holds, .same].contains(claim.status)
    return isQuiet ? "" : ", \(OrderRanges.words(claim.orders))"
  }

  /// `orders 0 to 9 (summarised, and unrolled at order 0)`, or, where that is all that was proved, `of any size, windows 1
  /// and 2 (PTEs)`.
  static func folios(_ report: CheckReport) -> String {
    let units = report.patches.flatMap(\.units)
    if let windows = units.first?.windows, units.allSatisfy({ $0.windows == windows }) {
      return "of any size, \(OrderRanges.words(windows, .window)) (PTEs)"
    }
    return OrderRanges.words(report.orders) + (report.method.map { " (\($0))" } ?? "")
  }

  /// What was asked, and what of it was shown: `orders 0 to 9`; `orders 0 to 9 asked, orders 0 to 4 shown`; `windows 1 to 8`.
  static func extent(_ report: CheckReport) -> String {
    let units = report.patches.flatMap(\.units)
    var parts: [String] = []
    let ofOrders = units.filter { $0.windows == nil }
    if !ofOrders.isEmpty || units.isEmpty {
      parts.append(extent(report.orders, shown(ofOrders), .order))
    }
    let ofWindows = units.filter { $0.windows != nil }
    if !ofWindows.isEmpty {
      let asked = Set(ofWindows.flatMap { $0.windows ?? [] }).sorted()
      parts.append(extent(asked, shown(ofWindows), .window))
    }
    return parts.joined(separator: "; ")
  }

  private static func extent(_ asked: [Int], _ shown: Set<Int>?, _ measure: Measure) -> String {
    let words = OrderRanges.words(asked, measure)
    guard let shown, !shown.isSuperset(of: asked) else { return words }
    let part = asked.filter(shown.contains)
    return "\(words) asked, \(part.isEmpty ? "none" : OrderRanges.words(part, measure)) shown"
  }

  /// The orders at which every claim has an answer; nil where no claim depends on them. A refutation needs one order only.
  private static func shown(_ units: [UnitCheck]) -> Set<Int>? {
    let claims = units.flatMap(\.claims).map(\.after).filter { results in
      results.contains { $0.order != nil || $0.upTo != nil } && !results.contains { $0.verdict == .refuted }
    }
    return claims.reduce(nil) { known, results in
      let proved = Set(results.filter { $0.verdict == .proved }.flatMap(\.orders))
      return known.map { $0.intersection(proved) } ?? proved
    }
  }

  /// The answer in one sentence.
  static func answer(_ report: CheckReport) -> String {
    let checked = report.patches.filter { $0.scope == .checked }
    guard !checked.isEmpty else {
      return report.patches.allSatisfy { $0.scope == .notSeen }
        ? "not seen: none of the changed lines gets to the compiler under this configuration and architecture; "
          + "nothing is proved"
        : "no unit is concerned: the diff changes nothing that a spec is about; nothing is proved"
    }
    let claims = checked.flatMap { patch in patch.units.flatMap(\.claims) }
    func count(_ status: ClaimStatus) -> Int { claims.count { $0.status == status } }
    let parts = ClaimStatus.byGravity.compactMap { status -> String? in
      let number = count(status)
      return number == 0 ? nil : "\(number) \(status.summary)"
    }
    let holds = count(.deliberate) == 0 ? "holds" : "holds but for what --allow names"
    let verdict = report.claimsVerdict
    let unchecked = report.patches.flatMap(\.unchecked)
    guard verdict == .proved, !unchecked.isEmpty else {
      return "\(verdict == .proved ? holds : verdict.rawValue): \(parts.joined(separator: ", "))"
        + configurations(report) + (unchecked.isEmpty ? "" : "; not looked at: \(unchecked.words())")
    }
    return "\(holds) \(files(report)); not looked at: \(unchecked.words()); \(parts.joined(separator: ", "))"
      + configurations(report)
  }

  /// `; in debug and plain`: the configurations that were asked.
  private static func configurations(_ report: CheckReport) -> String {
    report.kernel.configurations.map { "; in \($0.joined(separator: " and "))" } ?? ""
  }

  /// `for 1 of 3 files`, `for 2 of 3 files, of which 1 in part`.
  private static func files(_ report: CheckReport) -> String {
    let lookedAt = Set(report.patches.flatMap(\.lookedAt))
    let left = Set(report.patches.flatMap(\.unchecked).map(\.file))
    let all = lookedAt.union(left).count
    let partly = lookedAt.intersection(left).count
    return "for \(lookedAt.count) of \(all) file\(all == 1 ? "" : "s")"
      + (partly == 0 ? "" : lookedAt.count == partly ? " in part" : ", of which \(partly) in part")
  }

  /// What of a patch was not looked at, and what of it no world reaches; a sentence each.
  static func coverage(_ patch: PatchReport) -> [String] {
    (patch.unchecked.isEmpty ? [] : ["Not looked at: \(patch.unchecked.words(atMost: .max))."])
      + (patch.dead.isEmpty ? [] : ["No world reaches: \(patch.dead.words(atMost: .max))."])
  }

  /// Where a patch does not concern what is proved.
  static func scope(_ patch: PatchReport) -> String? {
    switch patch.scope {
    case .checked: nil
    case .concernsNoUnit: "concerns no unit: it changes nothing that a spec is about; nothing is proved of it"
    case .notSeen:
      "not seen: none of its lines gets to the compiler under this configuration and architecture; nothing is "
        + "proved of it"
    }
  }

  static func lines(_ range: LineRange) -> String {
    let numbers = range.first == range.last ? "\(range.first)" : "\(range.first)-\(range.last)"
    return "\(range.file):\(numbers)" + (range.removed ? " (removed)" : "")
  }
}

extension ClaimStatus {
  /// Behind a number of claims.
  fileprivate var summary: String {
    switch self {
    case .holds: "hold before and after"
    case .broken: "broken by this diff"
    case .fixed: "fixed by this diff"
    case .stillBroken: "broken before and after"
    case .deliberate: "changed deliberately (--allow)"
    case .same: "the same as the base"
    case .changed: "other than the refuted base"
    case .holdsNow: "hold after, not decided before"
    case .refutedNow: "refuted after, not decided before"
    case .undecided: "undecided"
    case .unmodelled: "unmodelled"
    case .internal: "with an internal error"
    }
  }

  var emphasis: Emphasis {
    switch self {
    case .holds, .fixed, .holdsNow, .same: .good
    case .broken, .stillBroken, .refutedNow: .bad
    case .deliberate, .changed, .undecided, .unmodelled: .open
    case .internal: .broken
    }
  }
}
