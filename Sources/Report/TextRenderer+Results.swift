/// The tables of claims by orders.
extension TextRenderer {
  /// What a column is about.
  enum Column: Equatable {
    case order(Int, Measure)
    case upTo(Int, Measure)
    case every

    var title: String {
      switch self {
      case .order(let order, let measure): measure.words(order)
      case .upTo(let largest, let measure): "\(measure.rawValue)s 1-\(largest)"
      case .every: "every order"
      }
    }

    init(_ result: OrderResult, _ measure: Measure) {
      self =
        result.order.map { Column.order($0, measure) } ?? result.upTo.map { .upTo($0, measure) } ?? .every
    }
  }

  /// One table of the claims that depend on the order, one of those that do not.
  func resultTables(_ report: ProofReport) -> [[String]] {
    let results = report.claims.flatMap(\.results)
    let single = Set(results.compactMap(\.order)).union(
      results.contains { $0.upTo != nil } ? [] : report.orders)
    let columns =
      single.sorted().map { Column.order($0, report.measure) }
      + Set(results.compactMap(\.upTo)).sorted().map { .upTo($0, report.measure) }
    let byOrder = table(
      report.measure,
      report.claims.filter {
        $0.results.contains { Column($0, report.measure) != .every } || $0.results.isEmpty
      },
      columns: columns)
    let everyOrder = table(
      report.measure, report.claims.filter { $0.results.contains { Column($0, report.measure) == .every } },
      columns: [.every])
    return [byOrder, everyOrder].compactMap { $0?.lines(width: options.width, colour: options.colour) }
  }

  private func table(_ measure: Measure, _ claims: [ClaimReport], columns: [Column]) -> TextTable? {
    guard !claims.isEmpty, !columns.isEmpty else { return nil }
    return TextTable(
      titles: ["claim"] + columns.map(\.title),
      rows: claims.map { claim in
        [TextTable.Cell(claim.name)]
          + columns.map { column in claim.results.first { Column($0, measure) == column }.map(cell) ?? "-" }
      }, headings: 1)
  }

  private func cell(_ result: OrderResult) -> TextTable.Cell {
    let time = options.times ? " " + seconds(result.seconds) : ""
    let configurations = result.configurations.map { values in
      " (" + values.filter { $0.value == result.verdict }.map(\.configuration).joined(separator: ", ") + ")"
    }
    return TextTable.Cell(
      result.verdict.rawValue + (configurations ?? "") + time, Emphasis(result.verdict))
  }
}
