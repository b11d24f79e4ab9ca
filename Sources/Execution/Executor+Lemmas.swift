import Terms

/// Lemmas: what summarised loops say of each page, and their instances.
extension Executor {
  /// Says of every page what `lemma` says of the one looked at.
  func addLemma(_ lemma: Term) {
    guard lemma != pool.true, !generic.lemmas.contains(lemma) else { return }
    assume(lemma)
    generic.lemmas.append(lemma)
    for page in generic.instances { instantiate(lemma, at: page) }
  }

  /// From here on, every lemma is said of this page too (64 bits).
  func addInstance(_ page: Term) {
    guard pool.asConstant(page) == nil, !isAboutPage(page), !generic.instances.contains(page) else { return }
    generic.instances.append(page)
    for lemma in generic.lemmas { instantiate(lemma, at: page) }
  }

  private func instantiate(_ lemma: Term, at page: Term) {
    guard let folio else { return }
    // The page looked at is none beyond these.
    let range = pool.range(folio.page)
    assume(
      pool.implies(
        pool.and(
          pool.uge(page, pool.constant(range.lowerBound, width: 64)),
          pool.ule(page, pool.constant(range.upperBound, width: 64))),
        at(page, lemma)))
  }

  /// What a term about the page looked at says about another (64 bits, and no more than the largest folio has
  /// pages).
  func at(_ page: Term, _ term: Term) -> Term {
    guard let folio else { return term }
    // Widths at which the number is used: sums of it stay sums.
    var map: [Term: Term] = [
      folio.page: pool.trunc(page, to: pool.width(folio.page)), pool.zext(folio.page, to: 64): page,
      pool.zext(folio.page, to: 32): pool.trunc(page, to: 32),
    ]
    for ordinal in pool.variables(of: term) {
      let variable = pool.variable(ordinal: ordinal)
      if let known = generic.renamings[page]?[variable] {
        map[variable] = known
      } else if generic.ownVariables.contains(variable) {
        let other = pool.variable(
          pool.variableInfo(variable)?.name ?? "?", width: pool.width(variable), range: pool.range(variable))
        generic.ownVariables.insert(other)
        if !uninitialisedVariables(in: variable).isEmpty { markUninitialised(other) }
        generic.renamings[page, default: [:]][variable] = other
        map[variable] = other
      } else if let origin = generic.origins[variable], let value = content(origin, at: page) {
        map[variable] = value
      }
    }
    return pool.substitute(term, map)
  }

  /// What the cell of another page holds at first; nil if it is no page's.
  private func content(_ origin: GenericPage.Origin, at page: Term) -> Term? {
    switch origin {
    case .object: return nil
    case .record(let id, let index, let offset, let size):
      // Its own variable is what it holds unless it is the page looked at; which of the two, is as before.
      guard isAboutPage(index) else { return initialRecord(id, index, offset, size) }
      let other = at(page, index)
      touch(id, other)
      return initialRecord(id, other, offset, size)
    case .function(let name, let index, let width):
      guard isAboutPage(index) else { return nil }
      return arbitraryFunction(name, of: at(page, index), width: width)
    }
  }

  /// For slicing: a number for the page looked at, and one for each variable that names another page; nil for a
  /// record that is the same for all pages.
  func pageTag(of index: Term) -> Int? {
    guard let folio else { return nil }
    let variables = pool.variables(of: index)
    if let ordinal = pool.variableInfo(folio.page)?.ordinal, variables.contains(ordinal) { return 1 }
    for (number, page) in generic.instances.enumerated()
    where !pool.variables(of: page).intersection(variables).isEmpty {
      return 2 + number
    }
    return nil
  }

  /// Is this a difference between pages of one window, such as the page looked at and the one that ended a
  /// search? Nearly always some world has it zero, so that the question is not worth asking.
  func isAboutNumbersOfPages(_ difference: Term) -> Bool {
    guard let folio else { return false }
    var known = pool.variables(of: folio.page).union(pool.variables(of: folio.pages))
    for page in generic.instances { known.formUnion(pool.variables(of: page)) }
    return pool.variables(of: difference).isSubset(of: known)
  }

  /// Does the term depend on which page is looked at?
  func isAboutPage(_ term: Term) -> Bool {
    guard let folio else { return false }
    var seen: Set<Term> = []
    func search(_ term: Term) -> Bool {
      for ordinal in pool.variables(of: term) {
        let variable = pool.variable(ordinal: ordinal)
        if variable == folio.page || generic.ownVariables.contains(variable) { return true }
        guard seen.insert(variable).inserted, let origin = generic.origins[variable] else { continue }
        switch origin {
        case .object: continue
        case .record(_, let index, _, _), .function(_, let index, _): if search(index) { return true }
        }
      }
      return false
    }
    return search(term)
  }
}
