import Terms

/// What a solver says about a query.
public enum Answer: Sendable {
  /// No values of the variables, within their ranges, make all assertions true.
  case unsatisfiable

  /// The values in the model make all assertions true.
  case satisfiable(Model)

  /// The solver gave up; the text says why (a limit of time or effort, an interruption, memory).
  case unknown(String)
}

extension Answer {
  static let timeLimitReason = "time limit"
  static let effortLimitReason = "effort limit"
  static let memoryReason = "out of memory"
}

/// One question to a solver: can all assertions be true at once?
public struct Query: Sendable {
  /// Conditions (width 1), all of them to hold. The ranges of the variables in them hold as well.
  public var assertions: [Term]

  /// What the question is about, for statistics, dumps and messages; parts separated by `/`.
  public var label: String

  /// What it is worth; nil for any effort. A solver in another process takes no notice.
  public var effort: Effort?

  public init(assertions: [Term], label: String, effort: Effort? = nil) {
    self.assertions = assertions
    self.label = label
    self.effort = effort
  }
}

/// Something that decides queries over the terms of a pool.
///
/// A solver belongs to one thread at a time. Only its `interruption` may be used from elsewhere.
public protocol Solver: AnyObject {
  /// Decides whether the query's assertions can all be true.
  ///
  /// - Parameters:
  ///   - query: the assertions, each of width 1.
  ///   - pool: the pool in which the query's terms live.
  ///   - limit: the wall-clock time after which the solver answers `.unknown`; nil for none.
  /// - Throws: `SolvingError` if the answer cannot be trusted, not if there is none.
  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer

  /// Stops the running query, and all later ones, from any thread.
  var interruption: Interruption { get }
}

extension Solver {
  /// Makes the running query and all later ones answer `.unknown`.
  ///
  /// To interrupt from another thread, hand `interruption` over to it before the query starts.
  public func interrupt() {
    interruption.request()
  }
}
