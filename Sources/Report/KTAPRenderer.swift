/// A report on a diff as the kernel's test tools read it (Documentation/dev-tools/ktap.rst, version 1): a test a
/// patch, a subtest a unit, a subtest of that a claim.
public struct KTAPRenderer: CheckRenderer {
  public init() {}

  public func render(_ report: CheckReport) -> String {
    var lines = [
      "KTAP version 1", "# \(report.program.name): \(CheckWords.extent(report)). \(Limits.sentence)",
      "1..\(report.patches.count)",
    ]
    if let names = report.kernel.configurations {
      lines.append("# configurations: \(names.joined(separator: ", "))")
    }
    for patch in report.patches {
      let name = Self.name("patch \(patch.number): \(patch.title)")
      switch patch.scope {
      case .concernsNoUnit: lines.append("ok \(patch.number) \(name) # SKIP concerns no unit")
      case .notSeen:
        lines.append("ok \(patch.number) \(name) # SKIP not seen under this configuration and architecture")
      case .checked:
        lines += nested(name, patch.units.map { ($0.unit, $0) }, of: report.orders, depth: 1)
        lines += UncheckedPart.words(patch.unchecked).map { "# not looked at: \(Self.name($0))" }
        let verdict = report.verdict(of: patch)
        lines.append("\(Self.result(verdict)) \(patch.number) \(name)\(Self.directive(verdict))")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func nested(_ name: String, _ units: [(String, UnitCheck)], of asked: [Int], depth: Int) -> [String]
  {
    let indent = String(repeating: "    ", count: depth)
    var lines = [indent + "KTAP version 1", indent + "# Subtest: \(name)", indent + "1..\(units.count)"]
    for (index, unit) in units.enumerated() {
      lines += claims(unit.1, of: asked, depth: depth + 1)
      lines.append(
        "\(indent)\(Self.result(unit.1.verdict)) \(index + 1) \(Self.name(unit.0))"
          + Self.directive(unit.1.verdict))
    }
    return lines
  }

  private func claims(_ unit: UnitCheck, of asked: [Int], depth: Int) -> [String] {
    let indent = String(repeating: "    ", count: depth)
    var lines = [
      indent + "KTAP version 1", indent + "# Subtest: \(unit.unit)", indent + "1..\(unit.claims.count)",
    ]
    for (index, claim) in unit.claims.enumerated() {
      let orders = CheckWords.orders(claim, of: unit, asked: asked)
      if claim.status != .holds && claim.status != .same || !orders.isEmpty {
        lines.append("\(indent)# \(claim.name): \(claim.status.words)\(orders)")
      }
      for finding in unit.findings where finding.finding.claim == claim.name {
        lines.append("\(indent)# \(Self.name(finding.finding.what))")
      }
      lines.append(
        "\(indent)\(Self.result(claim.status.verdict)) \(index + 1) \(Self.name(claim.name))"
          + Self.directive(claim.status.verdict))
    }
    return lines
  }

  private static func result(_ verdict: Verdict) -> String {
    switch verdict {
    case .proved, .undecided, .unmodelled: "ok"
    case .refuted, .internal: "not ok"
    }
  }

  /// What has no answer is skipped: neither passed nor failed.
  private static func directive(_ verdict: Verdict) -> String {
    switch verdict {
    case .undecided, .unmodelled: " # SKIP \(verdict.rawValue)"
    case .proved, .refuted, .internal: ""
    }
  }

  /// A number sign would begin a directive.
  private static func name(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ").replacing("#", with: "No.")
  }
}
