import Terms

extension SlicedProver {
  /// A goal, and what to call it.
  public typealias LabelledGoal = (goal: Term, label: String)

  /// How many goals are asked together.
  private static let groupSize = 16

  /// Proves several goals; those about the same pages together, in one query.
  ///
  /// - Parameters:
  ///   - limit: for all of them, however many; nil for none. Goals that are left when it is over are unknown.
  ///   - effort: what each question on the way is worth; nil for any effort.
  ///   - expectsRefutations: goals are likely to be false: where a slice does not prove a group, each is asked by itself.
  /// - Returns: an answer for each goal, in the order of the goals.
  public func proveAll(
    _ goals: [LabelledGoal], limit: Duration? = nil, effort: Effort? = nil, expectsRefutations: Bool = false
  ) throws(SolvingError) -> [ProofAnswer] {
    let deadline = Deadline(limit)
    var answers = [ProofAnswer?](repeating: nil, count: goals.count)
    var groups: [TermIndices.SetID: [Int]] = [:]
    var order: [TermIndices.SetID] = []
    for (position, entry) in goals.enumerated() {
      if let known = knownProof(of: entry.goal) {
        answers[position] = .proved(known)
      } else if let model = counterexample(to: entry.goal) {
        // In a group, it would keep all others from being proved.
        answers[position] = .refuted(model)
      } else if wideConjuncts(of: entry.goal) == nil {
        let pages = indices.facts(of: pool.not(entry.goal)).narrow
        if groups[pages] == nil { order.append(pages) }
        groups[pages, default: []].append(position)
      }
    }
    for pages in order {
      let group = groups[pages] ?? []
      for start in stride(from: 0, to: group.count, by: Self.groupSize) {
        let members = Array(group[start..<min(start + Self.groupSize, group.count)])
        if expectsRefutations {
          try proveBySlice(members, of: goals, pages: pages, deadline, &answers)
        } else {
          try proveTogether(members, of: goals, pages: pages, deadline, &answers)
        }
      }
    }
    var result: [ProofAnswer] = []
    defer { lemmas = [] }
    for (position, entry) in goals.enumerated() {
      let answer =
        if let known = answers[position] { known } else {
          try prove(entry.goal, label: entry.label, limit: deadline.remaining, effort: effort)
        }
      if case .proved = answer { addLemma(entry.goal) }
      result.append(answer)
    }
    return result
  }

  /// A group of goals as one: what refutes it refutes some of them.
  private struct Group {
    let negation: Term
    let slice: Slice
    let label: String
    let deadline: Deadline
  }

  private func group(
    _ members: [Int], of goals: [LabelledGoal], pages: TermIndices.SetID, _ deadline: Deadline
  ) -> Group? {
    guard members.count > 1 else { return nil }
    let negation = pool.disjunction(members.map { pool.not(goals[$0].goal) })
    // The disjunction may be simplified to other pages than its operands': it has to be asked as it is.
    guard indices[indices.facts(of: negation).narrow].isSubset(of: indices[pages]) else { return nil }
    return Group(
      negation: negation, slice: slice(refuting: negation, pages: pages),
      label: "\(goals[members[0]].label)+\(members.count - 1)",
      deadline: Deadline(deadline.remaining.map { $0 / 2 }))
  }

  private func proveBySlice(
    _ members: [Int], of goals: [LabelledGoal], pages: TermIndices.SetID, _ deadline: Deadline,
    _ answers: inout [ProofAnswer?]
  ) throws(SolvingError) {
    guard let group = group(members, of: goals, pages: pages, deadline),
      case .unsatisfiable = try ask(
        group.slice.assertions, group.label + "/slice", group.deadline.remaining, groupEffort)
    else { return }
    for member in members { answers[member] = remember(goals[member].goal, .slice) }
  }

  /// Asks for some of the goals at once, without those that a world refutes which was met on the way.
  private func proveTogether(
    _ all: [Int], of goals: [LabelledGoal], pages: TermIndices.SetID, _ deadline: Deadline,
    _ answers: inout [ProofAnswer?]
  ) throws(SolvingError) {
    var members = all
    while let group = group(members, of: goals, pages: pages, deadline) {
      switch try prove(
        pool.not(group.negation), bySlice: group.slice, label: group.label, deadline: group.deadline,
        effort: groupEffort)
      {
      case .proved(let level):
        for member in members { answers[member] = remember(goals[member].goal, level) }
        return
      case .refuted:
        for member in members {
          answers[member] = counterexample(to: goals[member].goal).map(ProofAnswer.refuted)
        }
        let rest = members.filter { answers[$0] == nil }
        guard rest.count < members.count else { return }
        members = rest
      case .unknown:
        groupEffort = groupEffort.halved(least: Self.leastGroupEffort)
        return
      }
    }
  }

  /// The operands of a goal that is a wide conjunction: each is better proved in a slice of its own.
  func wideConjuncts(of goal: Term) -> [Term]? {
    guard indices.facts(of: goal).isWide else { return nil }
    return pool.conjuncts(of: goal)
  }

  func proveConjunction(
    _ conjuncts: [Term], of goal: Term, label: String, limit: Duration?, effort: Effort?
  ) throws(SolvingError) -> ProofAnswer {
    let deadline = Deadline(limit)
    var highest = ProofAnswer.Level.constant
    for conjunct in conjuncts {
      switch try prove(conjunct, label: label, limit: deadline.remaining, effort: effort) {
      case .proved(let level): highest = max(highest, level)
      case .refuted(let model): return .refuted(model)
      case .unknown(let reason): return .unknown(reason)
      }
    }
    return remember(goal, highest)
  }
}
