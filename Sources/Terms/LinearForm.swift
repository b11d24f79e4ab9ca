/// A term as a sum: constant + coefficient * atom + ..., modulo 2^width.
public struct LinearForm {
  /// Below 2^width.
  public var constant: UInt64
  /// In ascending order of atoms, each once, no coefficient zero modulo 2^width. Atoms have the form's
  /// width and are no sums themselves.
  public var terms: [(atom: Term, coefficient: UInt64)]
  /// In bits.
  public var width: Int

  public init(constant: UInt64, terms: [(atom: Term, coefficient: UInt64)] = [], width: Int) {
    self.constant = constant
    self.terms = terms
    self.width = width
  }

  var mask: UInt64 { Bits.mask(width) }

  /// Adds a multiple of an atom, keeping the order.
  mutating func add(_ atom: Term, _ coefficient: UInt64) {
    let coefficient = coefficient & mask
    if coefficient == 0 { return }
    var place = terms.count
    while place > 0, terms[place - 1].atom >= atom { place -= 1 }
    if place < terms.count, terms[place].atom == atom {
      let sum = (terms[place].coefficient &+ coefficient) & mask
      if sum == 0 { terms.remove(at: place) } else { terms[place].coefficient = sum }
    } else {
      terms.insert((atom, coefficient), at: place)
    }
  }

  mutating func add(_ other: LinearForm, scaledBy factor: UInt64 = 1) {
    constant = (constant &+ other.constant &* factor) & mask
    for term in other.terms { add(term.atom, term.coefficient &* factor) }
  }

  /// The coefficient as the integer nearest to zero.
  static func signed(_ coefficient: UInt64, _ width: Int) -> Int128 {
    Int128(Bits.signed(coefficient, width))
  }
}

extension TermPool {
  /// The term as a sum of atoms, with as many operations resolved as possible.
  public func linear(_ term: Term) -> LinearForm {
    var form = LinearForm(constant: 0, width: width(term))
    if form.width == 1 {
      if let value = asConstant(term) { form.constant = value } else { form.add(term, 1) }
      return form
    }
    accumulate(term, 1, into: &form)
    return form
  }

  private func accumulate(_ term: Term, _ factor: UInt64, into form: inout LinearForm) {
    var rest = (term: term, factor: factor)
    var pending: [(term: Term, factor: UInt64)] = []
    while true {
      let record = records[rest.term]
      switch record.code {
      case .constant: form.constant = (form.constant &+ record.value &* rest.factor) & form.mask
      case .add:
        pending.append((record.second, rest.factor))
        rest.term = record.first
        continue
      case .sub:
        pending.append((record.second, 0 &- rest.factor))
        rest.term = record.first
        continue
      case .not:
        form.constant = (form.constant &- rest.factor) & form.mask
        rest = (record.first, 0 &- rest.factor)
        continue
      case .mul:
        if let value = asConstant(record.second) {
          rest = (record.first, rest.factor &* value)
          continue
        }
        form.add(rest.term, rest.factor)
      default: form.add(rest.term, rest.factor)
      }
      guard let next = pending.popLast() else { return }
      rest = next
    }
  }

  /// The term of a sum. One sum has one term: atoms with positive coefficients in order, then negative ones
  /// subtracted, then the constant.
  public func fromLinear(_ form: LinearForm) -> Term {
    let width = form.width
    if width == 1 || !simplifies {
      return form.terms.reduce(constant(form.constant, width: width)) {
        add($0, mul($1.atom, constant($1.coefficient, width: width)))
      }
    }
    var form = LinearForm(constant: form.constant & form.mask, width: width)
      .adding(form.terms)
    if let only = form.terms.first, form.terms.count == 1 {
      if only.coefficient == 1, form.constant == 0 { return only.atom }
      if only.coefficient == form.mask, form.constant == form.mask { return makeNot(only.atom) }
      if let pushed = pushedIntoIte(only.atom, only.coefficient, form.constant) { return pushed }
    }
    if form.terms.isEmpty { return constant(form.constant, width: width) }
    return makeSum(&form)
  }

  /// match: c * ite(p, a, b) + k, a or b constant or neither an ite.
  /// result: ite(p, c * a + k, c * b + k)
  private func pushedIntoIte(_ atom: Term, _ factor: UInt64, _ addend: UInt64) -> Term? {
    let width = width(atom)
    return mapIte(atom, .iteSum) { leaf in
      var form = LinearForm(constant: addend, width: width)
      form.add(linear(leaf), scaledBy: factor)
      return fromLinear(form)
    }
  }

  private func makeSum(_ form: inout LinearForm) -> Term {
    let width = form.width
    var result: Term?
    var negative: Term?
    for (atom, coefficient) in form.terms where Bits.signed(coefficient, width) > 0 {
      let term = scaled(atom, coefficient, width)
      result = result.map { make(.add, $0, term) } ?? term
    }
    for (atom, coefficient) in form.terms where Bits.signed(coefficient, width) <= 0 {
      let term = scaled(atom, (0 &- coefficient) & form.mask, width)
      if let sum = result {
        result = make(.sub, sum, term)
      } else if negative == nil {
        result = make(.sub, constant(form.constant, width: width), term)
        form.constant = 0
        negative = term
      }
    }
    guard var sum = result else { return constant(form.constant, width: width) }
    if form.constant != 0 { sum = make(.add, sum, constant(form.constant, width: width)) }
    if form.terms.count > 1 { refine(sum) }
    return sum
  }

  private func scaled(_ atom: Term, _ coefficient: UInt64, _ width: Int) -> Term {
    coefficient == 1 ? atom : make(.mul, atom, constant(coefficient, width: width))
  }

  /// Partial sums may wrap where the whole one does not.
  private func refine(_ sum: Term) {
    let known = known(sum)
    guard asConstant(sum) == nil, known.low == 0, known.high == Bits.mask(width(sum)),
      let (low, high, _) = unsignedExact(linear(sum))
    else { return }
    let exact = Knowledge.range(UInt64(low), UInt64(high), width: width(sum))
    records.refine(sum, known.intersected(exact, width: width(sum)))
  }
}

extension LinearForm {
  fileprivate func adding(_ others: [(atom: Term, coefficient: UInt64)]) -> LinearForm {
    var result = self
    result.terms.reserveCapacity(others.count)
    for other in others { result.add(other.atom, other.coefficient) }
    return result
  }
}
