/// Choices.
extension TermPool {
  /// match: f(ite(c, a, b)), a or b constant or neither an ite
  /// result: ite(c, f(a), f(b))
  ///
  /// Along a chain of choices between constants the work is linear; elsewhere one level deep.
  func mapIte(_ term: Term, _ rule: Rule, _ apply: (Term) -> Term) -> Term? {
    let record = records[term]
    guard record.code == .ite, depth < Self.depthLimit else { return nil }
    let (yes, no) = (code(record.second), code(record.third))
    guard yes == .constant || no == .constant || (yes != .ite && no != .ite) else { return nil }
    depth += 1
    defer { depth -= 1 }
    return fired(rule, ite(record.first, apply(record.second), apply(record.third)))
  }

  func simplifiedIte(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    if let value = asConstant(condition) { return value == 1 ? yes : no }
    if yes == no { return fired(.iteOfSame, yes) }
    if code(condition) == .not { return fired(.iteOfNot, ite(records[condition].first, no, yes)) }
    if width(yes) == 1 { return conditionIte(condition, yes, no) }
    let (first, second) = (reduced(yes, condition, true), reduced(no, condition, false))
    if first != yes || second != no { return fired(.iteInIte, ite(condition, first, second)) }
    if let merged = mergedIte(condition, yes, no) { return merged }
    if let widened = widenedIte(condition, yes, no) { return widened }
    if let counted = counter(condition, yes, no) { return counted }
    if let counted = counterInContext(condition, yes, no) { return counted }
    return makeIte(condition, yes, no)
  }

  // MARK: Nested choices

  /// match: ite(d, a, b) where c, or !c, decides d
  /// result: a or b
  private func reduced(_ term: Term, _ condition: Term, _ holds: Bool) -> Term {
    var result = term
    var facts: Facts?
    // Inner choices were reduced when they were built.
    for _ in 0..<8 {
      let record = records[result]
      guard record.code == .ite else { break }
      let known = facts ?? factsOf(condition, holds)
      facts = known
      guard let choice = decided(record.first, by: condition, holds, known) else { break }
      result = choice ? record.second : record.third
    }
    return result
  }

  private func factsOf(_ condition: Term, _ holds: Bool) -> Facts {
    Facts(holds ? literals(condition) : [not(condition)], in: self)
  }

  private func decided(_ inner: Term, by condition: Term, _ holds: Bool, _ facts: Facts) -> Bool? {
    if let decided = facts.decide(inner, in: self) { return decided }
    // !(a & b) refutes a & b & c.
    if !holds, code(condition) == .and, code(inner) == .and {
      let own = records.list(of: records[inner])
      let refuted = records.list(of: records[condition])
      if refuted.count < own.count, refuted.allSatisfy(own.contains) { return false }
    }
    return nil
  }

  /// match: ite(c, a, ite(d, a, b)) and its mirror images
  /// result: ite(c | d, a, b)
  private func mergedIte(_ c: Term, _ yes: Term, _ no: Term) -> Term? {
    let (first, second) = (records[yes], records[no])
    if second.code == .ite {
      if second.second == yes { return fired(.iteMerge, ite(or(c, second.first), yes, second.third)) }
      if second.third == yes { return fired(.iteMerge, ite(and(not(c), second.first), second.second, yes)) }
    }
    if first.code == .ite {
      if first.third == no { return fired(.iteMerge, ite(and(c, first.first), first.second, no)) }
      if first.second == no { return fired(.iteMerge, ite(and(c, not(first.first)), first.third, no)) }
    }
    return nil
  }

  /// match: ite(c & x >= i, a, ite(c & x >= j, u, v)) where ite(x >= i, a, ite(x >= j, u, v)) is a counter;
  /// the same where c alone is the inner condition
  /// result: ite(c, the counter, v)
  ///
  /// Pages are counted under what all of them have in common (there is a batch), which is not counted.
  private func counterInContext(_ condition: Term, _ yes: Term, _ no: Term) -> Term? {
    let inner = records[no]
    guard inner.code == .ite, code(condition) == .and, depth < Self.depthLimit else { return nil }
    let (own, other) = (literals(condition), literals(inner.first))
    let shared = other.filter(own.contains)
    guard !shared.isEmpty, own.count == shared.count + 1, other.count <= shared.count + 1,
      let reached = own.first(where: { !shared.contains($0) }),
      let subject = interval(reached).map(\.subject), isBoundedVariable(subject)
    else { return nil }
    let context = conjunction(shared)
    var below = inner.second
    if let before = other.first(where: { !shared.contains($0) }) {
      guard interval(before)?.subject == subject else { return nil }
      below = ite(before, inner.second, reduced(inner.third, context, true))
    }
    depth += 1
    defer { depth -= 1 }
    let count = ite(reached, yes, below)
    guard code(count) != .ite else { return nil }
    return fired(.counterInContext, ite(context, count, inner.third))
  }

  // MARK: Widened choices

  /// match: ite(c, 1, 0); ite(c, 0, 1); ite(c, zext(a), zext(b)); ite(c, zext(p), 0 or 1), p a condition
  /// result: zext(c); zext(!c); zext(ite(c, a, b)); zext(ite(c, p, false or true))
  private func widenedIte(_ c: Term, _ yes: Term, _ no: Term) -> Term? {
    let width = width(yes)
    func condition(_ term: Term) -> Term? {
      let record = records[term]
      if record.code == .constant { return record.value < 2 ? boolean(record.value == 1) : nil }
      return record.code == .zext && self.width(record.first) == 1 ? record.first : nil
    }
    if let a = condition(yes), let b = condition(no) {
      return fired(.iteOfConditions, zext(ite(c, a, b), to: width))
    }
    if let (a, b) = bothWidened(yes, no) { return fired(.iteOfWidened, zext(ite(c, a, b), to: width)) }
    return nil
  }

  // MARK: Conditions

  private func conditionIte(_ c: Term, _ yes: Term, _ no: Term) -> Term {
    // match: ite(c, k, p), ite(c, p, k); result: a conjunction or disjunction
    if yes == `true` { return fired(.iteToOr, or(c, no)) }
    if yes == `false` { return fired(.iteToAnd, and(not(c), no)) }
    if no == `true` { return fired(.iteToOr, or(not(c), yes)) }
    if no == `false` { return fired(.iteToAnd, and(c, yes)) }
    // match: ite(c, p, q) where c says something about p or q; result: p and q without it
    let first = assuming(yes, factsOf(c, true), levels: 2)
    let second = assuming(no, factsOf(c, false), levels: 2)
    if first != yes || second != no { return fired(.iteAssumption, ite(c, first, second)) }
    // match: ite(c, p, !p); result: c = p
    if yes == not(no) { return fired(.iteOfOpposites, eq(c, yes)) }
    // match: ite(c, !p, q); result: !ite(c, p, !q)
    if code(yes) == .not { return fired(.iteOfNegation, not(ite(c, records[yes].first, not(no)))) }
    if let absorbed = absorbedIte(c, yes, no) ?? mergedIte(c, yes, no) { return absorbed }
    return makeIte(c, yes, no)
  }

  /// match: ite(c, v | w, v); ite(c, v & w, v); and with the branches swapped
  /// result: v | (c & w); v & (!c | w)
  private func absorbedIte(_ c: Term, _ yes: Term, _ no: Term) -> Term? {
    /// What `whole` says beyond `part`; nil if it does not say all of `part`.
    func remainder(of whole: Term, without part: Term) -> Term? {
      guard code(whole) == .and else { return nil }
      let list = records.list(of: records[whole])
      let known = literals(part)
      guard known.allSatisfy(list.contains) else { return nil }
      return conjunction(list.filter { !known.contains($0) })
    }
    if let rest = remainder(of: yes, without: no) { return fired(.iteAbsorption, and(no, or(not(c), rest))) }
    if let rest = remainder(of: no, without: yes) { return fired(.iteAbsorption, and(yes, or(c, rest))) }
    let (notYes, notNo) = (not(yes), not(no))
    if let rest = remainder(of: notYes, without: notNo) {
      return fired(.iteAbsorption, or(no, and(c, not(rest))))
    }
    if let rest = remainder(of: notNo, without: notYes) {
      return fired(.iteAbsorption, or(yes, and(not(c), not(rest))))
    }
    return nil
  }
}
