import Terms

/// Models that satisfied all assumptions when they were found: a goal that one of them makes false needs no solver.
///
/// What is not proved is often asked again in another form, such as a relation under one allowance after the other, or
/// is one of many that one world refutes. A model is evaluated on all assumptions, those added since included, before
/// it refutes anything.
struct Counterexamples {
  private final class World {
    let model: Model
    lazy var evaluator: Evaluator = pool.evaluator { [unowned self] in model.known($0) }
    /// How many of the assumptions are known to hold in it.
    var checked = 0
    private let pool: TermPool

    init(_ model: Model, _ pool: TermPool) {
      self.model = model
      self.pool = pool
    }
  }

  private let pool: TermPool
  /// The latest last: it is the likeliest to refute what is asked next.
  private var worlds: [World] = []
  /// Each remembers the value of every term that it has evaluated.
  private static let most = 16

  init(pool: TermPool) { self.pool = pool }

  mutating func add(_ model: Model) {
    if worlds.count >= Self.most { worlds.removeFirst() }
    worlds.append(World(model, pool))
  }

  /// Assumptions were taken back: of those that come in their place nothing is known.
  mutating func truncate(to count: Int) {
    for world in worlds { world.checked = min(world.checked, count) }
  }

  /// A model in which all assumptions hold and the goal does not.
  mutating func model(refuting goal: Term, under assumptions: [AssumptionStore.Entry]) -> Model? {
    for position in worlds.indices.reversed() {
      let world = worlds[position]
      guard world.evaluator.value(of: goal) == 0 else { continue }
      while world.checked < assumptions.count,
        world.evaluator.value(of: assumptions[world.checked].assumption.term) == 1
      {
        world.checked += 1
      }
      guard world.checked == assumptions.count else {
        // Assumptions are taken back now and then, but what contradicts one is hardly of use later.
        worlds.remove(at: position)
        continue
      }
      return world.model.completed(in: pool)
    }
    return nil
  }
}
