import CZ3
import Terms

/// Z3, in this process.
///
/// Terms become circuits (`BitBlaster`), and these Booleans of Z3's, each once; each query gets a fresh SAT solver of
/// Z3's (its tactic `sat`). That is ten to a hundred times as fast as the general incremental solver, and almost twice
/// as fast as the one for QF_FD, which takes all bit vectors of each query apart anew. What is kept between queries is
/// the translation of terms, for the pool used last.
public final class Z3Solver: Solver {
  public let interruption: Interruption

  /// Nil before the first query, and after one that ran out of memory: Z3 does not give back all that
  /// such a query took unless the whole context goes.
  private var session: Z3Session?

  private let cachedBooleans: Int
  private let circuits: QueryCircuits

  /// - Parameters:
  ///   - interruption: stops this solver; hand the same one to several to stop them all.
  ///   - cachedBooleans: how many Booleans of Z3's to keep at most; a query may go beyond, the next one then makes
  ///     its own anew. With each query Z3's tactic `sat` rebuilds its table of all of them, which takes two
  ///     milliseconds up to here, and soon ten times as much beyond.
  /// - Throws: `SolvingError.solverFailed` if Z3 cannot be set up.
  public convenience init(
    interruption: Interruption = Interruption(), cachedBooleans: Int = 25_000
  ) throws(SolvingError) {
    try self.init(interruption: interruption, cachedBooleans: cachedBooleans, circuits: QueryCircuits())
  }

  /// - Parameter circuits: what the solver may share with others of its thread.
  init(
    interruption: Interruption, cachedBooleans: Int = 25_000, circuits: QueryCircuits
  ) throws(SolvingError) {
    self.interruption = interruption
    self.cachedBooleans = cachedBooleans
    self.circuits = circuits
    guard let session = Z3Session(circuits: circuits) else { throw Self.noContext("start") }
    self.session = session
  }

  /// The version of the library in use, for reports.
  public static var version: String {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var build: UInt32 = 0
    var revision: UInt32 = 0
    Z3_get_version(&major, &minor, &build, &revision)
    return "Z3 \(major).\(minor).\(build)"
  }

  /// Limits the memory of all Z3 solvers of the process together; a query beyond it answers `.unknown`.
  ///
  /// Z3 has one such setting a process, so it is for the program's start, before any solver exists.
  ///
  /// - Parameter megabytes: of Z3's own allocations; 0 for no limit.
  public static func limitMemory(megabytes: Int) {
    Z3_global_param_set("memory_max_size", String(max(0, megabytes)))
  }

  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    if interruption.isRequested { return .unknown(Interruption.reason) }
    let deadline = Deadline(limit)
    guard let session = session ?? Z3Session(circuits: circuits) else { throw Self.noContext(query.label) }
    self.session = session
    session.limitCache(toBooleans: cachedBooleans)
    let circuit = try circuits.wires(of: query, in: pool)
    do throws(Z3Failure) {
      return try session.check(
        circuit, effort: query.effort, deadline: deadline, interruption: interruption)
    } catch {
      self.session = nil
      switch error {
      case .outOfMemory: return .unknown(Answer.memoryReason)
      case .refused(let detail): throw .untranslatable(label: query.label, detail: detail)
      case .misbehaved(let detail): throw .solverFailed(label: query.label, detail: detail)
      }
    }
  }

  private static func noContext(_ label: String) -> SolvingError {
    .solverFailed(label: label, detail: "Z3 has no memory for a context")
  }
}
