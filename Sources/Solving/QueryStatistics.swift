/// How many queries were asked, how they ended and how long they took.
public struct QueryStatistics: Sendable {
  /// Sums over a set of queries.
  public struct Totals: Equatable, Sendable {
    public var queries = 0
    public var unsatisfiable = 0
    public var satisfiable = 0
    public var unknown = 0
    public var time = Duration.zero

    mutating func add(_ other: Totals) {
      queries += other.queries
      unsatisfiable += other.unsatisfiable
      satisfiable += other.satisfiable
      unknown += other.unknown
      time += other.time
    }
  }

  /// One query among the slowest.
  public struct SlowQuery: Equatable, Sendable {
    public let label: String
    public let assertions: Int
    public let time: Duration
  }

  public private(set) var totals = Totals()

  /// Totals by the label's first part, the text before its first `/`.
  public private(set) var byPrefix: [String: Totals] = [:]

  /// The slowest queries, slowest first; of equally slow ones the earlier first.
  public private(set) var slowest: [SlowQuery] = []

  /// What became of the second opinions; both 0 if nobody was asked.
  public internal(set) var secondOpinions = SecondOpinionSolver.Counts()

  private let slowestCapacity: Int

  /// - Parameter slowestCapacity: how many slow queries to keep.
  public init(slowestCapacity: Int = 10) {
    self.slowestCapacity = max(0, slowestCapacity)
  }

  mutating func record(_ query: Query, answer: Answer, time: Duration) {
    var one = Totals(queries: 1, time: time)
    switch answer {
    case .unsatisfiable: one.unsatisfiable = 1
    case .satisfiable: one.satisfiable = 1
    case .unknown: one.unknown = 1
    }
    totals.add(one)
    byPrefix[Self.prefix(of: query.label), default: Totals()].add(one)
    keepIfSlow(SlowQuery(label: query.label, assertions: query.assertions.count, time: time))
  }

  /// Adds another worker's statistics.
  public mutating func merge(_ other: QueryStatistics) {
    totals.add(other.totals)
    byPrefix.merge(other.byPrefix) { left, right in
      var sum = left
      sum.add(right)
      return sum
    }
    for query in other.slowest { keepIfSlow(query) }
    secondOpinions.agreements += other.secondOpinions.agreements
    secondOpinions.undecided += other.secondOpinions.undecided
  }

  private mutating func keepIfSlow(_ query: SlowQuery) {
    let position = slowest.firstIndex { $0.time < query.time } ?? slowest.endIndex
    guard position < slowestCapacity else { return }
    slowest.insert(query, at: position)
    if slowest.count > slowestCapacity { slowest.removeLast() }
  }

  private static func prefix(of label: String) -> String {
    String(label.prefix { $0 != "/" })
  }
}
