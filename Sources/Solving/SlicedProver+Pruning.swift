import Terms

/// Cheap questions about path conditions.
extension SlicedProver {
  /// What cheap questions say of a path condition.
  public enum Pruning { case impossible, possible, open }

  /// Values for some of the variables: those of a part of the assumptions, and of the condition as far as it was asked.
  public typealias Part = [(variable: Term, value: UInt64)]

  /// Whether the assumptions about the pages of `condition` (width 1), or fewer, rule it out.
  ///
  /// Two cheap queries at most, the core's and the slice's, remembered: for pruning, where "open" costs only time.
  ///
  /// - Parameters:
  ///   - asksSlice: whether the slice is asked where the core does not rule it out.
  ///   - limit: for each of the two; nil for none.
  ///   - effort: that each of them is worth.
  ///   - isWorld: told of what satisfies the part that was asked; whether it could be made a world, with the condition
  ///     and all assumptions true.
  public func prune(
    _ condition: Term, label: String, asksSlice: Bool = true, limit: Duration? = nil,
    effort: Effort? = Effort(conflicts: 20_000), isWorld: (Part) -> Bool = { _ in false }
  ) throws(SolvingError) -> Pruning {
    let goal = pool.not(condition)
    if knownProof(of: goal) != nil { return .impossible }
    let isOpen = notProvedBySlice[goal] == revision
    if !isOpen, let core = core(of: condition) {
      switch try ask(core, label + "/core", limit, effort) {
      case .unsatisfiable:
        _ = remember(goal, .slice)
        return .impossible
      case .satisfiable(let model): if isWorld(part(model, of: core)) { return .possible }
      case .unknown: break
      }
    }
    guard asksSlice, !isOpen else { return .open }
    let negation = pool.not(goal)
    let own = slice(refuting: negation, pages: indices.facts(of: negation).narrow, takesLearned: false)
    switch try ask(own.assertions, label + "/slice", limit, effort) {
    case .unsatisfiable:
      _ = remember(goal, .slice)
      return .impossible
    case .satisfiable(let model):
      notProvedBySlice[goal] = revision
      return isWorld(part(model, of: own.assertions)) ? .possible : .open
    case .unknown: return .open
    }
  }

  private func part(_ model: Model, of assertions: [Term]) -> Part {
    var ordinals = VariableSet()
    for assertion in assertions { ordinals.formUnion(pool.variables(of: assertion)) }
    return ordinals.map { ordinal in
      let variable = pool.variable(ordinal: ordinal)
      return (variable, model[variable])
    }
  }

  // MARK: The core

  /// A literal with more variables than this is left out of a core: it would bring half of the world along.
  private static let literalVariables = 4
  /// The same of an assumption about a page.
  private static let assumptionVariables = 8

  /// Less than a slice: of a path condition the literals with few variables, and of its slice the
  /// assumptions that speak of nothing else.
  ///
  /// Most paths that cannot be are ruled out by their last branch and the number of the page, whatever has
  /// been decided before. A contradiction in a part is one in the whole.
  ///
  /// - Returns: nil if that would be nothing or hardly less than the slice.
  func core(of condition: Term) -> [Term]? {
    let small = pool.literals(condition).filter { pool.variables(of: $0).count <= Self.literalVariables }
    guard !small.isEmpty else { return nil }
    var variables = VariableSet()
    var pages = TermIndices.SetID.none
    for literal in small {
      variables.formUnion(pool.variables(of: literal))
      pages = indices.union(pages, indices.facts(of: literal).narrow)
    }
    let positions = store.slice(for: pages)
    // What is known of the pages themselves brings its own variables along.
    for position in positions where store.entries[position].narrow != .none {
      let term = store.entries[position].assumption.term
      let own = pool.variables(of: term)
      if own.count <= Self.assumptionVariables { variables.formUnion(own) }
    }
    // So does what ties them to one variable more, such as a page's number to how many pages there are.
    let direct = variables
    for position in positions where store.entries[position].narrow == .none {
      let own = pool.variables(of: store.entries[position].assumption.term)
      guard own.count <= Self.literalVariables, own.count > 1 else { continue }
      if own.intersection(direct).count == own.count - 1 { variables.formUnion(own) }
    }
    let chosen = positions.filter {
      pool.variables(of: store.entries[$0].assumption.term).isSubset(of: variables)
    }
    let slice = store.slice(for: indices.facts(of: condition).narrow)
    guard chosen.count < slice.count * 2 / 3 else { return nil }
    return small + chosen.map { store.entries[$0].assumption.term }
  }
}
