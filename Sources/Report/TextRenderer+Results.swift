/// The tables of claims by orders.
extension TextRenderer {
  /// One table of the claims that depend on the order, one of those that do not.
  func resultTables(_ report: ProofReport) -> [[String]] {
    let byOrder = table(
      report.claims.filter { $0.results.contains { $0.order != nil } || $0.results.isEmpty },
      columns: report.orders.map(Optional.some))
    let everyOrder = table(
      report.claims.filter { $0.results.contains { $0.order == nil } }, columns: [nil])
    return [byOrder, everyOrder].compactMap { $0?.lines(width: options.width, colour: options.colour) }
  }

  private func table(_ claims: [ClaimReport], columns: [Int?]) -> TextTable? {
    guard !claims.isEmpty, !columns.isEmpty else { return nil }
    return TextTable(
      titles: ["claim"] + columns.map { $0.map { "order \($0)" } ?? "every order" },
      rows: claims.map { claim in
        [TextTable.Cell(claim.name)]
          + columns.map { order in
            claim.results.first { $0.order == order }.map(cell) ?? "-"
          }
      }, headings: 1)
  }

  private func cell(_ result: OrderResult) -> TextTable.Cell {
    let time = options.times ? " " + seconds(result.seconds) : ""
    return TextTable.Cell(result.verdict.rawValue + time, Emphasis(result.verdict))
  }
}
