import Terms

/// The order of two pointers into the same object, as that of what they were counted from.
///
/// `ptep < start + nr` is `i < nr` where ptep is start + i; but only if neither sum wraps around, which their
/// bits do not show. Left as it is, each question about a loop that ends so is one about sums of 64 bits.
extension Executor {
  /// A comparison, in fewer bits where the solver proves that this is the same.
  ///
  /// With a - b = g * (p - q), modulo 2^64: if both are on the same side of the address space's middle and p and q
  /// are below 2^31, then both differences are the same integer, and a < b if and only if p < q.
  func withoutCommonBase(_ comparison: Term, under guarded: Term) -> Term {
    let isNegated = pool.asNot(comparison) != nil
    guard isInUnit, let (a, b) = pool.asBelow(pool.asNot(comparison) ?? comparison), pool.width(a) == 64
    else { return comparison }
    let difference = pool.linear(pool.sub(a, b))
    let atoms = Set((pool.linear(a).terms + pool.linear(b).terms).map(\.atom))
    guard difference.terms.count < atoms.count, let (p, q) = parts(of: difference) else { return comparison }
    let few = pool.constant(1 << 31, width: 64)
    let middle = pool.constant(1 << 63, width: 64)
    let condition = pool.conjunction([
      pool.ult(p, few), pool.ult(q, few), pool.eq(pool.ult(a, middle), pool.ult(b, middle)),
    ])
    guard holds(condition, under: guarded) else { return comparison }
    let order = pool.slt(pool.trunc(p, to: 32), pool.trunc(q, to: 32))
    return isNegated ? pool.not(order) : order
  }

  /// What is added and what is taken away, both divided by what divides all of it; nil if that leaves nothing to
  /// compare or the divisor is above 2^31.
  private func parts(of sum: LinearForm) -> (Term, Term)? {
    var integers = sum.terms.map { (atom: $0.atom, factor: Int64(bitPattern: $0.coefficient)) }
    integers.append((atom: pool.constant(1, width: 64), factor: Int64(bitPattern: sum.constant)))
    let divisor = integers.reduce(UInt64(0)) { greatestCommonDivisor($0, $1.factor.magnitude) }
    guard divisor > 0, divisor <= 1 << 31 else { return nil }
    func side(_ sign: Int64) -> Term {
      integers.filter { $0.factor.signum() == sign }.reduce(pool.constant(0, width: 64)) { total, part in
        let factor = pool.constant(part.factor.magnitude / divisor, width: 64)
        return pool.add(total, pool.mul(part.atom, factor))
      }
    }
    return (side(1), side(-1))
  }

  private func greatestCommonDivisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    b == 0 ? a : greatestCommonDivisor(b, a % b)
  }
}
