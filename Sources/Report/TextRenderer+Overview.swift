/// Several units in one report: the verdicts of all claims, and the differences by name.
extension TextRenderer {
  public func render(_ overview: OverviewReport) -> String {
    let sections =
      [heading(overview)] + verdicts(overview) + [outcomes(overview), [sentence(overview)], foot(overview)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func heading(_ overview: OverviewReport) -> [String] {
    guard let first = overview.units.min(by: { $0.orders.count < $1.orders.count }) else { return [] }
    let more = overview.units.filter { $0.orders.count > first.orders.count }.map(\.unit)
    let rest = more.isEmpty ? "" : "; all orders up to 9 of \(more.joined(separator: ", "))"
    return [
      styled("\(first.program.name) \(first.program.version): \(overview.units.count) units", .heading)
    ] + wrapped("\(OrderRanges.words(first.orders)), loops \(first.method)\(rest)", first: "folios    ")
  }

  private func verdicts(_ overview: OverviewReport) -> [[String]] {
    let results = overview.units.flatMap { $0.claims.flatMap(\.results) }
    let columns =
      Set(results.compactMap(\.order)).sorted().map { Column.order($0, .order) }
      + Set(results.compactMap(\.upTo)).sorted().map { .upTo($0, .order) }
    let rows = overview.units.flatMap { unit in
      unit.claims.enumerated().map { number, claim in
        [TextTable.Cell(number == 0 ? unit.unit : ""), TextTable.Cell(claim.name)]
          + columns.map { column -> TextTable.Cell in
            guard let result = claim.results.first(where: { [column, .every].contains(Column($0, .order)) })
            else {
              return "-"
            }
            return TextTable.Cell(result.verdict.rawValue, Emphasis(result.verdict))
          }
      }
    }
    let table = TextTable(titles: ["unit", "claim"] + columns.map(\.title), rows: rows, headings: 2)
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
        let rest =
          switch declaration.withAllAllowed {
          case .proved: "nothing"
          case .refuted: "something (refuted with all of these allowed)"
          case let verdict: "not known (\(verdict.rawValue) with all of these allowed)"
          }
        lines += wrapped(rest, first: "    else: ")
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
