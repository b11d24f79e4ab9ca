/// A report on a diff in SARIF 2.1.0 (OASIS), for tools that show findings beside the code. What holds is no
/// finding and is not shown.
public struct SARIFRenderer: CheckRenderer {
  public init() {}

  public func render(_ report: CheckReport) -> String {
    let all = report.patches.flatMap { patch in patch.units.flatMap { results(patch, $0, of: report.orders) }
    }
    return JSONValue.object([
      ("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")), ("version", .string("2.1.0")),
      (
        "runs",
        .array([
          .object([
            (
              "tool",
              .object([
                (
                  "driver",
                  .object([
                    ("name", .string(report.program.name)), ("version", .string(report.program.version)),
                    ("semanticVersion", .string(report.program.version)),
                    ("fullDescription", message("\(CheckWords.extent(report)). \(Limits.sentence)")),
                    ("rules", .array(rules(report))),
                  ])
                )
              ])
            ),
            (
              "originalUriBaseIds",
              .object([
                (Self.root, .object([("description", message("The top of the kernel source tree."))]))
              ])
            ), ("columnKind", .string("utf16CodeUnits")), ("results", .array(all)),
            (
              "invocations",
              .array([
                .object([
                  ("executionSuccessful", .bool(report.verdict != .internal)),
                  ("exitCode", .integer(Int(report.verdict.exitStatus))),
                  ("toolExecutionNotifications", .array(report.patches.flatMap(notifications))),
                ])
              ])
            ), ("properties", .object([("configuration", .string(report.kernel.configuration))])),
          ])
        ])
      ),
    ]).text() + "\n"
  }

  private static let root = "KERNEL"

  private func message(_ text: String) -> JSONValue { .object([("text", .string(text))]) }

  /// A claim's name as an identifier.
  private func rule(_ claim: String) -> String {
    claim.replacing("=", with: "equals").split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
      .lowercased()
  }

  /// The claims that were checked, each once.
  private func rules(_ report: CheckReport) -> [JSONValue] {
    var seen: Set<String> = []
    return report.patches.flatMap(\.units).flatMap(\.claims).filter { seen.insert($0.name).inserted }.map {
      claim in
      .object([
        ("id", .string(rule(claim.name))), ("name", .string(claim.name)),
        ("shortDescription", message(claim.name)),
        ("fullDescription", message(claim.explanation.isEmpty ? claim.name : claim.explanation)),
      ])
    }
  }

  private func results(_ patch: PatchReport, _ unit: UnitCheck, of asked: [Int]) -> [JSONValue] {
    unit.claims.filter { level($0.status) != nil }.map { claim in
      let finding = unit.findings.first { $0.finding.claim == claim.name }
      var members: [(key: String, value: JSONValue)] = [
        ("ruleId", .string(rule(claim.name))), ("level", .string(level(claim.status) ?? "none")),
        ("message", message(sentence(patch, unit, claim, finding, of: asked))),
      ]
      if let baseline = baseline(claim.status) { members.append(("baselineState", .string(baseline))) }
      if let place = place(patch, unit, finding) { members.append(("locations", .array([location(place)]))) }
      if let place = finding?.finding.location, place.line > 0 {
        members.append(("relatedLocations", .array([location(place, "the write that made the difference")])))
      }
      members.append(
        (
          "properties",
          .object(
            [
              ("patch", .integer(patch.number)), ("unit", .string(unit.unit)),
              (unit.windows == nil ? "orders" : "windows", .array(claim.orders.map { .integer($0) })),
              ("status", .string(claim.status.rawValue)),
            ]
              + (claim.configurations.map { values in
                [
                  (
                    "configurations",
                    .array(
                      values.filter { $0.value == claim.status }.map { .string($0.configuration) })
                  )
                ]
              } ?? []))
        ))
      return .object(members)
    }
  }

  private func sentence(
    _ patch: PatchReport, _ unit: UnitCheck, _ claim: ClaimCheck, _ finding: PatchFinding?, of asked: [Int]
  ) -> String {
    let what = finding.map { ": \($0.finding.what)" } ?? note(unit, claim).map { ": \($0)" } ?? ""
    return
      "\(claim.name) of \(unit.unit) is \(claim.status.words)\(CheckWords.orders(claim, of: unit, asked: asked))\(what)"
  }

  /// What the notes say of the claim, or else of the patched code as a whole.
  private func note(_ unit: UnitCheck, _ claim: ClaimCheck) -> String? {
    unit.notes.first { $0.hasPrefix(claim.name) }
      ?? (claim.status == .unmodelled ? unit.notes.first { $0.hasPrefix("After the patch") } : nil)
  }

  /// The changed line that is to blame; else the first that the unit rests on.
  private func place(_ patch: PatchReport, _ unit: UnitCheck, _ finding: PatchFinding?) -> LocationText? {
    if let hunk = finding?.hunk { return LocationText(file: hunk.file, line: hunk.line) }
    return unit.changedFunctions.first ?? patch.files.first.map { LocationText(file: $0, line: 1) }
  }

  private func location(_ place: LocationText, _ text: String? = nil) -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      (
        "physicalLocation",
        .object([
          (
            "artifactLocation",
            .object([("uri", .string(Self.uri(place.file))), ("uriBaseId", .string(Self.root))])
          ), ("region", .object([("startLine", .integer(max(1, place.line)))])),
        ])
      )
    ]
    if let text { members.append(("message", message(text))) }
    return .object(members)
  }

  private func level(_ status: ClaimStatus) -> String? {
    switch status {
    case .broken, .refutedNow, .internal: "error"
    case .stillBroken, .undecided, .unmodelled: "warning"
    case .deliberate: "note"
    case .holds, .fixed, .holdsNow, .same, .changed: nil
    }
  }

  private func baseline(_ status: ClaimStatus) -> String? {
    switch status {
    case .broken, .deliberate: "new"
    case .stillBroken: "unchanged"
    default: nil
    }
  }

  /// What a reader of findings alone would miss: a patch about which nothing was asked, or a part of one.
  private func notifications(_ patch: PatchReport) -> [JSONValue] {
    let scope = CheckWords.scope(patch).map { [$0] } ?? []
    let unchecked = UncheckedPart.words(patch.unchecked).map { "not looked at: \($0)" }
    return (scope + unchecked).map { text in
      .object([
        ("level", .string("warning")), ("message", message("patch \(patch.number), \(patch.title): \(text)")),
      ])
    }
  }

  /// A path as a relative reference of RFC 3986.
  private static func uri(_ path: String) -> String {
    path.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: "."), UInt8(ascii: "~"), UInt8(ascii: "+"):
        String(Unicode.Scalar(byte))
      default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }.joined()
  }
}
