import Terms

extension SlicedProver {
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
    let chosen = positions.filter {
      pool.variables(of: store.entries[$0].assumption.term).isSubset(of: variables)
    }
    let slice = store.slice(for: indices.facts(of: condition).narrow)
    guard chosen.count < slice.count * 2 / 3 else { return nil }
    return small + chosen.map { store.entries[$0].assumption.term }
  }
}
