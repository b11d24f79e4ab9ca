import Foundation

/// A report for other programs: the types of this module with their properties as keys, in a fixed order, the
/// schema first. docs/REPORT.md describes it.
public struct JSONRenderer: ReportRenderer {
  /// Whether to keep times. Without them two runs give the same bytes.
  public var times: Bool
  /// Whether to write down which blocks of the bitcode were executed, which only this program can read.
  public var coverage: Bool

  public init(times: Bool = true, coverage: Bool = false) {
    self.times = times
    self.coverage = coverage
  }

  public func render(_ report: ProofReport) throws -> String {
    var report = report
    if !coverage { report.coverage = nil }
    return try OrderedEncoder.encode(times ? report : report.withoutTimes).text() + "\n"
  }

  /// Reads a report back, for programs in Swift.
  public static func report(from json: String) throws -> ProofReport {
    try JSONDecoder().decode(ProofReport.self, from: Data(json.utf8))
  }
}

extension ProofReport {
  /// The same report with all times 0.
  var withoutTimes: ProofReport {
    var report = self
    report.totals.seconds = 0
    for claim in report.claims.indices {
      for result in report.claims[claim].results.indices { report.claims[claim].results[result].seconds = 0 }
    }
    return report
  }
}
