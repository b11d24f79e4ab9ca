@testable import Terms

/// Random expressions over a few variables, built in a pool that keeps them as they are and in one that
/// simplifies.
struct RandomTerms {
  let raw = TermPool(simplify: false)
  let simplified = TermPool()
  /// Pairs of the variable in either pool.
  private(set) var variables: [(raw: Term, simplified: Term)] = []
  private var terms: [Term] = []
  var random: SeededRandom
  let widths: [Int]

  init(seed: UInt64, widths: [Int], variables count: Int) {
    random = SeededRandom(seed: seed)
    self.widths = widths
    for number in 0..<count {
      let width = number % 3 == 2 ? 1 : random.pick(widths)
      var range: ClosedRange<UInt64>?
      if width > 1, random.below(2) == 0 {
        let ends = [value(width), value(width)].sorted()
        range = ends[0]...ends[1]
      }
      let index = number
      variables.append(
        (
          raw.variable("v\(number)", width: width, range: range, index: index),
          simplified.variable("v\(number)", width: width, range: range, index: index)
        ))
    }
    terms = variables.map(\.raw)
  }

  /// Often a value at which something happens: small, a power of two, a mask, or the complement of one.
  mutating func value(_ width: Int) -> UInt64 {
    let mask = UInt64.max >> UInt64(64 - width)
    let shift = UInt64(random.below(width))
    switch random.below(6) {
    case 0: return random.next() & mask
    case 1: return UInt64(random.below(4)) & mask
    case 2: return (1 << shift) & mask
    case 3: return ((1 << shift) &- 1) & mask
    case 4: return ~((1 << shift) &- 1) & mask
    default: return (0 &- UInt64(random.below(4))) & mask
    }
  }

  /// A term of the given width that is there already, or a constant.
  private mutating func operand(_ width: Int) -> Term {
    if random.below(4) == 0 { return raw.constant(value(width), width: width) }
    // Recent ones more often, so that terms get deep.
    for _ in 0..<20 {
      let offset = min(random.below(terms.count), random.below(terms.count))
      let term = terms[terms.count - 1 - offset]
      if raw.width(term) == width { return term }
    }
    let term = random.pick(terms)
    let own = raw.width(term)
    if own > width { return raw.trunc(term, to: width) }
    return random.below(2) == 0 ? raw.zext(term, to: width) : raw.sext(term, to: width)
  }

  /// One more random term of the raw pool.
  mutating func grow() -> Term {
    let width = random.pick(widths)
    let (a, b) = (operand(width), operand(width))
    let term: Term
    switch random.below(34) {
    case 0: term = raw.not(a)
    case 1, 2: term = raw.and(a, b)
    case 3, 4: term = raw.or(a, b)
    case 5: term = raw.xor(a, b)
    case 6, 7: term = raw.add(a, b)
    case 8: term = raw.sub(a, b)
    case 9: term = raw.mul(a, b)
    case 10: term = raw.udiv(a, b)
    case 11: term = raw.urem(a, b)
    case 12: term = raw.sdiv(a, b)
    case 13: term = raw.srem(a, b)
    case 14: term = raw.shl(a, b)
    case 15: term = raw.lshr(a, b)
    case 16: term = raw.ashr(a, b)
    case 17, 18: term = raw.eq(a, b)
    case 19: term = raw.ult(a, b)
    case 20: term = raw.ule(a, b)
    case 21: term = raw.slt(a, b)
    case 22: term = raw.sle(a, b)
    case 23, 24, 25: term = raw.ite(operand(1), a, b)
    case 26:
      let high = random.below(width)
      term = raw.extract(a, high: high, low: random.below(high + 1))
    case 27: term = raw.zext(a, to: max(width, random.pick(widths)))
    case 28: term = raw.sext(a, to: max(width, random.pick(widths)))
    case 29:
      let other = operand(random.pick(widths))
      term = raw.width(other) + width <= widths.max() ?? 1 ? raw.concat(a, other) : raw.umin(a, b)
    case 30: term = raw.umin(a, b)
    case 31: term = raw.conjunction((0..<(2 + random.below(4))).map { _ in operand(1) })
    case 32: term = raw.disjunction((0..<(2 + random.below(4))).map { _ in operand(1) })
    default: term = raw.ite(raw.ult(a, b), operand(width), operand(width))
    }
    terms.append(term)
    return term
  }

  /// The term in the simplifying pool.
  func inSimplifyingPool(_ term: Term) -> Term {
    let map = Dictionary(uniqueKeysWithValues: variables.map { ($0.raw, $0.simplified) })
    return simplified.rebuilt([term], from: raw) { map[$0] }[0]
  }

  /// A random assignment within ranges.
  mutating func assignment() -> [Term: UInt64] {
    var result: [Term: UInt64] = [:]
    for (term, other) in variables {
      guard let range = raw.variableInfo(term)?.range else { continue }
      let special = value(raw.width(term))
      let chosen: UInt64
      switch random.below(4) {
      case 0: chosen = range.lowerBound
      case 1: chosen = range.upperBound
      case 2 where range.contains(special): chosen = special
      default: chosen = UInt64.random(in: range, using: &random)
      }
      result[term] = chosen
      // Both pools make the same variables in the same order, so that their handles are equal.
      precondition(term == other)
    }
    return result
  }
}
