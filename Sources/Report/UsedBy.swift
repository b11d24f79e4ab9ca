/// Where an allowance was needed, in words.
enum UsedBy {
  /// From `claim/order` and `claim/1-9` entries: `batch = pages at orders 1 to 4; page = spec at order 2`. One without
  /// an order is taken as a claim.
  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-").map { Int($0) }
    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last else {
      return nil
    }
    return first...last
  }

  static func words(_ entries: [String], _ measure: Measure = .order) -> String {
    var claims: [String] = []
    var orders: [String: [Int]] = [:]
    for entry in entries {
      let slash = entry.lastIndex(of: "/")
      let found = slash.flatMap { range(entry[entry.index(after: $0)...]) }
      let claim = found == nil ? entry : String(entry[..<(slash ?? entry.endIndex)])
      if orders[claim] == nil { claims.append(claim) }
      orders[claim, default: []] += found.map(Array.init) ?? []
    }
    return claims.map { claim in
      let orders = orders[claim] ?? []
      return orders.isEmpty ? claim : "\(claim) at \(OrderRanges.words(orders, measure))"
    }.joined(separator: "; ")
  }
}
