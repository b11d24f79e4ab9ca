/// Counters: what a loop adds once an iteration, for as many iterations as a bounded number says.
extension TermPool {
  /// match: umin(a, b)
  /// result: an operand where ranges decide, else the constant second and widening outside
  func simplifiedUmin(_ a: Term, _ b: Term) -> Term {
    if a == b { return a }
    if known(a).high <= known(b).low { return fired(.uminByRange, a) }
    if known(b).high <= known(a).low { return fired(.uminByRange, b) }
    if asConstant(a) != nil { return umin(b, a) }
    guard let bound = asConstant(b) else { return fired(.uminOfTerms, ite(ult(a, b), a, b)) }
    let record = records[a]
    switch record.code {
    case .umin:
      let other = asConstant(record.second) ?? bound
      return fired(.uminOfUmin, umin(record.first, constant(min(other, bound), width: Int(record.width))))
    case .zext:
      // The bound fits the narrow width, else the range would have decided.
      let inner = umin(record.first, constant(bound, width: width(record.first)))
      return fired(.uminOfWidened, zext(inner, to: Int(record.width)))
    default:
      if let pushed = mapIte(a, .iteArithmetic, { self.umin($0, b) }) { return pushed }
      return make(.umin, a, b)
    }
  }

  /// match: ite(x < i, K + c*umin(x, i-1), T) where T = K + c*i if x >= i
  /// result: K + c*umin(x, i)
  ///
  /// With umin(x, i-1) = i-1 where x >= i, K and T may name it. At the low end of x's range, umin(x, i-1) is
  /// a constant. Modulo 2^w all along; the umin itself, widened or cut, must keep its value.
  func counter(_ condition: Term, _ below: Term, _ above: Term) -> Term? {
    guard code(condition) == .ult else { return counterByMinimum(condition, below, above) }
    let test = records[condition]
    guard let i = asConstant(test.second), i > 0, code(test.first) == .variable else {
      return counterByMinimum(condition, below, above)
    }
    if let minimum = counterByMinimum(condition, below, above) { return minimum }
    let x = test.first
    let width = width(below)
    guard i <= Bits.mask(width) else { return nil }
    let (belowForm, aboveForm) = (linear(below), linear(above))
    let previous = i - 1
    var rest = belowForm
    var step: UInt64
    if previous == known(x).low {
      guard let difference = constantDifference(aboveForm, belowForm) else { return nil }
      step = difference
      // K = below - c*(i-1)
      rest.constant = (rest.constant &- step &* previous) & rest.mask
    } else {
      guard let position = belowForm.terms.firstIndex(where: { counts($0.atom, x, upTo: previous) }) else {
        return nil
      }
      step = belowForm.terms[position].coefficient
      rest.terms.remove(at: position)
    }
    guard step != 0 else { return nil }
    // What T is where x >= i, less K, must be c*i.
    var target = LinearForm(constant: aboveForm.constant, width: width)
    for (atom, coefficient) in aboveForm.terms {
      if counts(atom, x, upTo: previous) {
        target.constant = (target.constant &+ coefficient &* previous) & target.mask
      } else {
        target.add(atom, coefficient)
      }
    }
    target.add(rest, scaledBy: .max)
    guard target.terms.isEmpty, target.constant == (step &* i) & target.mask else { return nil }
    let count = resized(umin(x, constant(i, width: self.width(x))), to: width)
    rest.add(linear(count), scaledBy: step)
    return fired(.counterStep, fromLinear(rest))
  }

  /// match: ite(x < k, x, k)
  /// result: umin(x, k)
  private func counterByMinimum(_ condition: Term, _ below: Term, _ above: Term) -> Term? {
    let test = records[condition]
    guard test.code == .ult, let bound = asConstant(test.second), let value = asConstant(above),
      value == bound,
      code(test.first) == .variable || code(test.first) == .umin
    else { return nil }
    guard below == test.first || (code(below) == .zext && records[below].first == test.first) else {
      return nil
    }
    return fired(.minimum, umin(below, above))
  }

  private func constantDifference(_ a: LinearForm, _ b: LinearForm) -> UInt64? {
    var difference = a
    difference.add(b, scaledBy: .max)
    return difference.terms.isEmpty ? difference.constant : nil
  }

  /// Whether an atom is umin(x, bound), perhaps widened or cut without loss.
  private func counts(_ atom: Term, _ x: Term, upTo bound: UInt64) -> Bool {
    var record = records[atom]
    if record.code == .zext
      || (record.code == .extract && record.low == 0 && bound <= Bits.mask(Int(record.width)))
    {
      record = records[record.first]
    }
    return record.code == .umin && record.first == x && asConstant(record.second) == bound
  }

  /// The low bits of a term, or the term widened by zeros.
  private func resized(_ term: Term, to width: Int) -> Term {
    width <= self.width(term) ? trunc(term, to: width) : zext(term, to: width)
  }
}
