import Bitcode
import Solving
import Terms

/// What counts as executed: the sample worlds say, and the solver where they do not, with little effort.
extension Executor {
  /// Does what is executed right now count as the unit's?
  private var isCovering: Bool { (isInUnit || coversAll) && modelDepth == 0 }

  /// How often it is asked whether a world comes to a place: in loops each iteration comes there again.
  private static let attempts = 2
  /// Dead ends of the search: what is not found out so counts as not known.
  private static let effort = Effort(conflicts: 1_000)

  /// Takes note of a block that is executed.
  func cover(block: Int, _ guarded: Term, _ activation: Activation) {
    guard isCovering else { return }
    let function = activation.function.name
    if coverage.isTaken(block: block, of: function), !settings.ignoresBounds { return }
    let key = Coverage.Side(function: function, block: block, successor: -1)
    let reach = reach(of: guarded, attempts: &coverAttempts[key, default: 0])
    // A path that no world takes is no execution.
    if reach == .never { return }
    coverage.note(block: block, of: function, reach)
    noteViolated(key, guarded, reach)
  }

  /// Takes note of a branch's side that is followed, or is not.
  func cover(
    side: Int, of block: Int, _ next: Term, isOpen: Bool, _ activation: Activation, _ here: SourceLocation?
  ) {
    guard isCovering else { return }
    let key = Coverage.Side(function: activation.function.name, block: block, successor: side)
    guard isOpen else { return coverage.note(key, .never, at: here) }
    if coverage.sides[key] == .taken, !settings.ignoresBounds { return }
    let reach = reach(of: next, attempts: &coverAttempts[key, default: 0])
    coverage.note(key, reach, at: here)
    noteViolated(key, next, reach)
  }

  /// Takes note of what a value is chosen by.
  func cover(choice register: Int, _ test: Term, _ guarded: Term, _ activation: Activation) {
    guard isCovering else { return }
    for (holds, condition) in [(true, test), (false, pool.not(test))] {
      let key = Coverage.Choice(function: activation.function.name, register: register, holds: holds)
      if coverage.choices[key].map({ $0 != .never }) == true { continue }
      let next = pool.and(guarded, condition)
      coverage.note(
        key, next == pool.false ? .never : reach(of: next, attempts: &choiceAttempts[key, default: 0]))
    }
  }

  private func reach(of condition: Term, attempts: inout Int) -> Coverage.Reach {
    if condition == pool.true { return .taken }
    if infeasible.contains(condition) { return .never }
    guard attempts < Self.attempts else { return .open }
    attempts += 1
    if samples.world(where: condition) != nil { return .taken }
    do {
      switch try prover.satisfiable(
        condition, label: "cover \(callStack.last ?? "")", limit: questionLimit, effort: Self.effort,
        remembers: false)
      {
      case .satisfiable(let model):
        samples.add(model)
        return .taken
      case .unsatisfiable: return .never
      case .unknown: return .open
      }
    } catch {
      deferredError = error
      return .open
    }
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
