import Terms

/// Proves goals under a large set of assumptions, most of which have nothing to do with any one goal.
///
/// A path condition is asked less (`SlicedProver+Pruning.swift`).
///
/// A goal about PTE 3 hardly ever needs what is known about PTE 200, and a solver that is told both takes
/// ten to a hundred times as long. So a goal is tried with little at first:
///
/// 1. the slice: the assumptions about the goal's own pages and about no page at all, with what they and
///    the goal say about other pages hidden (`ForeignOperands`);
/// 2. a refinement: those assumptions added that the slice's model breaks, a few times over; they go into the
///    slices of later goals about the same pages, too;
/// 3. the cone: all assumptions connected with the goal by shared variables;
/// 4. everything.
///
/// Fewer assumptions make fewer things provable, so a proof at any level is a proof. A refutation counts
/// only if its model makes every assumption true and the goal false.
public final class SlicedProver {
  let pool: TermPool
  let solver: any Solver
  let indices: TermIndices
  private let foreignOperands: ForeignOperands
  private(set) var store: AssumptionStore

  /// Changes with every change of the assumptions.
  private(set) var revision = 0
  /// Goals proved, and how many assumptions there were: the proof holds while those are in.
  private var proved: [Term: (level: ProofAnswer.Level, assumptions: Int)] = [:]
  /// Worlds met on the way, which refute many a goal without a query.
  private var counterexamples: Counterexamples
  /// Goals that the slice could not prove, and the revision that this holds for.
  var notProvedBySlice: [Term: Int] = [:]
  /// Positions of assumptions that refinements had to add, by the pages of the slice.
  private var learned: [TermIndices.SetID: Set<Int>] = [:]

  /// What each question about the goals of a group together is worth: less after each group that was too hard. One by
  /// one, each with those before it for lemmas, hard ones take less.
  var groupEffort = mostGroupEffort
  static let mostGroupEffort = Effort(conflicts: 2500)
  static let leastGroupEffort = Effort(conflicts: 600)

  /// Goals proved before in the same list, which may be what is hard about the next one: that both runs copy the same
  /// page, for one. They follow from the assumptions, so whatever satisfies these satisfies them.
  var lemmas: [(goal: Term, pages: TermIndices.SetID)] = []

  /// What only all assumptions together rule out, and how many there were: the next question about all of them may need
  /// the same.
  private var ruledOut: [(condition: Term, assumptions: Int)] = []

  /// How many proofs succeeded at each level; answers from memory not counted.
  public internal(set) var proofsByLevel: [ProofAnswer.Level: Int] = [:]

  private let refinements: Int

  /// - Parameters:
  ///   - pool: where all goals and assumptions live.
  ///   - solver: what decides the queries.
  ///   - refinements: how often the assumptions that a model breaks are added before the cone is asked.
  public init(pool: TermPool, solver: any Solver, refinements: Int = 3) {
    self.pool = pool
    self.solver = solver
    self.refinements = max(0, refinements)
    let indices = TermIndices(pool: pool)
    self.indices = indices
    self.foreignOperands = ForeignOperands(pool: pool, indices: indices)
    self.store = AssumptionStore(pool: pool, indices: indices)
    self.counterexamples = Counterexamples(pool: pool)
  }

  // MARK: Assumptions

  /// How many assumptions there are, each conjunct counted.
  public var count: Int { store.entries.count }

  /// All assumptions, each conjunct on its own, in the order of addition.
  public var assumptions: [Assumption] { store.entries.map(\.assumption) }

  /// Adds a condition (width 1) that holds.
  public func add(_ assumption: Term) {
    add(Assumption(term: assumption))
  }

  /// Adds an assumption; its conjuncts become assumptions of their own.
  public func add(_ assumption: Assumption) {
    store.add(assumption)
    revision += 1
  }

  /// The present point, to go back to.
  public func mark() -> Int { store.entries.count }

  /// Takes back all assumptions added since `mark()` returned `mark`.
  public func rollback(to mark: Int) {
    guard mark < store.entries.count else { return }
    store.truncate(to: mark)
    counterexamples.truncate(to: mark)
    revision += 1
    proved = proved.filter { $0.value.assumptions <= mark }
    ruledOut.removeAll { $0.assumptions > mark }
    notProvedBySlice = [:]
    learned = learned.mapValues { $0.filter { $0 < mark } }
  }

  // MARK: Questions

  /// Whether the assumptions imply `goal` (width 1).
  ///
  /// - Parameters:
  ///   - limit: for the whole of it, all levels together; nil for none.
  ///   - effort: what each question on the way is worth; nil for any effort.
  /// - Throws: `SolvingError`; see `Solver.check`.
  public func prove(
    _ goal: Term, label: String, limit: Duration? = nil, effort: Effort? = nil
  ) throws(SolvingError) -> ProofAnswer {
    if let known = knownProof(of: goal) { return .proved(known) }
    if let model = counterexample(to: goal) { return .refuted(model) }
    if let conjuncts = wideConjuncts(of: goal) {
      return try proveConjunction(conjuncts, of: goal, label: label, limit: limit, effort: effort)
    }
    return try prove(
      goal, bySlice: slice(for: goal), label: label, deadline: Deadline(limit), effort: effort)
  }

  /// Proves a goal level by level, from a slice on, by questions that are worth so much each.
  func prove(
    _ goal: Term, bySlice slice: Slice, label: String, deadline: Deadline, effort: Effort? = nil
  ) throws(SolvingError) -> ProofAnswer {
    // Half the time at most: if the slice alone is that hard, the rest may be what makes it easy.
    let left = deadline.remaining
    let sliceLimit = slice.isWhole ? left : left.map { $0 / 2 }
    switch try ask(slice.assertions, label + (slice.isWhole ? "/all" : "/slice"), sliceLimit, effort) {
    case .unsatisfiable:
      return remember(goal, .slice)
    case .satisfiable(let model):
      if slice.isWhole { return refuted(by: model) }
      notProvedBySlice[goal] = revision
      if let answer = try refine(model, goal: goal, slice: slice, label: label, deadline: deadline, effort) {
        return answer
      }
    case .unknown(let reason):
      if slice.isWhole { return .unknown(reason) }
    }
    return try proveByCone(goal, label: label, deadline: deadline, effort)
  }

  /// Whether `condition` (width 1) and all assumptions can be true together.
  ///
  /// - Parameter remembers: whether later questions of this kind are told if not.
  public func satisfiable(
    _ condition: Term, label: String, limit: Duration? = nil, effort: Effort? = nil, remembers: Bool = false
  ) throws(SolvingError) -> Answer {
    let known = ruledOut.map { pool.not($0.condition) }
    let answer = try ask(
      store.entries.map(\.assumption.term) + known + [condition], label + "/all", limit, effort)
    if remembers, case .unsatisfiable = answer { ruledOut.append((condition, store.entries.count)) }
    return answer
  }

  // MARK: Levels

  /// The assertions of a first attempt: the negated goal, then the assumptions of its slice.
  struct Slice {
    let positions: [Int]
    let pages: TermIndices.SetID
    let assertions: [Term]
    /// Whether nothing was left out and nothing hidden.
    let isWhole: Bool
  }

  func slice(for goal: Term) -> Slice {
    let negation = pool.not(goal)
    return slice(refuting: negation, pages: indices.facts(of: negation).narrow)
  }

  func slice(refuting negation: Term, pages: TermIndices.SetID, takesLearned: Bool = true) -> Slice {
    let useful = takesLearned ? learned[pages] ?? [] : []
    let positions = useful.isEmpty ? store.slice(for: pages) : useful.union(store.slice(for: pages)).sorted()
    var isWhole = positions.count == store.entries.count
    func hidden(_ term: Term) -> Term {
      let result = foreignOperands.hidden(in: term, except: pages)
      if result != term { isWhole = false }
      return result
    }
    let assertions =
      [hidden(negation)]
      + positions.map { position in
        let entry = store.entries[position]
        // A global assumption may be about pages of which the goal knows nothing: it goes in whole.
        let isOfGoal = !useful.contains(position) && indices[entry.narrow].isSubset(of: indices[pages])
        return isOfGoal ? hidden(entry.assumption.term) : entry.assumption.term
      } + lemmas(about: pages).map(hidden)
    return Slice(positions: positions, pages: pages, assertions: assertions, isWhole: isWhole)
  }

  /// Adds what the models of the slice break, until there is a proof, a true model, or nothing gained.
  private func refine(
    _ first: Model, goal: Term, slice: Slice, label: String, deadline: Deadline, _ effort: Effort?
  ) throws(SolvingError) -> ProofAnswer? {
    let negation = pool.not(goal)
    var model = first
    var taken = Set<Int>()
    var assertions = slice.assertions
    for round in 0...refinements {
      let broken = brokenAssumptions(in: model, negation: negation)
      if broken.isEmpty { return refuted(by: model) }
      let isMostOfAll = taken.count + broken.count > max(64, store.entries.count / 2)
      if round == refinements || isMostOfAll { return nil }
      for position in broken where position < store.entries.count && taken.insert(position).inserted {
        assertions.append(store.entries[position].assumption.term)
        learned[slice.pages, default: []].insert(position)
      }
      // The goal itself is at the end of the list of what can break: whole now, not hidden in part.
      if broken.last == store.entries.count { assertions.append(negation) }
      switch try ask(assertions, label + "/refinement", deadline.remaining, effort) {
      case .unsatisfiable: return remember(goal, .refinement)
      case .satisfiable(let next): model = next
      case .unknown: return nil
      }
    }
    return nil
  }

  /// Positions of assumptions that are not true in the model; `store.entries.count` for the negated goal.
  private func brokenAssumptions(in model: Model, negation: Term) -> [Int] {
    let values = model.values(of: store.entries.map(\.assumption.term) + [negation], in: pool)
    return values.indices.filter { values[$0] != 1 }
  }

  private func proveByCone(
    _ goal: Term, label: String, deadline: Deadline, _ effort: Effort?
  ) throws(SolvingError) -> ProofAnswer {
    let negation = pool.not(goal)
    let cone = store.cone(of: goal)
    let isWhole = cone.count == store.entries.count
    let level = isWhole ? ProofAnswer.Level.everything : .cone
    let assertions =
      [negation] + cone.map { store.entries[$0].assumption.term }
      + lemmas(about: indices.facts(of: negation).narrow)
    switch try ask(assertions, label + (isWhole ? "/all" : "/cone"), deadline.remaining, effort) {
    case .unsatisfiable: return remember(goal, level)
    case .unknown(let reason): return .unknown(reason)
    case .satisfiable(let model):
      if isWhole { return refuted(by: model) }
    }
    // The rest shares no variable with the cone, so it can only prove the goal by contradicting itself;
    // else its values complete the model. Asked together, so that one answer has all values.
    let all = [negation] + store.entries.map(\.assumption.term)
    switch try ask(all, label + "/all", deadline.remaining, effort) {
    case .unsatisfiable: return remember(goal, .everything)
    case .satisfiable(let model): return refuted(by: model)
    case .unknown(let reason): return .unknown(reason)
    }
  }

  // MARK: Bookkeeping

  /// A world met before that refutes the goal under the present assumptions.
  func counterexample(to goal: Term) -> Model? {
    counterexamples.model(refuting: goal, under: store.entries)
  }

  private func refuted(by model: Model) -> ProofAnswer {
    counterexamples.add(model)
    return .refuted(model)
  }

  func ask(
    _ assertions: [Term], _ label: String, _ limit: Duration?, _ effort: Effort? = nil
  ) throws(SolvingError) -> Answer {
    try solver.check(Query(assertions: assertions, label: label, effort: effort), in: pool, limit: limit)
  }

  func knownProof(of goal: Term) -> ProofAnswer.Level? {
    if pool.asConstant(goal) == 1 { return .constant }
    return proved[goal]?.level
  }

  func remember(_ goal: Term, _ level: ProofAnswer.Level) -> ProofAnswer {
    proved[goal] = (level, store.entries.count)
    proofsByLevel[level, default: 0] += 1
    return .proved(level)
  }
}
