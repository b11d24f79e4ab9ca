import Solving
import Terms

/// A few concrete worlds that satisfy every assumption made so far.
///
/// Most questions that execution asks ("can this branch be taken?") have the answer yes, and one world
/// in which it is taken says so. A world that a new assumption contradicts is dropped; a loop's exit index
/// is a variable that no solver has seen when the world was found, so it is set by following the loop.
struct SampleWorlds {
  private final class World {
    var extra: [Term: UInt64] = [:]
    let model: Model
    lazy var evaluator: Evaluator = pool.evaluator { [unowned self] in extra[$0] ?? model[$0] }
    let pool: TermPool
    init(_ model: Model, _ pool: TermPool) {
      self.model = model
      self.pool = pool
    }
  }

  private let pool: TermPool
  private var worlds: [World] = []
  /// More would cost more to evaluate than they save.
  private static let most = 40

  init(pool: TermPool) { self.pool = pool }

  var count: Int { worlds.count }

  /// Adds the values of a solver's model, found under all assumptions.
  mutating func add(_ model: Model) {
    if worlds.count >= Self.most { worlds.removeFirst() }
    worlds.append(World(model, pool))
  }

  /// A world in which the condition holds.
  func world(where condition: Term) -> Evaluator? {
    worlds.last { $0.evaluator.value(of: condition) == 1 }?.evaluator
  }

  /// In how many of them it holds.
  func count(where condition: Term) -> Int {
    worlds.count { $0.evaluator.value(of: condition) == 1 }
  }

  /// Drops the worlds that a new assumption excludes.
  mutating func keep(where assumption: Term) {
    worlds.removeAll { $0.evaluator.value(of: assumption) != 1 }
  }

  /// Sets the exit index as each world has it, after one more iteration: `index >= number` iff the loop
  /// goes on (`next`) from this iteration (`current`).
  func follow(_ index: Term, _ current: Term, _ next: Term, _ number: Int) {
    for world in worlds where world.evaluator.value(of: current) == 1 {
      let goesOn = world.evaluator.value(of: next) == 1
      let value = world.evaluator.value(of: index)
      guard goesOn != (value >= UInt64(number)) else { continue }
      world.extra[index] = UInt64(goesOn ? number : number - 1)
      world.evaluator.forget(from: index)
    }
  }

  /// Sets a new variable in each world to what a term over the others is there.
  func define(_ variable: Term, as value: Term) {
    for world in worlds {
      world.extra[variable] = world.evaluator.value(of: value)
      world.evaluator.forget(from: variable)
    }
  }
}
