import Terms

/// How often a loop goes on, where that is a matter of counting.
extension LoopSummariser {
  /// The number of times as a term, 64 bits, if the condition for going on compares the number of the
  /// iteration with something, and nothing else.
  func counted(_ iteration: Iteration) -> Term? {
    let condition = executor.relative(iteration.goesOn, to: loop.outside)
    let literals = pool.literals(condition)
    guard literals.count == 1, isAboutNumberOnly(condition) else { return nil }
    guard let root = root(of: literals[0]) else { return nil }
    return numbers(near: root).first { isNumberOfRounds($0, iteration) }
  }

  /// Does the condition depend on the page looked at by its number only, and on none of its records?
  func isAboutNumberOnly(_ condition: Term) -> Bool {
    pool.variables(of: condition).allSatisfy { ordinal in
      let variable = pool.variable(ordinal: ordinal)
      return variable == folio.page || !executor.isAboutPage(variable)
    }
  }

  /// The number of an iteration for a page, and its neighbours; 64 bits. In fewer bits, the root may be below zero
  /// where its neighbour is not.
  func numbers(near root: Term) -> [Term] {
    let bits = pool.width(root)
    func widened(_ page: Term) -> Term { bits == 64 ? page : pool.zext(page, to: 64) }
    let widenedFirst = [0, 1, -1].map { pool.add(widened(root), constant($0 - offset)) }
    let widenedLast = [1, -1].map { (nearby: Int) in
      let neighbour = pool.add(root, pool.trunc(constant(nearby), to: bits))
      return pool.sub(widened(neighbour), constant(offset))
    }
    return widenedFirst + widenedLast.filter { !widenedFirst.contains($0) }
  }

  /// The page for which the two sides of a comparison are equal, as wide as these.
  func root(of literal: Term) -> Term? {
    let test = pool.asNot(literal) ?? literal
    guard let (a, b) = pool.asEqual(test) ?? pool.asBelow(test) ?? pool.asSignedBelow(test) else {
      return nil
    }
    let bits = pool.width(a)
    var rest = pool.linear(pool.sub(a, b))
    guard
      let place = rest.terms.firstIndex(where: {
        $0.atom == folio.page || pool.asWidened($0.atom)?.inner == folio.page
      })
    else { return nil }
    let coefficient = signed(rest.terms.remove(at: place).coefficient, bits)
    // page * c + rest = 0
    var root = LinearForm(constant: 0, width: bits)
    for part in rest.terms + [(atom: pool.constant(1, width: bits), coefficient: rest.constant)] {
      let value = signed(part.coefficient, bits)
      guard coefficient != 0, value % coefficient == 0 else { return nil }
      let quotient = UInt64(bitPattern: -(value / coefficient))
      if pool.asConstant(part.atom) != nil {
        root.constant = quotient & (bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1)
      } else {
        root.terms.append((part.atom, quotient & (bits == 64 ? UInt64.max : (1 << UInt64(bits)) - 1)))
      }
    }
    return pool.fromLinear(root)
  }

  private func signed(_ value: UInt64, _ bits: Int) -> Int64 {
    let shift = UInt64(64 - bits)
    return Int64(bitPattern: value << shift) >> Int64(shift)
  }

  /// Is this how often the loop goes on? It does in every iteration before, and not in that one.
  func isNumberOfRounds(_ total: Term, _ iteration: Iteration) -> Bool {
    let condition = executor.relative(iteration.goesOn, to: loop.outside)
    // A total that depends on which page is looked at would be no total.
    guard isAboutNumberOnly(condition), !executor.isAboutPage(total) else { return false }
    let atFirst = executor.relative(first.goesOn, to: loop.outside)
    let isEntered = pool.uge(total, constant(1))
    guard executor.holds(pool.ule(total, constant(folio.most - offset)), under: loop.outside),
      executor.holds(pool.implies(isEntered, atFirst), under: loop.outside),
      executor.holds(condition, under: pool.and(loop.outside, pool.ult(number, total)))
    else { return false }
    let exit = pool.add(total, constant(offset))
    // For the first page the iteration itself says so.
    return executor.holds(pool.implies(pool.not(isEntered), pool.not(atFirst)), under: loop.outside)
      && executor.holds(
        pool.not(executor.at(exit, condition)), under: pool.and(loop.outside, isEntered))
  }
}
