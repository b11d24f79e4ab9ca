import Testing

@testable import Terms

/// The forms that the executor relies on, each written down by hand on both sides.
@Suite struct NormalFormTests {
  let pool = TermPool()

  private func number(_ value: Int64, _ width: Int = 64) -> Term {
    pool.constant(UInt64(bitPattern: value), width: width)
  }

  private func bounded(_ name: String, _ range: ClosedRange<UInt64>, width: Int = 64) -> Term {
    pool.variable(name, width: width, range: range)
  }

  // MARK: Sums

  @Test func sumsCollectTheirConstants() {
    let x = pool.variable("x", width: 64)
    #expect(pool.sub(pool.add(x, number(3)), x) == number(3))
    #expect(pool.add(pool.add(x, number(4096)), number(4096)) == pool.add(x, number(8192)))
    #expect(
      pool.mul(pool.add(x, number(1)), number(64)) == pool.add(pool.mul(x, number(64)), number(64)))
    #expect(pool.shl(x, number(6)) == pool.mul(x, number(64)))
    #expect(pool.add(x, pool.neg(x)) == number(0))
    #expect(pool.not(pool.not(x)) == x)
    #expect(pool.add(pool.not(x), number(1)) == pool.neg(x))
  }

  @Test func linearFormsReadBack() {
    let (x, y) = (pool.variable("x", width: 32), pool.variable("y", width: 32))
    let form = pool.linear(pool.sub(pool.add(pool.mul(x, number(5, 32)), number(7, 32)), y))
    #expect(form.constant == 7)
    #expect(form.terms.map(\.atom) == [x, y])
    #expect(form.terms.map(\.coefficient) == [5, 0xffff_ffff])
    #expect(pool.fromLinear(form) == pool.add(pool.sub(pool.mul(x, number(5, 32)), y), number(7, 32)))
  }

  /// page_to_pfn(): the difference of pointers to struct page, divided by its size.
  @Test func pointerDifferencesDivideExactly() {
    let base = bounded("F", 1...(1 << 34))
    let page = bounded("p", 0...511)
    let pointer = pool.add(pool.mul(base, number(64)), pool.mul(page, number(64)))
    let frame = pool.add(base, page)
    #expect(pool.sdiv(pointer, number(64)) == frame)
    #expect(pool.udiv(pointer, number(64)) == frame)
    #expect(pool.lshr(pointer, number(6)) == frame)
    #expect(pool.ashr(pointer, number(6)) == frame)
    // A difference that may be negative.
    let difference = pool.mul(pool.sub(page, base), number(64))
    #expect(pool.ashr(difference, number(6)) == pool.sub(page, base))
    #expect(pool.sdiv(difference, number(64)) == pool.sub(page, base))
  }

  @Test func sumsGoThroughExtensionsWhereTheyCannotWrap() {
    let x = bounded("x", 0...15, width: 32)
    let wide = pool.zext(x, to: 64)
    #expect(pool.zext(pool.add(x, number(1, 32)), to: 64) == pool.add(wide, number(1)))
    #expect(pool.sext(pool.sub(x, number(3, 32)), to: 64) == pool.sub(wide, number(3)))
    #expect(pool.sext(x, to: 64) == wide)
    #expect(pool.trunc(pool.add(wide, number(1)), to: 32) == pool.add(x, number(1, 32)))
    #expect(pool.zext(pool.zext(x, to: 40), to: 64) == wide)
    let full = pool.variable("full", width: 32)
    #expect(pool.zext(pool.add(full, number(1, 32)), to: 64) != pool.add(pool.zext(full, to: 64), number(1)))
  }

  // MARK: Known bits

  @Test func masksFoldOnKnownBits() {
    let x = pool.variable("x", width: 64)
    let set = pool.or(x, number(0x63))
    #expect(pool.and(set, number(0x63)) == number(0x63))
    #expect(pool.and(pool.and(x, number(0xff0)), number(0xf)) == number(0))
    #expect(pool.eq(pool.and(set, number(1)), number(0)) == pool.false)
    #expect(pool.and(pool.or(x, number(2)), number(~2)) == pool.and(x, number(~2)))
    #expect(pool.or(pool.and(x, number(~2)), number(2)) == pool.or(x, number(2)))
    #expect(pool.knownBits(pool.or(pool.and(x, number(0xf0)), number(1))) == (~0xf1, 1))
    #expect(pool.range(pool.and(x, number(0xf0))) == 0...0xf0)
  }

  // MARK: Intervals

  @Test func comparisonsBecomeBoundsOnTheAtom() {
    let x = bounded("x", 0...15, width: 32)
    let below4 = pool.ult(x, number(4, 32))
    let wide = pool.zext(x, to: 64)
    #expect(pool.slt(number(0, 32), pool.sub(x, number(3, 32))) == pool.not(below4))
    #expect(pool.slt(number(0), pool.sub(wide, number(3))) == pool.not(below4))
    #expect(pool.slt(number(0), pool.sub(pool.sext(x, to: 64), number(3))) == pool.not(below4))
    #expect(pool.ult(wide, number(4)) == below4)
    #expect(pool.ule(wide, number(3)) == below4)
    #expect(pool.slt(pool.sub(number(3, 32), x), number(0, 32)) == pool.not(below4))
    #expect(pool.ult(pool.mul(wide, number(4096)), number(4 * 4096)) == below4)
    #expect(pool.ult(pool.mul(wide, number(4096)), number(3 * 4096 + 1)) == below4)
    // c < x + 1 is x >= c.
    #expect(pool.ult(number(7, 32), pool.add(x, number(1, 32))) == pool.not(pool.ult(x, number(7, 32))))
    #expect(
      pool.eq(pool.sub(pool.add(x, number(1, 32)), number(1 + 9, 32)), number(0, 32))
        == pool.eq(x, number(9, 32)))
    #expect(pool.eq(x, number(0, 32)) == pool.ult(x, number(1, 32)))
    #expect(pool.eq(wide, number(15)) == pool.not(pool.ult(x, number(15, 32))))
    #expect(pool.eq(x, number(16, 32)) == pool.false)
    #expect(pool.ult(x, number(16, 32)) == pool.true)
  }

  @Test func comparisonsOfTwoAtoms() {
    let (x, y) = (bounded("x", 0...500, width: 32), bounded("y", 0...500))
    let wide = pool.zext(x, to: 64)
    let less = pool.ult(wide, y)
    #expect(pool.slt(wide, y) == less)
    #expect(pool.ult(pool.add(wide, number(5)), pool.add(y, number(5))) == less)
    #expect(pool.slt(pool.sub(wide, y), number(0)) == less)
    #expect(pool.ult(y, pool.add(wide, number(1))) == pool.not(less))
    #expect(pool.eq(pool.sub(wide, y), number(0)) == pool.eq(wide, y))
    #expect(pool.eq(pool.add(wide, number(3)), pool.add(y, number(3))) == pool.eq(wide, y))
  }

  @Test func intervalsMeetInConjunctions() {
    let x = bounded("x", 0...15)
    func below(_ value: Int64) -> Term { pool.ult(x, number(value)) }
    func from(_ value: Int64) -> Term { pool.not(below(value)) }
    func not(_ value: Int64) -> Term { pool.ne(x, number(value)) }
    #expect(pool.and(from(3), from(5)) == from(5))
    #expect(pool.and(below(3), below(5)) == below(3))
    #expect(pool.and(from(3), not(3)) == from(4))
    #expect(pool.and(below(6), not(5)) == below(5))
    #expect(pool.and(from(4), below(5)) == pool.eq(x, number(4)))
    #expect(pool.and(from(5), below(5)) == pool.false)
    #expect(pool.conjunction([not(0), not(1), not(2)]) == from(3))
    #expect(pool.or(below(3), below(5)) == below(5))
    #expect(pool.or(from(3), from(5)) == from(3))
    #expect(pool.or(below(3), pool.eq(x, number(3))) == below(4))
    #expect(pool.or(from(5), below(5)) == pool.true)
    #expect(pool.and(pool.eq(x, number(4)), below(9)) == pool.eq(x, number(4)))
    #expect(pool.and(pool.eq(x, number(4)), pool.eq(x, number(5))) == pool.false)
  }

  // MARK: Bits

  @Test func bitTestsBecomeTheBit() {
    let x = pool.variable("x", width: 64)
    let bit = pool.extract(x, high: 5, low: 5)
    let mask = number(1 << 5)
    #expect(pool.eq(pool.and(x, mask), number(0)) == pool.not(bit))
    #expect(pool.ne(pool.and(x, mask), number(0)) == bit)
    #expect(pool.eq(pool.and(x, mask), mask) == bit)
    #expect(pool.trunc(pool.lshr(x, number(5)), to: 1) == bit)
    #expect(pool.ult(number(0), pool.and(x, mask)) == bit)
    #expect(pool.extract(pool.or(x, mask), high: 5, low: 5) == pool.true)
    #expect(pool.extract(pool.and(x, number(~(1 << 5))), high: 5, low: 5) == pool.false)
    #expect(pool.slt(x, number(0)) == pool.extract(x, high: 63, low: 63))
    let flag = pool.variable("flag", width: 1)
    #expect(pool.ne(pool.zext(flag, to: 32), number(0, 32)) == flag)
    #expect(pool.eq(pool.zext(flag, to: 32), number(0, 32)) == pool.not(flag))
    #expect(pool.ite(flag, number(1), number(0)) == pool.zext(flag, to: 64))
    #expect(pool.ite(flag, number(0), number(1)) == pool.zext(pool.not(flag), to: 64))
    #expect(pool.xor(flag, pool.true) == pool.not(flag))
  }

  @Test func slicesPassSums() {
    let pte = pool.variable("pte", width: 64)
    let next = pool.add(pte, number(5 * 4096))
    #expect(pool.extract(next, high: 11, low: 0) == pool.extract(pte, high: 11, low: 0))
    #expect(pool.extract(next, high: 5, low: 5) == pool.extract(pte, high: 5, low: 5))
    #expect(
      pool.extract(next, high: 51, low: 12)
        == pool.add(pool.extract(pte, high: 51, low: 12), number(5, 40)))
    #expect(pool.and(next, number(0xfff)) == pool.and(pte, number(0xfff)))
    #expect(pool.and(next, number(~0xfff)) == pool.add(pool.and(pte, number(~0xfff)), number(5 * 4096)))
    #expect(
      pool.concat(pool.extract(pte, high: 15, low: 8), pool.extract(pte, high: 7, low: 0))
        == pool.trunc(pte, to: 16))
    #expect(pool.or(pool.and(pte, number(0xfff)), pool.and(pte, number(~0xfff))) == pte)
  }

  // MARK: Choices

  @Test func choicesSimplify() {
    let (c, d) = (pool.variable("c", width: 1), pool.variable("d", width: 1))
    let (x, y, z) = (
      pool.variable("x", width: 64), pool.variable("y", width: 64), pool.variable("z", width: 64)
    )
    #expect(pool.ite(c, x, x) == x)
    #expect(pool.ite(pool.not(c), x, y) == pool.ite(c, y, x))
    #expect(pool.ite(c, pool.ite(c, x, y), z) == pool.ite(c, x, z))
    #expect(pool.ite(c, z, pool.ite(c, x, y)) == pool.ite(c, z, y))
    #expect(pool.ite(pool.and(c, d), pool.ite(c, x, y), z) == pool.ite(pool.and(c, d), x, z))
    #expect(pool.add(pool.ite(c, number(3), x), number(4)) == pool.ite(c, number(7), pool.add(x, number(4))))
    #expect(pool.eq(pool.ite(c, number(3), number(5)), number(5)) == pool.not(c))
    #expect(pool.ult(pool.ite(c, number(3), number(9)), number(5)) == c)
    #expect(pool.ite(c, pool.or(d, pool.eq(x, y)), d) == pool.or(d, pool.and(c, pool.eq(x, y))))
    #expect(pool.ite(c, pool.true, d) == pool.or(c, d))
    #expect(
      pool.and(pool.ite(c, x, pool.or(x, number(0x40))), number(0x3f)) == pool.and(x, number(0x3f)))
    #expect(pool.ite(c, x, pool.ite(d, x, y)) == pool.ite(pool.or(c, d), x, y))
    #expect(pool.eq(pool.ite(c, x, pool.add(x, number(1))), x) == c)
  }

  @Test func conditionsAbsorb() {
    let (a, b) = (pool.variable("a", width: 1), pool.variable("b", width: 1))
    #expect(pool.and(a, pool.not(a)) == pool.false)
    #expect(pool.or(a, pool.not(a)) == pool.true)
    #expect(pool.and(a, pool.or(a, b)) == a)
    #expect(pool.or(a, pool.and(a, b)) == a)
    #expect(pool.and(a, pool.or(pool.not(a), b)) == pool.and(a, b))
    #expect(pool.or(pool.and(a, b), pool.and(a, pool.not(b))) == a)
    #expect(pool.implies(a, a) == pool.true)
    #expect(pool.not(pool.and(a, b)) == pool.or(pool.not(a), pool.not(b)))
    #expect(pool.literals(pool.and(a, b)) == [a, b])
    #expect(pool.literals(pool.true).isEmpty)
  }

  @Test func factsDecideTheUpperLevels() {
    let (a, b) = (pool.variable("a", width: 1), pool.variable("b", width: 1))
    let x = bounded("x", 0...15)
    let (y, z) = (pool.variable("y", width: 64), pool.variable("z", width: 64))
    #expect(pool.assumingTrue(pool.ite(a, y, z), [a]) == y)
    #expect(pool.assumingTrue(pool.ite(a, y, z), [pool.not(a)]) == z)
    #expect(pool.assumingTrue(pool.or(a, b), [pool.and(a, pool.eq(y, z))]) == pool.true)
    #expect(pool.assumingTrue(pool.ult(x, number(9)), [pool.ult(x, number(5))]) == pool.true)
    #expect(pool.assumingTrue(pool.ult(x, number(5)), [pool.ult(x, number(9))]) == pool.ult(x, number(5)))
    #expect(
      pool.assumingTrue(pool.add(pool.ite(a, y, z), y), [a]) == pool.mul(y, number(2)))
  }

  // MARK: Counters

  @Test(arguments: [0, 1, 2] as [UInt64], [16, 32, 64])
  func loopsCountInClosedForm(least: UInt64, width: Int) {
    let x = bounded("nr", least...8)
    let start = pool.variable("count", width: width)
    // What page-at-a-time code does: one more in each step that is taken.
    var value = start
    for step in 1...8 as ClosedRange<Int64> {
      value = pool.ite(pool.ult(x, number(step)), value, pool.add(value, number(1, width)))
    }
    let expected = width <= 64 ? pool.trunc(x, to: width) : x
    #expect(value == pool.add(start, expected))
    // The same with the total named in each step, and 3 at a time.
    value = start
    for step in 1...8 as ClosedRange<Int64> {
      value = pool.ite(pool.ult(x, number(step)), value, pool.add(start, number(3 * step, width)))
    }
    #expect(value == pool.add(start, pool.mul(expected, number(3, width))))
    #expect(pool.umin(x, number(8)) == x)
  }

  // MARK: Size

  @Test func deepTermsNeedNoStack() {
    let x = pool.variable("x", width: 64)
    let y = pool.variable("y", width: 64)
    var term = x
    let conditions = (0..<100).map { pool.variable("c\($0)", width: 1) }
    for step in 0..<100_000 {
      let condition = conditions[step % 100]
      term = pool.ite(condition, pool.xor(term, y), pool.constant(UInt64(step), width: 64))
    }
    #expect(pool.evaluate(term) { pool.width($0) == 1 ? 1 : 5 } == 5)
    #expect(pool.variables(of: pool.eq(term, x)).contains(0))
    let masked = pool.extract(term, high: 3, low: 3)
    #expect(pool.evaluate(masked) { pool.width($0) == 1 ? 1 : 8 } == 1)
    #expect(pool.substitute(term, [y: number(0)]) != term)
    #expect(pool.smtlib([pool.eq(term, x)]).utf8.count > 1_000_000)
  }
}
