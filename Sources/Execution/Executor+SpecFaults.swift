import Bitcode
import Solving

/// What goes wrong in a spec's own words of the world.
///
/// A unit that goes wrong is what the proof is about. A world that goes wrong is not the one that its spec means: a store
/// that goes nowhere leaves a zero where something unknown was to be, and every claim is proved of fewer worlds than it
/// names. So nothing is proved of it.
extension Executor {
  /// Takes what the function that builds the world met, with nothing left that does not happen.
  ///
  /// - Parameter function: for the error.
  /// - Returns: code without a meaning, WARN and BUG sites (which the kernel's own functions have, of which a world makes
  ///   use), and that of which it is not known whether it happens.
  /// - Throws: `ExecutionError.badSpec` for anything else that happens in some world.
  public func takeObligations(ofWorld function: String) throws -> [Obligation] {
    let met = takeObligations()
    return try left(of: met, metIn: function)
  }

  /// The same of a function that describes a record, for what it met behind the first `count` obligations: what is left
  /// of it stays among them.
  func sift(after count: Int, metIn function: String) throws {
    guard obligations.count > count else { return }
    let met = Array(obligations[count...])
    obligations.removeSubrange(count...)
    obligations += try left(of: met, metIn: function)
  }

  private func left(of met: [Obligation], metIn function: String) throws -> [Obligation] {
    // Loops that are cut off are counted, and leave every claim open.
    try met.filter { $0.kind != .loopBound }.filter { obligation in
      if obligation.leavesOpen || obligation.kind == .warning { return true }
      let answer = try prover.prove(
        pool.not(obligation.condition), label: "spec \(function)", limit: questionLimit)
      switch answer {
      case .proved: return false
      case .unknown: return true
      case .refuted:
        throw ExecutionError.badSpec("\(function)(): \(obligation.whatAndWhere)")
      }
    }
  }
}
