/// A bit vector as wires, from bit 0 on.
public typealias Word = [Literal]

/// The circuits of school arithmetic. Operands of one gate are words of the same width.
extension Circuit {
  /// The low `width` bits of a number.
  func constant(_ value: UInt64, width: Int) -> Word {
    (0..<width).map { value >> UInt64($0) & 1 == 1 ? .one : .zero }
  }

  func complement(_ a: Word) -> Word { a.map(!) }

  /// Bit by bit.
  func map(_ a: Word, _ b: Word, _ gate: (Literal, Literal) -> Literal) -> Word {
    a.indices.map { gate(a[$0], b[$0]) }
  }

  /// `yes` if the condition is 1, else `no`.
  func choice(_ condition: Literal, _ yes: Word, _ no: Word) -> Word {
    map(yes, no) { choice(condition, $0, $1) }
  }

  // MARK: Sums

  /// The sum, and the carry that goes in, modulo 2^width.
  func sum(_ a: Word, _ b: Word, carry: Literal = .zero) -> Word {
    var carry = carry
    var result: Word = []
    result.reserveCapacity(a.count)
    for bit in a.indices {
      result.append(xor(xor(a[bit], b[bit]), carry))
      if bit + 1 < a.count { carry = majority(a[bit], b[bit], carry) }
    }
    return result
  }

  func difference(_ a: Word, _ b: Word) -> Word { sum(a, complement(b), carry: .one) }

  func negation(_ a: Word) -> Word { difference(constant(0, width: a.count), a) }

  /// Modulo 2^width: one sum for each bit of one operand that is not known to be 0.
  func product(_ a: Word, _ b: Word) -> Word {
    func places(_ word: Word) -> Int { word.count { $0 != .zero } }
    let (factor, other) = places(a) < places(b) ? (a, b) : (b, a)
    var result = constant(0, width: a.count)
    for bit in factor.indices where factor[bit] != .zero {
      let shifted = Word(repeating: .zero, count: bit) + other.dropLast(bit)
      result = sum(result, shifted.map { and($0, factor[bit]) })
    }
    return result
  }

  // MARK: Comparisons

  func isEqual(_ a: Word, _ b: Word) -> Literal { all(map(a, b) { !xor($0, $1) }) }

  /// As unsigned numbers.
  func isBelow(_ a: Word, _ b: Word, orEqual: Bool = false) -> Literal {
    // The highest bit in which they differ decides: the majority of "here it is below" and what is said below.
    a.indices.reduce(orEqual ? Literal.one : .zero) { majority(!a[$1], b[$1], $0) }
  }

  /// As numbers in two's complement.
  func isSignedBelow(_ a: Word, _ b: Word, orEqual: Bool = false) -> Literal {
    isBelow(biased(a), biased(b), orEqual: orEqual)
  }

  /// Half the range added: the signed order becomes the unsigned one.
  private func biased(_ a: Word) -> Word { a.dropLast() + a.suffix(1).map(!) }

  // MARK: Division

  /// Quotient and remainder of unsigned numbers, bit by bit from the top. By 0: all ones, and the dividend.
  func division(_ a: Word, by b: Word) -> (quotient: Word, remainder: Word) {
    let divisor = b + [.zero]
    var remainder = constant(0, width: divisor.count)
    var quotient: Word = []
    for bit in a.reversed() {
      remainder = [bit] + remainder.dropLast()
      let fits = isBelow(divisor, remainder, orEqual: true)
      remainder = choice(fits, difference(remainder, divisor), remainder)
      quotient.append(fits)
    }
    return (quotient.reversed(), remainder.dropLast())
  }

  /// As SMT-LIB's bvsdiv and bvsrem: of the magnitudes, with signs after.
  func signedDivision(_ a: Word, by b: Word) -> (quotient: Word, remainder: Word) {
    let signs = (a[a.count - 1], b[b.count - 1])
    let (quotient, remainder) = division(
      choice(signs.0, negation(a), a), by: choice(signs.1, negation(b), b))
    return (
      choice(xor(signs.0, signs.1), negation(quotient), quotient),
      choice(signs.0, negation(remainder), remainder)
    )
  }

  // MARK: Shifts

  enum Direction { case left, right }

  /// Shifted by an unsigned number of places; what comes in is `fill`.
  func shifted(_ a: Word, _ direction: Direction, by places: Word, fill: Literal) -> Word {
    var result = a
    var stage = 0
    while stage < places.count, 1 << stage < a.count {
      let step = 1 << stage
      let incoming = Word(repeating: fill, count: step)
      let moved =
        direction == .left ? incoming + result.dropLast(step) : Word(result.dropFirst(step)) + incoming
      result = choice(places[stage], moved, result)
      stage += 1
    }
    let isBeyond = any(Word(places.dropFirst(stage)))
    return result.map { choice(isBeyond, fill, $0) }
  }
}
