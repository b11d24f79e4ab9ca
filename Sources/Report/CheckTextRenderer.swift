/// A report on a diff for a terminal: the answer, one line a claim, then what is wrong and what it rests on.
public struct CheckTextRenderer: CheckRenderer {
  public var options: TextOptions

  public init(options: TextOptions = TextOptions()) { self.options = options }

  private var text: TextRenderer { TextRenderer(options: options) }

  public func render(_ report: CheckReport) -> String {
    let sections =
      [heading(report), [answer(report)]]
      + report.patches.flatMap { patch(report, $0) }
      + [rests(report)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func heading(_ report: CheckReport) -> [String] {
    let kernel = report.kernel
    let number = report.patches.count
    let seconds = options.times ? ", \(text.seconds(report.totals.seconds))" : ""
    return text.wrapped(
      "\(report.program.name) \(report.program.version): check of \(number) patch\(number == 1 ? "" : "es"), "
        + CheckWords.extent(report)
    ).map { text.styled($0, .heading) } + [Limits.sentence]
      + text.wrapped("\(kernel.version), \(kernel.architecture), \(kernel.path)", first: "kernel    ")
      + text.wrapped(kernel.configuration, first: "config    ")
      + text.wrapped("\(CheckWords.folios(report))\(seconds)", first: "folios    ")
  }

  private func answer(_ report: CheckReport) -> String {
    let sentence = CheckWords.answer(report)
    return text.wrapped(sentence).enumerated().map { number, line in
      guard number == 0, let colon = line.firstIndex(of: ":") else { return line }
      return text.styled(String(line[..<colon]), Emphasis(report.verdict)) + line[colon...]
    }.joined(separator: "\n")
  }

  private func patch(_ report: CheckReport, _ patch: PatchReport) -> [[String]] {
    var head = text.wrapped(patch.title, first: "patch \(patch.number)/\(report.patches.count): ")
    if let scope = CheckWords.scope(patch) { head += text.wrapped(scope, first: "  ") }
    return [head] + patch.units.flatMap { unit(report, $0) } + [coverage(patch)]
  }

  private func unit(_ report: CheckReport, _ unit: UnitCheck) -> [[String]] {
    let width = unit.claims.map(\.name.count).max() ?? 0
    let changed =
      unit.changedFunctions.isEmpty
      ? "declarations or macros that it uses" : unit.changedFunctions.map(text.place).joined(separator: "; ")
    var head = [text.styled("  \(unit.unit): \(unit.function)", .heading)]
    head += text.wrapped(changed, first: "  changes  ")
    if unit.unchanged { head += text.wrapped("The compiled code is the same: proved once.", first: "  ") }
    let claims = unit.claims.map { claim in
      "    " + claim.name.padding(to: width + 2) + text.styled(claim.status.words, claim.status.emphasis)
        + CheckWords.orders(claim, of: unit, asked: report.orders)
    }
    let notes = text.section("  Notes", unit.openNotes.flatMap { text.wrapped($0, first: "    ") })
    return [head + claims, notes]
      + unit.findings.map { text.finding($0.finding) + hunk($0.hunk) }
  }

  private func hunk(_ hunk: HunkQuote?) -> [String] {
    guard let hunk else { return [] }
    return ["", "  The patch there, \(hunk.file):\(hunk.line)", "    " + hunk.header]
      + hunk.lines.map { "    " + $0 }
  }

  /// What no claim is about.
  private func coverage(_ patch: PatchReport) -> [String] {
    text.section(
      "  Not looked at", UncheckedPart.words(patch.unchecked).flatMap { text.wrapped($0, first: "    ") })
      + text.section(
        "  No world reaches", UncheckedPart.words(patch.dead).flatMap { text.wrapped($0, first: "    ") })
      + text.section(
        "  Changed, and in no spec", patch.uncovered.flatMap { text.wrapped(text.place($0), first: "    ") })
      + text.section(
        "  Not seen under this configuration and architecture",
        patch.unseen.isEmpty
          ? [] : text.wrapped(patch.unseen.map(CheckWords.lines).joined(separator: ", "), first: "    "))
  }

  /// What the answer rests on, the same for all patches but for what is said of each.
  private func rests(_ report: CheckReport) -> [String] {
    let units = report.patches.flatMap(\.units)
    var bounds: [NamedReason] = []
    var notClaimed: [String] = []
    for unit in units {
      bounds += unit.bounds.filter { !bounds.contains($0) }
      notClaimed += unit.notClaimed.filter { !notClaimed.contains($0) }
    }
    return text.section("Allowances", allowances(of: units))
      + text.section("Bounds", bounds.flatMap { text.wrapped($0.reason, first: "  \($0.name): ") })
      + text.section("Not claimed", notClaimed.flatMap { text.wrapped($0, first: "  ") })
  }

  /// Where each allowance is needed; of several units it is said by which.
  private func allowances(of units: [UnitCheck]) -> [String] {
    let hasSeveral = Set(units.filter { !$0.allowances.isEmpty }.map(\.unit)).count > 1
    var told: [(name: String, lines: [String])] = []
    for unit in units {
      for use in unit.allowances {
        let lines = text.wrapped(
          UsedBy.words(use.usedBy, unit.windows == nil ? .order : .window)
            + (use.before ? "" : "; not needed before the patch"),
          first: "  \(use.name)\(hasSeveral ? " of \(unit.unit)" : ""): ")
        // A series may need the same in each of its patches.
        guard !told.contains(where: { $0.lines == lines }) else { continue }
        told.insert(
          (use.name, lines), at: told.lastIndex { $0.name == use.name }.map { $0 + 1 } ?? told.count)
      }
    }
    return told.flatMap(\.lines)
  }
}
