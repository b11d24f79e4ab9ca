import Bitcode
import Terms

/// What counts as executed: the sample worlds say, and the solver where they do not.
extension Executor {
  /// Does what is executed right now count as the unit's?
  private var isCovering: Bool { (isInUnit || coversAll) && modelDepth == 0 }

  /// Takes note of a block that is executed.
  func cover(block: Int, _ guarded: Term, _ activation: Activation) {
    guard isCovering else { return }
    let function = activation.function.name
    let isKnown = coverage.isTaken(block: block, of: function)
    if isKnown, !settings.ignoresBounds { return }
    // Where many worlds were looked at in vain, more questions would cost more than they are worth.
    let isAsked = !isKnown && (coverage.blocks[function]?[block] == nil)
    let reach = reach(of: guarded, isAsked: isAsked)
    coverage.note(block: block, of: function, reach)
    noteViolated(.init(function: function, block: block, successor: -1), guarded, reach)
  }

  /// Takes note of a branch's side that is followed, or is not.
  func cover(
    side: Int, of block: Int, _ next: Term, isOpen: Bool, _ activation: Activation, _ here: SourceLocation?
  ) {
    guard isCovering else { return }
    let key = Coverage.Side(function: activation.function.name, block: block, successor: side)
    guard isOpen else { return coverage.note(key, .never, at: here) }
    let known = coverage.sides[key]
    if known == .taken, !settings.ignoresBounds { return }
    let reach = reach(of: next, isAsked: known == nil || known == .never)
    coverage.note(key, reach, at: here)
    noteViolated(key, next, reach)
  }

  /// Takes note of what a value is chosen by.
  func cover(choice register: Int, _ test: Term, _ guarded: Term, _ activation: Activation) {
    guard isCovering else { return }
    for (holds, condition) in [(true, test), (false, pool.not(test))] {
      let key = Coverage.Choice(function: activation.function.name, register: register, holds: holds)
      let known = coverage.choices[key]
      if known == .taken { continue }
      let next = pool.and(guarded, condition)
      if next == pool.false {
        coverage.note(key, .never)
        continue
      }
      let reach = reach(of: next, isAsked: known == nil)
      // Known to be impossible only where that was asked.
      coverage.note(key, reach == .open && infeasible.contains(next) ? .never : reach)
    }
  }

  private func reach(of condition: Term, isAsked: Bool) -> Coverage.Reach {
    if condition == pool.true || samples.world(where: condition) != nil { return .taken }
    if isAsked, feasibility(of: condition) == .possible { return .taken }
    return .open
  }

  /// Which bounds, not assumed, a world violates that comes there.
  private func noteViolated(_ key: Coverage.Side, _ condition: Term, _ reach: Coverage.Reach) {
    guard settings.ignoresBounds, reach == .taken, let world = samples.world(where: condition) else { return }
    let names = boundTerms.filter { world.value(of: $0.holds) == 0 }.map(\.name)
    // A world that keeps all bounds shows that none of them is in the way.
    if names.isEmpty {
      coverage.violated[key] = []
    } else if coverage.violated[key]?.isEmpty != true {
      coverage.violated[key, default: []].formUnion(names)
    }
  }
}
