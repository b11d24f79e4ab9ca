import Foundation
import Solving
import Terms

/// A world that shows a failure, made as plain as can be.
extension Witness {
  /// Makes variables zero (or the least they can be), one after the other, as long as the claim still fails; then single
  /// bits. Greedy: the result is a minimum in this sense only.
  ///
  /// A plainer value mostly fits the world at hand as it is, with its other values: this is evaluated before a solver is
  /// asked for a world of other values.
  ///
  /// - Parameters:
  ///   - negated: true where the claim fails.
  ///   - first: such a world.
  /// - Returns: the world, and whether there was time for all variables (`ProofPlan.witnessPatience`).
  func smallest(_ negated: Term, _ first: Model) throws -> (Model, Bool) {
    let deadline = Date().addingTimeInterval(proof.plan.witnessPatience)
    let prover = proof.executor.prover
    let known = proof.executor.assumedTerms + [negated]
    var model = first
    var pinned = negated
    for variable in variables(negated) {
      guard let info = pool.variableInfo(variable) else { continue }
      let width = pool.width(variable)
      func attempt(_ value: UInt64, _ extra: Term) throws -> Bool {
        guard extra != pool.false, Date() < deadline else { return false }
        let wanted = pool.and(pinned, extra)
        guard wanted != pool.false else { return false }
        let plainer = model.with(variable, value)
        if info.range.contains(value), isWorld(plainer, known) {
          model = plainer
          pinned = wanted
          return true
        }
        guard
          case .satisfiable(let better) = try prover.satisfiable(
            wanted, label: "witness", effort: Effort(conflicts: 20_000))
        else { return false }
        model = better
        pinned = wanted
        return true
      }
      let least = info.range.lowerBound
      let isLeast = { pool.eq(variable, pool.constant(least, width: width)) }
      if model[variable] != least, try !attempt(least, isLeast()) {
        for bit in (0..<width).reversed() {
          let isSet = pool.extract(variable, high: bit, low: bit)
          let value = model[variable]
          let weight = UInt64(1) << UInt64(bit)
          if value & weight == 0 {
            pinned = pool.and(pinned, pool.not(isSet))
          } else if try !attempt(value & ~weight, pool.not(isSet)) {
            pinned = pool.and(pinned, isSet)
          }
        }
      } else {
        pinned = pool.and(pinned, pool.eq(variable, pool.constant(model[variable], width: width)))
      }
      if Date() >= deadline { return (model, false) }
    }
    return (model, true)
  }

  /// Whether conditions hold in a model.
  private func isWorld(_ model: Model, _ conditions: [Term]) -> Bool {
    let evaluator = pool.evaluator { model[$0] }
    return conditions.allSatisfy { evaluator.value(of: $0) == 1 }
  }
}
