/// Conditions that are taken to hold, and what follows from them for others without much search.
struct Facts {
  private var truths: [Term: Bool] = [:]
  /// What the conditions say about intervals.
  private var bounds: [Term: (low: UInt64, high: UInt64)] = [:]

  init(_ conditions: [Term], in pool: TermPool) {
    truths.reserveCapacity(conditions.count)
    for condition in conditions {
      let (base, holds) = pool.literal(condition)
      truths[base] = holds
      guard let interval = pool.interval(condition), !interval.isHole else { continue }
      let known = pool.known(interval.subject)
      let old = bounds[interval.subject] ?? (known.low, known.high)
      bounds[interval.subject] = (max(old.low, interval.low), min(old.high, interval.high))
    }
  }

  /// Whether the condition must hold, or cannot; nil if that does not show.
  func decide(_ condition: Term, in pool: TermPool) -> Bool? {
    let (base, isPositive) = pool.literal(condition)
    guard let holds = decideBase(base, in: pool) else { return nil }
    return holds == isPositive
  }

  private func decideBase(_ base: Term, in pool: TermPool) -> Bool? {
    if let holds = truths[base] { return holds }
    let record = pool.records[base]
    switch record.code {
    case .constant: return record.value == 1
    case .ult, .eq:
      guard let interval = pool.interval(base), let bound = bounds[interval.subject] else { return nil }
      if bound.low > interval.high || bound.high < interval.low { return false }
      if bound.low >= interval.low && bound.high <= interval.high { return true }
      return nil
    case .and:
      var allHold = true
      for operand in pool.records.list(of: record) {
        let (inner, isPositive) = pool.literal(operand)
        // One level only: lists are flat.
        let holds = pool.code(inner) == .and ? truths[inner] : decideBase(inner, in: pool)
        if let holds {
          if holds != isPositive { return false }
        } else {
          allHold = false
        }
      }
      return allHold ? true : nil
    default: return nil
    }
  }
}

extension TermPool {
  /// A condition without its negation, and whether it had none.
  @inline(__always)
  func literal(_ condition: Term) -> (base: Term, isPositive: Bool) {
    let record = records[condition]
    return record.code == .not ? (record.first, false) : (condition, true)
  }

  /// What a condition `x < k`, `x = k`, or the negation of one, says: that x is in an interval, or (a hole)
  /// that it is not.
  func interval(_ condition: Term) -> (subject: Term, low: UInt64, high: UInt64, isHole: Bool)? {
    let (base, isPositive) = literal(condition)
    let record = records[base]
    guard record.code == .ult || record.code == .eq, let value = asConstant(record.second) else { return nil }
    let subject = record.first
    if record.code == .eq { return (subject, value, value, !isPositive) }
    // Less than 0 never stands in a term.
    if value == 0 { return nil }
    return isPositive ? (subject, 0, value - 1, false) : (subject, value, Bits.mask(width(subject)), false)
  }

  /// The conjuncts of a condition, sorted; the condition itself if it is no conjunction, none if it is true.
  public func literals(_ condition: Term) -> [Term] {
    precondition(width(condition) == 1, "a condition has width 1")
    let record = records[condition]
    if condition == `true` { return [] }
    return record.code == .and ? records.list(of: record) : [condition]
  }

  /// The term simplified where it asks in its upper levels for conditions that the facts decide.
  ///
  /// - Parameter facts: conditions that are taken to hold.
  /// - Returns: a term that equals the given one wherever all facts hold.
  public func assumingTrue(_ term: Term, _ facts: [Term]) -> Term {
    if facts.isEmpty || !simplifies { return term }
    return assuming(term, Facts(facts.flatMap(literals), in: self), levels: 6)
  }

  func assuming(_ term: Term, _ facts: Facts, levels: Int) -> Term {
    let record = records[term]
    if record.width == 1, let holds = facts.decide(term, in: self) { return boolean(holds) }
    guard levels > 0, record.code != .constant, record.code != .variable else { return term }
    if record.code == .ite {
      let condition = assuming(record.first, facts, levels: levels - 1)
      if condition == `true` { return assuming(record.second, facts, levels: levels - 1) }
      if condition == `false` { return assuming(record.third, facts, levels: levels - 1) }
      let yes = assuming(record.second, facts, levels: levels - 1)
      let no = assuming(record.third, facts, levels: levels - 1)
      if condition == record.first, yes == record.second, no == record.third { return term }
      return ite(condition, yes, no)
    }
    guard let operation = operation(of: term) else { return term }
    let operands = operands(of: term)
    let reduced = operands.map { assuming($0, facts, levels: levels - 1) }
    return reduced == operands ? term : op(operation, reduced)
  }
}
