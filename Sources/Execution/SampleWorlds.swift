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
  /// How many of them are tried, changed in part, for a new one.
  private static let attempts = 4

  init(pool: TermPool) { self.pool = pool }

  var count: Int { worlds.count }

  /// Adds the values of a solver's model, found under all assumptions.
  mutating func add(_ model: Model) { add(World(model, pool)) }

  private mutating func add(_ world: World) {
    if worlds.count >= Self.most { worlds.removeFirst() }
    worlds.append(world)
  }

  /// Makes a new world of one at hand, by giving some of its variables other values.
  ///
  /// - Parameters:
  ///   - part: values for variables, such as a part of the assumptions allows.
  ///   - condition: what the new world has to satisfy, besides all `assumptions`.
  /// - Returns: whether there is such a world; it is among these then.
  mutating func adapt(to part: SlicedProver.Part, where condition: Term, assumptions: [Term]) -> Bool {
    // The world that satisfies most of the condition needs the least change.
    let literals = pool.literals(condition)
    let nearest = worlds.reversed().map { world in
      (world, broken: literals.filter { world.evaluator.value(of: $0) != 1 })
    }.sorted { $0.broken.count < $1.broken.count }.prefix(Self.attempts)
    for (world, broken) in nearest {
      // The solver knew nothing of what else the others are bound to: rather as few of them as possible.
      var concerned = VariableSet()
      for literal in broken { concerned.formUnion(pool.variables(of: literal)) }
      let few = part.filter { concerned.contains(pool.variableInfo($0.variable)?.ordinal ?? -1) }
      for changes in few.count < part.count ? [few, part] : [part] {
        let other = World(world.model, pool)
        other.extra = world.extra.merging(changes.map { ($0.variable, $0.value) }) { $1 }
        guard other.evaluator.value(of: condition) == 1,
          assumptions.allSatisfy({ other.evaluator.value(of: $0) == 1 })
        else { continue }
        add(other)
        return true
      }
    }
    return false
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
