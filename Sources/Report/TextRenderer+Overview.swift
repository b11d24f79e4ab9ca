/// Several units in one report: the verdicts of all claims, and the differences by name.
extension TextRenderer {
  public func render(_ overview: OverviewReport) -> String {
    let sections =
      [heading(overview)] + verdicts(overview) + [outcomes(overview), [sentence(overview)], foot(overview)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func heading(_ overview: OverviewReport) -> [String] {
    guard let first = overview.units.first else { return [] }
    return [
      styled("\(first.program.name) \(first.program.version): \(overview.units.count) units", .heading)
    ] + wrapped("\(OrderRanges.words(first.orders)), loops \(first.method)", first: "folios    ")
  }

  private func verdicts(_ overview: OverviewReport) -> [[String]] {
    let orders = overview.units.first?.orders ?? []
    let rows = overview.units.flatMap { unit in
      unit.claims.enumerated().map { number, claim in
        [TextTable.Cell(number == 0 ? unit.unit : ""), TextTable.Cell(claim.name)]
          + orders.map { order -> TextTable.Cell in
            guard let result = claim.results.first(where: { $0.order == order || $0.order == nil }) else {
              return "-"
            }
            return TextTable.Cell(result.verdict.rawValue, Emphasis(result.verdict))
          }
      }
    }
    let table = TextTable(titles: ["unit", "claim"] + orders.map { "order \($0)" }, rows: rows, headings: 2)
    return [table.lines(width: options.width, colour: options.colour)]
  }

  private func outcomes(_ overview: OverviewReport) -> [String] {
    section(
      "Differences by name",
      overview.units.flatMap { unit -> [String] in
        guard let declaration = unit.declaration else { return [] }
        let judged = declaration.isAsDeclared == true ? "as declared" : "NOT as declared"
        var lines = wrapped("\(unit.verdict.rawValue), \(judged)", first: "  \(unit.unit): ")
        for difference in declaration.differences
        where difference.status != .absent || difference.expectedFrom != nil {
          lines += wrapped(TextRenderer.words(difference), first: "    \(difference.name): ")
        }
        let verdict = declaration.withAllAllowed
        lines += wrapped(
          verdict == .proved ? "nothing" : "something (\(verdict.rawValue) with all of these allowed)",
          first: "    else: ")
        return lines
      })
  }

  private func sentence(_ overview: OverviewReport) -> String {
    let good = overview.units.filter { $0.declaration?.isAsDeclared == true }.count
    var text = "\(good) of \(overview.units.count) units came out as their specs declare"
    if options.times { text += ", in \(seconds(overview.seconds))" }
    return wrapped(text).joined(separator: "\n")
  }

  private func foot(_ overview: OverviewReport) -> [String] {
    let example = overview.units.first { $0.verdict == .refuted } ?? overview.units.first
    guard let example else { return [] }
    let difference = example.declaration?.differences.first { $0.status == .present }
    var text = "'pteproof prove \(example.unit)' shows a unit with its witnesses"
    if let difference { text += ", 'pteproof explain \(difference.name)' what a difference means" }
    return wrapped(text)
  }
}
