/// A way to write a report on a diff down. The same report gives the same bytes.
public protocol CheckRenderer: Sendable {
  /// The whole document, ending in a newline.
  func render(_ report: CheckReport) throws -> String
}

/// The formats that a report on a diff can be asked for in.
public enum CheckFormat: String, CaseIterable, Sendable {
  /// For a terminal.
  case text
  /// A reply to the patch: 75 columns but for what is quoted, without times.
  case mail
  /// For other programs, see docs/REPORT.md.
  case json
  /// For code review tools: SARIF 2.1.0.
  case sarif
  /// For the kernel's own test tools: KTAP version 1.
  case ktap

  public func renderer(_ options: TextOptions) -> any CheckRenderer {
    switch self {
    case .text: CheckTextRenderer(options: options)
    case .mail: CheckMailRenderer()
    case .json: CheckJSONRenderer(times: options.times)
    case .sarif: SARIFRenderer()
    case .ktap: KTAPRenderer()
    }
  }
}

/// A report on a diff for other programs: the types of this module with their properties as keys.
public struct CheckJSONRenderer: CheckRenderer {
  /// Whether to keep times. Without them two runs give the same bytes.
  public var times: Bool

  public init(times: Bool = true) { self.times = times }

  public func render(_ report: CheckReport) throws -> String {
    try OrderedEncoder.encode(times ? report : report.withoutTimes).text() + "\n"
  }
}

extension CheckReport {
  /// The same report with all times 0, and the numbers that depend on what was cached.
  var withoutTimes: CheckReport {
    var report = self
    report.totals.seconds = 0
    report.totals.solverQueries = 0
    report.totals.secondOpinions = nil
    for patch in report.patches.indices {
      for unit in report.patches[patch].units.indices {
        for claim in report.patches[patch].units[unit].claims.indices {
          func bare(_ results: inout [OrderResult]) {
            for index in results.indices { results[index].seconds = 0 }
          }
          bare(&report.patches[patch].units[unit].claims[claim].before)
          bare(&report.patches[patch].units[unit].claims[claim].after)
        }
      }
    }
    return report
  }
}
