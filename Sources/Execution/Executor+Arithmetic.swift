import Bitcode
import Terms

/// LLVM's intrinsics that compute something of integers (LangRef, "Bit Manipulation", "Arithmetic with Overflow",
/// "Saturation Arithmetic").
extension Executor {
  /// The result; nil for another intrinsic.
  func arithmetic(
    _ name: String, _ terms: [Term]
  ) -> Value? {
    guard let x = terms.first, name.hasPrefix("llvm.") else { return nil }
    let parts = name.dropFirst("llvm.".count).split(separator: ".").map(String.init)
    // Vectors have no words; pointers are compared by other means.
    guard let last = parts.last, last == "i\(pool.width(x))" else { return nil }
    let stem = parts.dropLast().joined(separator: ".")
    switch terms.count {
    case 1: return unary(stem, x)
    case 2: return binary(stem, x, terms[1])
    case 3: return funnel(stem, x, terms[1], terms[2])
    default: return nil
    }
  }

  private func unary(_ stem: String, _ x: Term) -> Value? {
    switch stem {
    case "ctpop": return .term(population(x))
    case "bswap":
      guard pool.width(x) % 16 == 0 else { return nil }
      return .term(reversed(x, by: 8))
    case "bitreverse": return .term(reversed(x, by: 1))
    default: return nil
    }
  }

  private func binary(
    _ stem: String, _ x: Term, _ y: Term
  ) -> Value? {
    let width = pool.width(x)
    // The second operand: whether the result for the one word that has none is poison. It matters where it is used.
    func unless(_ isUndefined: Term, _ result: Term) -> Value {
      guard pool.asConstant(y) != 0, isUndefined != pool.false else { return .term(result) }
      let other = fresh("what \(stem) leaves undefined", width: width)
      markUninitialised(other)
      return .term(pool.ite(isUndefined, other, result))
    }
    switch stem {
    case "ctlz": return unless(pool.eq(x, pool.constant(0, width: width)), leadingZeroes(x))
    case "cttz": return unless(pool.eq(x, pool.constant(0, width: width)), trailingZeroes(x))
    case "abs":
      let least = pool.constant(1 << UInt64(width - 1), width: width)
      return unless(
        pool.eq(x, least), pool.ite(pool.slt(x, pool.constant(0, width: width)), pool.neg(x), x))
    default: break
    }
    guard pool.width(y) == width else { return nil }
    switch stem {
    case "umin": return .term(pool.ite(pool.ult(x, y), x, y))
    case "umax": return .term(pool.ite(pool.ult(x, y), y, x))
    case "smin": return .term(pool.ite(pool.slt(x, y), x, y))
    case "smax": return .term(pool.ite(pool.slt(x, y), y, x))
    case "uadd.sat":
      let most = pool.not(pool.constant(0, width: width))
      return .term(pool.ite(overflows(.add, isSigned: false, x, y), most, pool.add(x, y)))
    case "usub.sat": return .term(pool.ite(pool.ult(x, y), pool.constant(0, width: width), pool.sub(x, y)))
    default: break
    }
    guard stem.hasSuffix(".with.overflow"), let isSigned = ["s": true, "u": false][stem.prefix(1)],
      let operation = BinaryOperation(rawValue: String(stem.dropFirst().prefix(3)))
    else { return nil }
    let result: Term
    switch operation {
    case .add: result = pool.add(x, y)
    case .sub: result = pool.sub(x, y)
    case .mul: result = pool.mul(x, y)
    default: return nil
    }
    return .aggregate([.term(result), .term(overflows(operation, isSigned: isSigned, x, y))])
  }

  /// The high word of two put together, shifted left, or the low one, shifted right.
  private func funnel(_ stem: String, _ high: Term, _ low: Term, _ amount: Term) -> Value? {
    let width = pool.width(high)
    guard pool.width(low) == width, pool.width(amount) == width, width & (width - 1) == 0 else { return nil }
    let bits = pool.constant(UInt64(width), width: width)
    let shift = pool.and(amount, pool.constant(UInt64(width - 1), width: width))
    let isNone = pool.eq(shift, pool.constant(0, width: width))
    switch stem {
    case "fshl":
      let both = pool.or(pool.shl(high, shift), pool.lshr(low, pool.sub(bits, shift)))
      return .term(pool.ite(isNone, high, both))
    case "fshr":
      let both = pool.or(pool.lshr(low, shift), pool.shl(high, pool.sub(bits, shift)))
      return .term(pool.ite(isNone, low, both))
    default: return nil
    }
  }

  // MARK: Bits

  /// The number of the highest bit that is set; of 0, what is said.
  func highestBit(_ x: Term, orElse none: Term) -> Term {
    (0..<pool.width(x)).reduce(none) { result, bit in
      pool.ite(
        pool.extract(x, high: bit, low: bit), pool.constant(UInt64(bit), width: pool.width(none)), result)
    }
  }

  /// The number of the lowest bit that is set; of 0, what is said.
  func lowestBit(_ x: Term, orElse none: Term) -> Term {
    (0..<pool.width(x)).reversed().reduce(none) { result, bit in
      pool.ite(
        pool.extract(x, high: bit, low: bit), pool.constant(UInt64(bit), width: pool.width(none)), result)
    }
  }

  private func leadingZeroes(_ x: Term) -> Term {
    let width = pool.width(x)
    let most = pool.constant(UInt64(width - 1), width: width)
    let highest = highestBit(x, orElse: pool.not(pool.constant(0, width: width)))
    return pool.sub(most, highest)
  }

  private func trailingZeroes(_ x: Term) -> Term {
    lowestBit(x, orElse: pool.constant(UInt64(pool.width(x)), width: pool.width(x)))
  }

  private func population(_ x: Term) -> Term {
    let width = pool.width(x)
    return (0..<width).reduce(pool.constant(0, width: width)) { sum, bit in
      pool.add(sum, pool.zext(pool.extract(x, high: bit, low: bit), to: width))
    }
  }

  private func reversed(_ x: Term, by size: Int) -> Term {
    var result: Term?
    for low in stride(from: 0, to: pool.width(x), by: size) {
      let part = pool.extract(x, high: low + size - 1, low: low)
      result = result.map { pool.concat($0, part) } ?? part
    }
    return result ?? x
  }
}
