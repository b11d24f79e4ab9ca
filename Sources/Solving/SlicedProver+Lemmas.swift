import Terms

/// What has been proved of a list of goals, for the rest of it.
extension SlicedProver {
  /// More would be more to read than they save.
  private static let mostLemmas = 16

  /// Takes a goal for a lemma; only one that has been proved may be handed in.
  func addLemma(_ goal: Term) {
    let facts = indices.facts(of: goal)
    guard pool.asConstant(goal) == nil, !facts.isWide else { return }
    if lemmas.count == Self.mostLemmas { lemmas.removeFirst() }
    lemmas.append((goal, facts.narrow))
  }

  /// The lemmas about no other pages than these.
  func lemmas(about pages: TermIndices.SetID) -> [Term] {
    lemmas.filter { indices[$0.pages].isSubset(of: indices[pages]) }.map(\.goal)
  }
}
