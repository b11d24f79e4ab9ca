extension ProofReport {
  /// The reports of one proof in several configurations, as one.
  ///
  /// - Parameter parts: at least one, the first leads.
  public static func merged(_ parts: [(configuration: String, report: ProofReport)]) -> ProofReport {
    guard var merged = parts.first?.report, parts.count > 1 else {
      return parts[0].report
    }
    let reports = parts.map(\.report)
    let kernels = parts.compactMap { part in part.report.kernel.map { (part.configuration, $0) } }
    if !kernels.isEmpty { merged.kernel = ConfigurationMerging.kernel(kernels) }
    merged.claims = ConfigurationMerging.union(reports.map { $0.claims.map(\.name) }).compactMap { name in
      claim(
        parts.compactMap { part in
          part.report.claims.first { $0.name == name }.map { (part.configuration, $0) }
        })
    }
    merged.allowances = allowances(reports)
    merged.bounds = ConfigurationMerging.union(reports.map(\.bounds))
    merged.assumptions = ConfigurationMerging.union(reports.map(\.assumptions))
    merged.bootFacts = ConfigurationMerging.union(reports.map(\.bootFacts))
    merged.variables = ConfigurationMerging.variables(reports.map(\.variables))
    merged.models = ConfigurationMerging.union(reports.map(\.models))
    merged.loops = ConfigurationMerging.union(reports.map(\.loops))
    merged.notClaimed = ConfigurationMerging.union(reports.map(\.notClaimed))
    merged.unreachedBranches = ConfigurationMerging.named(
      parts.map { ($0.configuration, $0.report.unreachedBranches) }
    ).map { place, configurations in
      var place = place
      place.configurations = configurations
      return place
    }
    merged.findings = ConfigurationMerging.findings(
      parts.map { ($0.configuration, $0.report.findings) }, of: parts.map(\.configuration), \.self)
    merged.totals = ConfigurationMerging.totals(reports.map(\.totals))
    return merged
  }

  private static func claim(_ parts: [(configuration: String, claim: ClaimReport)]) -> ClaimReport? {
    guard var merged = parts.first?.claim else { return nil }
    // What each result is about: an order, all orders at once, or no order.
    let subjects = ConfigurationMerging.union(
      parts.map { $0.claim.results.map { [$0.order, $0.upTo] } })
    merged.results = subjects.map { subject in
      let own = parts.compactMap { part in
        part.claim.results.first { [$0.order, $0.upTo] == subject }.map { (part.configuration, $0) }
      }
      return result(own, isEverywhere: own.count == parts.count)
    }
    return merged
  }

  private static func result(
    _ parts: [(configuration: String, result: OrderResult)], isEverywhere: Bool
  ) -> OrderResult {
    let verdict = Verdict.decide(parts.map(\.result.verdict))
    let deciding = parts.map(\.result).filter { $0.verdict == verdict }
    var merged = deciding[0]
    merged.seconds = parts.reduce(0) { $0 + $1.result.seconds }
    merged.goals = parts.reduce(0) { $0 + $1.result.goals }
    merged.cases = parts.reduce(0) { $0 + $1.result.cases }
    merged.note = deciding.compactMap(\.note).first
    merged.shownAt = deciding.compactMap(\.shownAt).min()
    if deciding.count < parts.count || !isEverywhere {
      merged.configurations = parts.map {
        InConfiguration(configuration: $0.configuration, value: $0.result.verdict)
      }
    }
    return merged
  }

  private static func allowances(_ reports: [ProofReport]) -> [AllowanceReport] {
    var merged: [AllowanceReport] = []
    for allowance in reports.flatMap(\.allowances) {
      guard let known = merged.firstIndex(where: { $0.name == allowance.name }) else {
        merged.append(allowance)
        continue
      }
      merged[known].usedBy = ConfigurationMerging.union([merged[known].usedBy, allowance.usedBy])
    }
    return merged
  }
}
