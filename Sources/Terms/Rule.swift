/// The table of rewrite rules: what each one matches, and what it makes of it.
///
/// Terms are written as in C; `x[h:l]` is an extract, `w` the width, `p` and `q` are conditions. All
/// arithmetic is modulo 2^w, and "no wrap" is proved from the ranges of atoms before a rule that needs it
/// applies.
enum Rule: Int, CaseIterable, Sendable {
  // MARK: Arithmetic
  /// match: a + b, a - b, a * b of width 1
  /// result: a != b, a != b, a & b
  case addOfConditions
  /// match: a + b, a - b
  /// result: one sum of atoms, each once, with one constant
  case sum
  /// match: k * (c*x + ...)
  /// result: k*c*x + ...
  case scaledSum
  /// match: zext(p) * a, p a condition
  /// result: ite(p, a, 0)
  case productOfCondition
  /// match: ~(c*x + ...)
  /// result: -1 - c*x - ...
  case complementOfSum
  /// match: c*ite(p, a, b) + k, a or b constant or neither a choice
  /// result: ite(p, c*a + k, c*b + k)
  case iteSum
  /// match: a / 0, a % 0
  /// result: all ones, a
  case divisionByZero
  /// match: (k*c*x + ...) / k, no wrap
  /// result: c*x + ...
  case exactQuotient
  /// match: (k*c*x + ...) / k signed, no signed wrap
  /// result: c*x + ...
  case exactSignedQuotient
  /// match: a / 2^k
  /// result: zext(a[w-1:k])
  case quotientByPower
  /// match: a % 2^k
  /// result: a & (2^k - 1)
  case remainderByPower
  /// match: a % k, a < k
  /// result: a
  case remainderOfSmaller
  /// match: f(ite(p, a, b)) for a quotient, remainder or minimum with a constant
  /// result: ite(p, f(a), f(b))
  case iteArithmetic
  /// match: a / b signed, neither negative
  /// result: a / b unsigned
  case signedQuotientOfPositives
  /// match: a % b signed, neither negative
  /// result: a % b unsigned
  case signedRemainderOfPositives
  /// match: a << ite(p, k1, k2), also >>
  /// result: ite(p, a << k1, a << k2)
  case shiftByChoice
  /// match: a << k, a >> k, k >= w
  /// result: 0
  case shiftOut
  /// match: a << k
  /// result: 2^k * a
  case leftShift
  /// match: a >> k
  /// result: zext(a[w-1:k])
  case rightShift
  /// match: a >> k arithmetic
  /// result: sext(a[w-1:k])
  case signedRightShift

  // MARK: Bitwise
  /// match: ~~a
  /// result: a
  case doubleNegation
  /// match: a & a, a | a
  /// result: a
  case idempotence
  /// match: a & ~a, a | ~a, a ^ ~a
  /// result: 0, all ones, all ones
  case complements
  /// match: (x & m) & y
  /// result: (x & y) & m
  case maskOutwards
  /// match: a & m, a is 0 where m is 1
  /// result: 0
  case maskedToZero
  /// match: a & m, a is 1 where m is 1 or known 0
  /// result: m without the zeros
  case maskedToKnown
  /// match: a & m, a is 0 where m is 0
  /// result: a
  case maskOfEverything
  /// match: (x & m) & n
  /// result: x & (m & n)
  case nestedMasks
  /// match: (x | c) & m
  /// result: (x & (m & ~c)) | (c & m)
  case maskOfSetBits
  /// match: (x ^ c) & m
  /// result: (x & m) ^ (c & m)
  case maskOfFlippedBits
  /// match: zext(x) & m
  /// result: zext(x & m)
  case maskOfWidened
  /// match: f(ite(p, a, b)) for and, or, xor with a constant
  /// result: ite(p, f(a), f(b))
  case iteBitwise
  /// match: (x + 2^k*y) & m, m < 2^k
  /// result: x & m
  case maskBelowMultiples
  /// match: (x + 2^k*y) & 1..10..0 with k zeros
  /// result: (x & 1..10..0) + 2^k*y
  case maskAboveMultiples
  /// match: x & 0..01..1 with k ones
  /// result: zext(x[k-1:0])
  case lowMask
  /// match: (x | c) | y
  /// result: (x | y) | c
  case setBitsOutwards
  /// match: (x & m) | (x & n)
  /// result: x & (m | n)
  case unionOfMasks
  /// match: zext(x) | zext(y)
  /// result: zext(x | y)
  case orOfWidened
  /// match: a | c, a is 1 where c is 1
  /// result: a
  case bitsSetAnyway
  /// match: a | c, a is 1 where c is 0
  /// result: all ones
  case allBitsSet
  /// match: (x | c) | d
  /// result: x | (c | d)
  case nestedSetBits
  /// match: (x & m) | c
  /// result: (x & (m | c)) | c
  case setBitsOfMask
  /// match: (x ^ f) | c
  /// result: (x ^ (f & ~c)) | c
  case setBitsOfFlipped
  /// match: a ^ a
  /// result: 0
  case xorWithItself
  /// match: p ^ q of width 1
  /// result: !(p = q)
  case xorOfConditions
  /// match: (x ^ c) ^ y
  /// result: (x ^ y) ^ c
  case flipsOutwards
  /// match: (x ^ y) ^ y
  /// result: x
  case xorTwice
  /// match: a ^ all ones
  /// result: ~a
  case flipOfEverything
  /// match: (x ^ c) ^ d
  /// result: x ^ (c ^ d)
  case nestedFlips
  /// match: a ^ c, bits of a known where c is 1
  /// result: those bits masked or set instead
  case flipOfKnownBits

  // MARK: Slices
  /// match: x[h:l], all its bits known
  /// result: the constant
  case extractOfKnown
  /// match: x[h':l'][h:l]
  /// result: x[h+l':l+l']
  case extractOfExtract
  /// match: zext(x)[h:l]
  /// result: x[h:l], or zext of what of x it has
  case extractOfWidened
  /// match: sext(x)[h:l]
  /// result: x[h:l], or sext of what of x it has
  case extractOfSigned
  /// match: concat(x, y)[h:l]
  /// result: the parts of x and y
  case extractOfConcat
  /// match: (~x)[h:l]
  /// result: ~x[h:l]
  case extractOfNot
  /// match: (x & y)[h:l], also or, xor; y constant, h = l, or x or y known in the slice
  /// result: x[h:l] & y[h:l]
  case extractOfBitwise
  /// match: ite(p, x, y)[h:l]
  /// result: ite(p, x[h:l], y[h:l])
  case extractOfIte
  /// match: (c*x + ...)[h:0]
  /// result: c*x[h:0] + ...
  case extractOfSum
  /// match: (x + 2^(h+1)*y)[h:l]
  /// result: x[h:l]
  case extractBelowMultiples
  /// match: (2^l*x + ...)[h:l]
  /// result: x[h-l:0] + ...
  case extractOfMultiples
  /// match: (x + 2^l*y)[h:l]
  /// result: x[h:l] + y[h-l:0]
  case extractAboveMultiples
  /// match: zext(zext(x))
  /// result: zext(x)
  case zextOfZext
  /// match: zext(x[h:0]), x < 2^(h+1)
  /// result: x, cut or widened
  case zextOfLosslessCut
  /// match: zext(c*x + ...), no wrap
  /// result: c*zext(x) + ...
  case zextOfSum
  /// match: zext(ite(p, a, b)), sext(...), a or b constant
  /// result: ite(p, zext(a), zext(b))
  case iteWiden
  /// match: sext(sext(x))
  /// result: sext(x)
  case sextOfSext
  /// match: sext(x), sign of x is 0
  /// result: zext(x)
  case sextOfPositive
  /// match: sext(c*x + ...), no signed wrap
  /// result: c*zext(x) + ...
  case sextOfSum
  /// match: concat(0, x)
  /// result: zext(x)
  case concatOfZero
  /// match: concat(x, 0)
  /// result: 2^k * zext(x)
  case concatWithZero
  /// match: concat(x[h:m+1], x[m:l])
  /// result: x[h:l]
  case concatOfSlices
  /// match: concat(zext(x), y)
  /// result: zext(concat(x, y))
  case concatOfWidened

  // MARK: Conditions
  /// match: (p & q) & r
  /// result: p & q & r
  case flattening
  /// match: p & !p, p & ..., nothing left of a disjunction
  /// result: false
  case contradiction
  /// match: x < a & !(x < b), a <= b
  /// result: false
  case emptyInterval
  /// match: x < a+1 & !(x < a)
  /// result: x = a
  case oneValueInterval
  /// match: !(x < a) & !(x < b), !(x < a) & x != a
  /// result: !(x < c), the larger or next
  case intervalLow
  /// match: x < a & x < b, x < a+1 & x != a
  /// result: x < c, the smaller or next
  case intervalHigh
  /// match: p & (p | q)
  /// result: p
  case absorption
  /// match: p & (!p | q)
  /// result: p & q
  case absorptionOfOperand
  /// match: (p | q) & (p | q | r)
  /// result: p | q
  case subsumption
  /// match: (p | q) & (p | !q)
  /// result: p
  case resolution

  // MARK: Choices
  /// match: ite(p, a, a)
  /// result: a
  case iteOfSame
  /// match: ite(!p, a, b)
  /// result: ite(p, b, a)
  case iteOfNot
  /// match: ite(p, ite(q, a, b), c), q decided by p
  /// result: ite(p, a, c) or ite(p, b, c); the same in the other branch
  case iteInIte
  /// match: ite(p, a, ite(q, a, b)) and its mirror images
  /// result: ite(p | q, a, b)
  case iteMerge
  /// match: ite(p, zext(q), zext(r)), a constant 0 or 1 for either
  /// result: zext(ite(p, q, r))
  case iteOfConditions
  /// match: ite(p, zext(a), zext(b))
  /// result: zext(ite(p, a, b))
  case iteOfWidened
  /// match: ite(p, true, q), ite(p, q, true)
  /// result: p | q, !p | q
  case iteToOr
  /// match: ite(p, q, false), ite(p, false, q)
  /// result: p & q, !p & q
  case iteToAnd
  /// match: ite(p, q, r), p decides parts of q or r
  /// result: those parts decided
  case iteAssumption
  /// match: ite(p, q, !q)
  /// result: p = q
  case iteOfOpposites
  /// match: ite(p, !q, r)
  /// result: !ite(p, q, !r)
  case iteOfNegation
  /// match: ite(p, v | w, v), ite(p, v & w, v)
  /// result: v | (p & w), v & (!p | w)
  case iteAbsorption

  // MARK: Counters
  /// match: umin(a, b), a <= b by ranges
  /// result: a
  case uminByRange
  /// match: umin(a, b), neither constant
  /// result: ite(a < b, a, b)
  case uminOfTerms
  /// match: umin(umin(x, j), k)
  /// result: umin(x, the smaller)
  case uminOfUmin
  /// match: umin(zext(x), k)
  /// result: zext(umin(x, k))
  case uminOfWidened
  /// match: ite(x < i, K + c*umin(x, i-1), T), T = K + c*i where x >= i
  /// result: K + c*umin(x, i)
  case counterStep
  /// match: ite(p & x >= i, a, ite(p & x >= j, u, v)), ite(p & x >= i, a, ite(p, u, v)), the inner choice a
  /// counter of x where p holds
  /// result: ite(p, K + c*umin(x, i), v)
  case counterInContext
  /// match: ite(x < k, x, k)
  /// result: umin(x, k)
  case minimum

  // MARK: Equations
  /// match: a = b, known bits or ranges disagree
  /// result: false
  case eqOfDifferent
  /// match: c*x + ... = d*y + ...
  /// result: all on one side, about 0
  case eqOfSums
  /// match: !p = q
  /// result: !(p = q)
  case eqOfNot
  /// match: a sum = 0, its bounds contain no multiple of 2^w
  /// result: false
  case eqOutOfRange
  /// match: 2^k*o*x = c, o odd
  /// result: x[w-k-1:0] = c/2^k * o^-1, or false
  case eqOfOddMultiple
  /// match: g*(c*x + ...) = k, no wrap
  /// result: c*x + ... = k/g, or false
  case eqOfMultiples
  /// match: x - y = 0, no wrap
  /// result: x = y
  case eqOfTwoAtoms
  /// match: zext(x) = zext(y), sext(x) = k, ...
  /// result: the same of x and y
  case eqOfWidened
  /// match: ite(p, a, b) = a, a = b decided
  /// result: p, or true
  case eqOfChoice
  /// match: ite(p, a, b) = ite(p, d, e)
  /// result: ite(p, a = d, b = e)
  case eqOfChoices
  /// match: concat(x, y) = k
  /// result: x = k's high part & y = k's low part
  case eqOfConcat
  /// match: (x ^ c) = k
  /// result: x = k ^ c
  case eqOfFlipped
  /// match: (x ^ y) = 0
  /// result: x = y
  case eqOfXor
  /// match: umin(x, k) = c
  /// result: x = c if c < k, else !(x < k)
  case eqOfUmin
  /// match: ite(p, a, b) = k, decided for a or b
  /// result: p or !p, and or or the other test
  case eqOfIte
  /// match: x = k, one bit of x unknown
  /// result: that bit, or its negation
  case bitTest
  /// match: (x | c) = k
  /// result: (x & ~c) = k & ~c
  case eqOfSetBits
  /// match: x = the low or high end of a bounded variable
  /// result: x < low+1, !(x < high)
  case eqAtEnd

  // MARK: Order
  /// match: p < q of width 1
  /// result: !p & q; signed: p & !q
  case orderOfConditions
  /// match: a < b, decided by ranges
  /// result: true or false
  case orderByRange
  /// match: a < b, neither sum wraps
  /// result: a bound on one atom, an order of two, or of sums without negative parts
  case orderOfIntegers
  /// match: zext(x) < k, zext(x) < zext(y), also signed
  /// result: the same of x and y
  case orderOfWidened
  /// match: umin(x, k) < c, c <= k
  /// result: x < c
  case orderOfUmin
  /// match: ite(p, a, b) < k, decided for a or b
  /// result: p or !p, and or or the other test
  case orderOfIte
  /// match: x < low+1, x < high
  /// result: x = low, !(x = high)
  case orderAtEnd
  /// match: k < x
  /// result: !(x < k + 1)
  case orderConstantRight
  /// match: x < 0 signed
  /// result: x[w-1:w-1]
  case signTest
}

extension TermPool {
  /// Counts a rule that was used, and hands on what it made.
  @inline(__always)
  func fired(_ rule: Rule, _ result: Term) -> Term {
    fires[rule.rawValue] &+= 1
    if faultyRule == rule { return spoiled(result) }
    return result
  }

  /// A wrong result, for tests of the tests.
  private func spoiled(_ result: Term) -> Term {
    if let value = asConstant(result) { return constant(value ^ 1, width: width(result)) }
    return makeNot(result)
  }

  /// How often each rule was used in this pool.
  func uses(of rule: Rule) -> Int { fires[rule.rawValue] }
}
