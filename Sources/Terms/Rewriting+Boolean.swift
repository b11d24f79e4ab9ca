/// Conditions: conjunctions of literals, and negations. A disjunction is the negation of a conjunction of
/// negations, so each rule here has its dual for free.
extension TermPool {
  func simplifiedConjunction(_ conditions: [Term]) -> Term {
    var literals: [Term] = []
    var isFlattened = false
    literals.reserveCapacity(conditions.count)
    for condition in conditions {
      let record = records[condition]
      switch record.code {
      case .constant:
        if record.value == 0 { return `false` }
      case .and:
        // match: (a & b) & c; result: a & b & c
        literals.append(contentsOf: records.list(of: record))
        isFlattened = true
      default: literals.append(condition)
      }
    }
    guard normalise(&literals) else { return fired(.contradiction, `false`) }
    if literals.count > 1 {
      guard combine(&literals) else { return `false` }
    }
    let result: Term
    switch literals.count {
    case 0: result = `true`
    case 1: result = literals[0]
    default: result = makeList(.and, literals)
    }
    return isFlattened ? fired(.flattening, result) : result
  }

  /// match: a & a; a & !a
  /// result: a; false
  ///
  /// Sorts by what the literals are about, so that equal and opposite ones meet.
  /// - Returns: false if there is a contradiction.
  private func normalise(_ literals: inout [Term]) -> Bool {
    if literals.count < 2 { return true }
    func key(_ literal: Term) -> UInt64 {
      let (base, isPositive) = self.literal(literal)
      return UInt64(base.id) << 1 | (isPositive ? 0 : 1)
    }
    var keyed = literals.map { (key: key($0), literal: $0) }
    // An operand added to a conjunction, mostly: sorted but for one.
    keyed.sort { $0.key < $1.key }
    literals.removeAll(keepingCapacity: true)
    var previous = UInt64.max
    for (key, literal) in keyed where key != previous {
      if key == previous ^ 1, key & 1 == 1 { return false }
      previous = key
      literals.append(literal)
    }
    return true
  }

  /// Lets literals simplify each other until nothing changes.
  ///
  /// - Returns: false if they contradict each other.
  private func combine(_ literals: inout [Term]) -> Bool {
    // Each round removes something; the limit is for time alone.
    for _ in 0..<4 {
      var changed = false
      if literals.contains(where: { interval($0) != nil }) {
        guard combineIntervals(&literals, &changed) else { return false }
      }
      if literals.contains(where: isDisjunction) {
        guard combineDisjunctions(&literals, &changed) else { return false }
      }
      if !changed { return true }
      guard normalise(&literals) else { return false }
    }
    return true
  }

  /// What a rule returns that found a contradiction.
  private func contradict(_ rule: Rule, _ literals: inout [Term]) -> Bool {
    literals.removeAll()
    return fired(rule, `false`) != `false`
  }

  // MARK: Intervals

  /// match: !(x < a) & !(x < b); x < a & x < b; !(x < j) & x != j; x < j+1 & x != j; x = a & ...
  /// result: the one interval that x is in, and the holes in it
  private func combineIntervals(_ literals: inout [Term], _ changed: inout Bool) -> Bool {
    var subjects: [(subject: Term, position: Int)] = []
    for (position, literal) in literals.enumerated() {
      if let interval = interval(literal) { subjects.append((interval.subject, position)) }
    }
    if subjects.count < 2 { return true }
    subjects.sort { ($0.subject, $0.position) < ($1.subject, $1.position) }
    var removed: Set<Int> = []
    var added: [Term] = []
    var start = 0
    while start < subjects.count {
      var end = start + 1
      while end < subjects.count, subjects[end].subject == subjects[start].subject { end += 1 }
      if end - start > 1 {
        let old = subjects[start..<end].map { literals[$0.position] }
        guard let new = combinedIntervals(of: subjects[start].subject, old) else {
          return contradict(.emptyInterval, &literals)
        }
        if new.sorted() != old.sorted() {
          removed.formUnion(subjects[start..<end].map(\.position))
          added += new
        }
      }
      start = end
    }
    if removed.isEmpty { return true }
    literals = literals.enumerated().filter { !removed.contains($0.offset) }.map(\.element)
    for literal in added {
      if literal == `false` { return false }
      if literal != `true` { literals.append(literal) }
    }
    changed = true
    return true
  }

  private func combinedIntervals(of subject: Term, _ literals: [Term]) -> [Term]? {
    let known = known(subject)
    var (low, high) = (known.low, known.high)
    var holes: Set<UInt64> = []
    for interval in literals.compactMap(interval) {
      if interval.isHole {
        holes.insert(interval.low)
      } else {
        low = max(low, interval.low)
        high = min(high, interval.high)
      }
    }
    while low < high, holes.contains(low) { low += 1 }
    while low < high, holes.contains(high) { high -= 1 }
    if low > high || (low == high && holes.contains(low)) { return nil }
    let width = width(subject)
    if low == high { return [fired(.oneValueInterval, eq(subject, constant(low, width: width)))] }
    var result: [Term] = []
    if low > known.low { result.append(fired(.intervalLow, not(ult(subject, constant(low, width: width))))) }
    if high < known.high {
      result.append(fired(.intervalHigh, ult(subject, constant(high + 1, width: width))))
    }
    for hole in holes.sorted() where hole > low && hole < high {
      result.append(not(eq(subject, constant(hole, width: width))))
    }
    return result
  }

  // MARK: Disjunctions

  /// A negated conjunction.
  func isDisjunction(_ literal: Term) -> Bool {
    let record = records[literal]
    return record.code == .not && code(record.first) == .and
  }

  /// The operands of the conjunction that a disjunction negates.
  private func negatedOperands(_ disjunction: Term) -> [Term] {
    records.list(of: records[records[disjunction].first])
  }

  private func combineDisjunctions(_ literals: inout [Term], _ changed: inout Bool) -> Bool {
    let facts = Facts(literals, in: self)
    var result: [Term] = []
    result.reserveCapacity(literals.count)
    for literal in literals {
      guard isDisjunction(literal) else {
        result.append(literal)
        continue
      }
      guard let reduced = reduced(literal, facts) else { return contradict(.contradiction, &literals) }
      if reduced != literal { changed = true }
      if reduced == `false` { return false }
      if reduced != `true` { result.append(reduced) }
    }
    literals = result
    if !changed { combinePairs(&literals, &changed) }
    return true
  }

  /// match: a & (a | b); a & (!a | b)
  /// result: a; a & b (that is: the disjunction goes, or loses an operand)
  private func reduced(_ disjunction: Term, _ facts: Facts) -> Term? {
    let operands = negatedOperands(disjunction)
    var kept: [Term] = []
    for operand in operands {
      switch facts.decide(operand, in: self) {
      case true?: continue
      case false?: return fired(.absorption, `true`)
      case nil: kept.append(operand)
      }
    }
    if kept.isEmpty { return nil }
    if kept.count == operands.count { return disjunction }
    return fired(.absorptionOfOperand, not(conjunction(kept)))
  }

  /// match: (a | b) & (a | b | c); (a | b) & (a | !b)
  /// result: a | b; a
  private func combinePairs(_ literals: inout [Term], _ changed: inout Bool) {
    let positions = literals.indices.filter { isDisjunction(literals[$0]) }
    // Quadratic, and of little use where there are many.
    guard positions.count > 1, positions.count <= 12 else { return }
    let sets = positions.map { negatedOperands(literals[$0]) }
    for i in sets.indices {
      for j in sets.indices where i != j && sets[i].count <= sets[j].count && sets[j].count <= 16 {
        let extra = sets[i].filter { !sets[j].contains($0) }
        if extra.isEmpty {
          literals[positions[j]] = fired(.subsumption, `true`)
          literals.removeAll { $0 == `true` }
          changed = true
          return
        }
        if extra.count == 1, sets[j].contains(not(extra[0])) {
          let opposite = not(extra[0])
          let rest = sets[j].filter { $0 != opposite }
          literals[positions[j]] = fired(.resolution, not(conjunction(rest)))
          literals.removeAll { $0 == `true` }
          changed = true
          return
        }
      }
    }
  }
}
