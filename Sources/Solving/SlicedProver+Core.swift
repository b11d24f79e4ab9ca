import Terms

extension SlicedProver {
  /// A literal or an assumption with more variables than this is left out of a core.
  private static let fewVariables = 8

  /// Less than a slice: of a path condition the literals with few variables, and of its slice the
  /// assumptions that speak of nothing else.
  ///
  /// Most paths that cannot be are ruled out by their last branch and the number of the page, whatever has
  /// been decided before. A contradiction in a part is one in the whole.
  ///
  /// - Returns: nil if that would be nothing or hardly less than the slice.
  func core(of condition: Term) -> [Term]? {
    let small = pool.literals(condition).filter { hasFewVariables($0) }
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
      if hasFewVariables(term) { variables.formUnion(pool.variables(of: term)) }
    }
    let chosen = positions.filter {
      pool.variables(of: store.entries[$0].assumption.term).isSubset(of: variables)
    }
    guard chosen.count < positions.count / 2 else { return nil }
    return small + chosen.map { store.entries[$0].assumption.term }
  }

  private func hasFewVariables(_ term: Term) -> Bool {
    pool.variables(of: term).count <= Self.fewVariables
  }
}
