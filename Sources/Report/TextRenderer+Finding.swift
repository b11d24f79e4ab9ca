/// A finding: what fails, the world in which it does, and the two outcomes.
extension TextRenderer {
  /// - Parameter name: the difference by name that it is a witness of.
  func finding(_ finding: FindingReport, of name: String? = nil) -> [String] {
    let values = ValueText(finding)
    let parts =
      [summary(finding, name), world(finding, values), counters(finding, values)]
      + pageTables(finding, values)
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [""]))
  }

  private func summary(_ finding: FindingReport, _ name: String?) -> [String] {
    let word = finding.kind == .unmodelled ? "Unmodelled" : "Refuted"
    var lines = [
      styled(
        "\(word): \(name.map { "\($0): " } ?? "")\(finding.claim), \((finding.measure ?? .order).words(finding.order))"
          + (finding.configurations.map { ", in \($0.joined(separator: ", ")) only" } ?? ""),
        finding.kind == .unmodelled ? .open : .bad)
    ]
    func add(_ label: String, _ text: String?) {
      guard let text, !text.isEmpty else { return }
      lines += wrapped(text, first: "  " + label.padding(to: 8))
    }
    add("fails", finding.what)
    add("case", finding.caseDescription)
    add("at", finding.location.map { "\(place($0)): \(finding.kind.meaningOfLocation)" })
    add("replay", finding.replay)
    if let code = finding.unmodelled {
      add("code", code.construct)
      add("at", code.location.map(place))
      add("model", code.howToAddModel)
    }
    return lines
  }

  /// The world, with the counters that were read before the runs only.
  private func world(_ finding: FindingReport, _ values: ValueText) -> [String] {
    let observations =
      finding.world
      + finding.counters.filter { !$0.hasOutcome }.compactMap { counter in
        counter.before.map { ObservationReport(name: counter.name, value: $0) }
      }
    let width = observations.map(\.name.count).max() ?? 0
    let lines = observations.flatMap { observation in
      wrapped(
        text(of: observation, values), first: "    " + observation.name.padding(to: width + 2))
    }
    return lines.isEmpty ? [] : ["  World"] + lines
  }

  private func text(of observation: ObservationReport, _ values: ValueText) -> String {
    if !observation.flagNames.isEmpty { return ValueText.flags(observation.value, observation.flagNames) }
    if observation.name == ValueText.folioName { return "\(observation.value.hexadecimal), written p below" }
    return values.text(observation.value, name: observation.name)
  }

  private func counters(_ finding: FindingReport, _ values: ValueText) -> [String] {
    let counters = finding.counters.filter(\.hasOutcome)
    guard !counters.isEmpty else { return [] }
    var outcomes = [(finding.runs.batched, \Comparison.batched), (finding.runs.paged, \Comparison.paged)]
    // A claim about one run has one outcome.
    if counters.allSatisfy({ $0.paged == nil }) { outcomes.removeLast() }
    let table = TextTable(
      titles: ["Counters", "before"] + outcomes.map(\.0),
      rows: counters.map { counter in
        [
          TextTable.Cell("  " + counter.name),
          TextTable.Cell(values.text(counter.before, name: counter.name)),
        ]
          + outcomes.map { cell(counter, values.text(counter[keyPath: $0.1], name: counter.name)) }
      }, headings: 1, indent: 2)
    return table.lines(width: options.width, colour: options.colour)
  }

  /// A value of an outcome, with a mark if it makes a difference.
  func cell(_ comparison: Comparison, _ text: String) -> TextTable.Cell {
    comparison.differs && text != "-" ? TextTable.Cell(text + "*", .bad) : TextTable.Cell(text)
  }
}

extension Comparison {
  /// Whether any run gave it a value.
  fileprivate var hasOutcome: Bool { batched != nil || paged != nil }
}

extension FindingReport.Kind {
  /// What the finding's location is the location of.
  fileprivate var meaningOfLocation: String {
    switch self {
    case .difference, .claim: "the write that made the difference"
    case .assertion: "the assertion that is reached"
    case .access: "the access"
    case .uninitialised: "the read"
    case .unmodelled: "the call"
    }
  }
}

extension String {
  func padding(to width: Int) -> String { self + String(repeating: " ", count: max(width - count, 0)) }
}
