import Terms

/// Asks nothing again whose answer is known.
///
/// A model that is known is evaluated before it is handed out, like one that a solver has just found.
public final class RememberingSolver: Solver {
  private let solver: any Solver
  private let known: KnownQueries
  private var writer: (pool: TermPool, writer: QueryWriter)?
  /// Of the bounded variables among the first `variablesSeen` of the pool.
  private var lowEnds: [Term: UInt64] = [:]
  private var variablesSeen = 0

  /// How many queries were known, and how many were not.
  public private(set) var recalled = 0
  public private(set) var asked = 0

  /// - Parameters:
  ///   - solver: for what is not known.
  ///   - known: may be shared by several solvers, each on its thread.
  public init(_ solver: any Solver, known: KnownQueries) {
    self.solver = solver
    self.known = known
  }

  public var interruption: Interruption { solver.interruption }

  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    if interruption.isRequested { return try solver.check(query, in: pool, limit: limit) }
    if writer?.pool !== pool {
      lowEnds = [:]
      variablesSeen = 0
    }
    var own = writer?.pool === pool ? writer?.writer ?? QueryWriter(pool) : QueryWriter(pool)
    writer = nil
    let (digest, variables) = own.digest(of: query)
    writer = (pool, own)
    if let answer = recall(digest, variables, query, pool) {
      recalled += 1
      return answer
    }
    asked += 1
    let answer = try solver.check(query, in: pool, limit: limit)
    switch answer {
    case .unsatisfiable: known[digest] = .unsatisfiable
    case .satisfiable(let model): known[digest] = .satisfiable(variables.map { model[$0] })
    case .unknown(Answer.effortLimitReason):
      if let effort = query.effort { known[digest] = .tooHard(effort) }
    case .unknown: break
    }
    return answer
  }

  private func recall(
    _ digest: QueryDigest, _ variables: [Term], _ query: Query, _ pool: TermPool
  ) -> Answer? {
    switch known[digest] {
    case nil: return nil
    case .tooHard(let effort):
      guard let offered = query.effort, offered <= effort else { return nil }
      return .unknown(Answer.effortLimitReason)
    case .unsatisfiable: return .unsatisfiable
    case .satisfiable(let values):
      guard values.count == variables.count else { return nil }
      noteLowEnds(of: pool)
      let model = Model(values: Dictionary(zip(variables, values)) { first, _ in first }, lowEnds: lowEnds)
      return model.flaw(for: query.assertions, in: pool) == nil ? .satisfiable(model) : nil
    }
  }

  /// A model may be asked for variables that the query does not have.
  private func noteLowEnds(of pool: TermPool) {
    while variablesSeen < pool.variableCount {
      let variable = pool.variable(ordinal: variablesSeen)
      if let low = pool.variableInfo(variable)?.range.lowerBound, low > 0 { lowEnds[variable] = low }
      variablesSeen += 1
    }
  }
}
