/// One claim and how it fared at each order.
public struct ClaimReport: Codable, Sendable, Equatable {
  /// Such as `batch = pages`.
  public var name: String
  /// One sentence on what the claim says.
  public var explanation: String
  public var results: [OrderResult]

  public init(name: String, explanation: String, results: [OrderResult] = []) {
    self.name = name
    self.explanation = explanation
    self.results = results
  }
}

/// A claim at one folio order.
public struct OrderResult: Codable, Sendable, Equatable {
  /// Nothing if the claim does not depend on the order, as the laws of single PTEs do not.
  public var order: Int?
  /// For all orders from 1 to this one at once, with loops summarised, or all windows, step by step; `order` is nothing
  /// then.
  public var upTo: Int?
  /// Where all orders at once are refuted: the one at which a world shows it.
  public var shownAt: Int?
  public var verdict: Verdict
  /// Wall-clock seconds.
  public var seconds: Double
  /// How many proof goals there were.
  public var goals: Int
  /// How many cases of the world the goals were proved in.
  public var cases: Int
  /// What a reader of the verdict must know, such as which limit was hit.
  public var note: String?
  /// The verdict in each configuration, where they are not all the same; `verdict` is the gravest.
  public var configurations: [InConfiguration<Verdict>]?

  public init(
    order: Int?, upTo: Int? = nil, shownAt: Int? = nil, verdict: Verdict, seconds: Double = 0,
    goals: Int = 0, cases: Int = 1, note: String? = nil
  ) {
    self.order = order
    self.upTo = upTo
    self.shownAt = shownAt
    self.verdict = verdict
    self.seconds = seconds
    self.goals = goals
    self.cases = cases
    self.note = note
  }
}

extension OrderResult {
  /// The orders that it is about: of a refutation of all at once the one that shows it. None if the claim does
  /// not depend on the order.
  public var orders: [Int] {
    if let order { return [order] }
    if let shownAt { return [shownAt] }
    return upTo.map { Array(1...$0) } ?? []
  }

  /// `order 3`, `orders 1 to 9`; nothing if the claim does not depend on the order.
  public var orderOrOrders: String? { order == nil && upTo == nil ? nil : words(.order) }

  /// Whether what it says of its orders includes those of `other`.
  public func covers(_ other: OrderResult) -> Bool {
    if order == other.order, upTo == other.upTo { return true }
    return !other.orders.isEmpty && Set(orders).isSuperset(of: other.orders)
  }

  /// `3`, `1-9`, or nothing.
  var ordersText: String? { order.map { "\($0)" } ?? upTo.map { "1-\($0)" } }

  /// `order 3`, `orders 1 to 9`, `every order`; or of windows.
  func words(_ measure: Measure) -> String {
    OrderRanges.words(order.map { [$0] } ?? upTo.map { Array(1...$0) } ?? [], measure)
  }
}

/// A loop of the unit, and how it was treated.
public struct LoopReport: Codable, Sendable, Equatable {
  /// The function that it is in.
  public var function: String
  /// Whether it was summarised for all orders at once.
  public var isSummarised: Bool
  /// Why it was unrolled.
  public var reason: String?

  public init(function: String, isSummarised: Bool, reason: String? = nil) {
    self.function = function
    self.isSummarised = isSummarised
    self.reason = reason
  }
}
