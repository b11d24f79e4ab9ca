import Foundation
import Proof
import Report

/// Puts what a unit of a self-contained spec came to into a report.
struct SeedReportMaker {
  let unit: SeedUnit
  let options: ProveOptions
  let allowed: [String]
  let plan: ProofPlan
  /// Whether all claims were asked for: only then is there anything to compare with what the spec declares.
  let isWhole: Bool

  func report(_ analysis: FindingAnalysis, seconds: Double) -> ProofReport {
    let maker = ReportMaker(plan: plan, options: options, kernel: nil)
    var report = maker.report(analysis.plain)
    report.unit = unit.name
    // A part of a claim must not be taken for the whole.
    for claim in plan.tags.keys {
      let tags = (plan.tags[claim] ?? []).sorted().joined(separator: ",")
      for number in report.claims.indices where report.claims[number].name == claim.rawValue {
        report.claims[number].name += "/\(tags)"
      }
    }
    report.totals = maker.totals(analysis.statistics, seconds: seconds)
    let differences = unit.findings.map { difference($0, analysis, maker) }
    guard isWhole else {
      let allowed = differences.filter { $0.status == .allowed }
      if !allowed.isEmpty {
        report.declaration = DeclarationReport(
          isAsDeclared: nil, withAllAllowed: report.verdict, differences: allowed)
      }
      return report
    }
    report.declaration = DeclarationReport(
      isAsDeclared: analysis.isAsDeclared,
      withAllAllowed: maker.report(analysis.allAllowed ?? analysis.plain).verdict, differences: differences)
    // Each difference by name has a witness of its own; what is left is what no name explains.
    if differences.contains(where: { $0.status == .present }) {
      report.findings = analysis.allAllowed.map { maker.report($0).findings } ?? []
    }
    return report
  }

  private func difference(
    _ finding: NamedFinding, _ analysis: FindingAnalysis, _ maker: ReportMaker
  ) -> DifferenceReport {
    var result = DifferenceReport(
      name: finding.name, condition: finding.condition, relation: finding.relation, reason: finding.reason,
      status: .absent, expectedFrom: unit.expectations.first { $0.finding == finding.name }?.order)
    if allowed.contains(finding.name) {
      result.status = .allowed
    } else if let presence = analysis.presences.first(where: { $0.expectation.finding == finding.name }) {
      result.order = presence.order
      result.witness = presence.finding.map(maker.finding)
      result.note = presence.undecided
      result.status = presence.order != nil ? .present : presence.undecided != nil ? .undecided : .absent
    } else if !analysis.isNothingElseLeft {
      // Not among the expected, and something is left, or may be: it may be this.
      result.status = .undecided
      result.note =
        (analysis.allAllowed ?? analysis.plain).verdict == .refuted
        ? "something that is not expected is left" : "it is not known whether anything else is left"
    }
    return result
  }
}
