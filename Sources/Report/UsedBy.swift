/// Where an allowance was needed, in words.
enum UsedBy {
  /// From `claim/order` entries: `batch = pages at orders 1 to 4; page = spec at order 2`. An entry without
  /// an order is taken as a claim.
  static func words(_ entries: [String]) -> String {
    var claims: [String] = []
    var orders: [String: [Int]] = [:]
    for entry in entries {
      let slash = entry.lastIndex(of: "/")
      let order = slash.flatMap { Int(entry[entry.index(after: $0)...]) }
      let claim = order == nil ? entry : String(entry[..<(slash ?? entry.endIndex)])
      if orders[claim] == nil { claims.append(claim) }
      orders[claim, default: []] += order.map { [$0] } ?? []
    }
    return claims.map { claim in
      let orders = orders[claim] ?? []
      return orders.isEmpty ? claim : "\(claim) at \(OrderRanges.words(orders))"
    }.joined(separator: "; ")
  }
}
