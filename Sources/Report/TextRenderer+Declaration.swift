/// What came out beside what the unit's spec declares.
extension TextRenderer {
  /// The table of the differences by name, and the witness of each that the unit has.
  func declaration(_ report: ProofReport) -> [[String]] {
    guard let declaration = report.declaration else { return [] }
    let sections = [differences(declaration, report.orders)]
    return sections
      + declaration.differences.compactMap { difference in
        difference.witness.map { finding($0, of: difference.name) }
      }
  }

  private func differences(_ declaration: DeclarationReport, _ orders: [Int]) -> [String] {
    let shown = declaration.differences.filter { $0.status != .absent || $0.expectedFrom != nil }
    var lines = shown.flatMap { difference in
      wrapped(Self.words(difference), first: "  \(difference.name): ")
        + wrapped(difference.condition, first: "    when  ")
        + wrapped(difference.relation, first: "    then  ")
        + wrapped(difference.reason, first: "    why   ")
    }
    guard let isAsDeclared = declaration.isAsDeclared else { return section("Differences by name", lines) }
    let rest =
      switch declaration.withAllAllowed {
      case .proved: "proved at \(OrderRanges.words(orders)): there is no other difference"
      case .refuted: "refuted: there is more than has a name here"
      case let verdict: "\(verdict.rawValue): it is not known whether there is more than has a name here"
      }
    if !shown.isEmpty { lines += wrapped(rest, first: "  with all of these allowed: ") }
    lines += wrapped(isAsDeclared ? "yes" : "no", first: "  as the spec declares: ")
    return section("Differences by name", lines)
  }

  /// What became of a difference, in a clause.
  static func words(_ difference: DifferenceReport) -> String {
    let expected = difference.expectedFrom.map { "expected from order \($0) on" } ?? "not expected"
    switch difference.status {
    case .present: return "found at order \(difference.order ?? 0), \(expected)"
    case .absent: return "not found, \(expected)"
    case .allowed: return "allowed by --allow, \(expected)"
    case .undecided: return "undecided, \(expected)" + (difference.note.map { ": \($0)" } ?? "")
    }
  }
}
