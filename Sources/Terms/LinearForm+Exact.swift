/// Sums as integers: where the ranges of the atoms show that a sum cannot wrap, it may be reasoned about
/// without the modulus.
extension TermPool {
  /// The least and the greatest value of the sum of atoms with signed coefficients and a signed constant;
  /// nil if they are too large to matter.
  func integerBounds(_ form: LinearForm) -> (low: Int128, high: Int128)? {
    var low = LinearForm.signed(form.constant, form.width)
    var high = low
    let limit = Int128(1) << 100
    for (atom, coefficient) in form.terms {
      let factor = LinearForm.signed(coefficient, form.width)
      let known = known(atom)
      // At most 2^63 * 2^64: no overflow here, and none in the sum below the limit.
      let (first, second) = (factor * Int128(known.low), factor * Int128(known.high))
      if abs(first) > limit || abs(second) > limit { return nil }
      low += min(first, second)
      high += max(first, second)
      if abs(low) > limit || abs(high) > limit { return nil }
    }
    return (low, high)
  }

  /// The bounds of the sum as an unsigned number, if one multiple of 2^width brings all its values there.
  ///
  /// - Returns: bounds, and what the constant must be for the integer sum to be the unsigned value.
  func unsignedExact(_ form: LinearForm) -> (low: Int128, high: Int128, constant: Int128)? {
    exact(form, from: 0)
  }

  /// The same as a signed number.
  func signedExact(_ form: LinearForm) -> (low: Int128, high: Int128, constant: Int128)? {
    exact(form, from: -(Int128(1) << Int128(form.width - 1)))
  }

  private func exact(_ form: LinearForm, from start: Int128) -> (low: Int128, high: Int128, constant: Int128)?
  {
    guard let (low, high) = integerBounds(form) else { return nil }
    let shift = (low - start) >> Int128(form.width)
    let offset = shift << Int128(form.width)
    guard high - offset < start + (Int128(1) << Int128(form.width)) else { return nil }
    return (low - offset, high - offset, LinearForm.signed(form.constant, form.width) - offset)
  }

  /// The sum of an integer constant and of atoms with integer coefficients, widened to `width` by zeros.
  func widened(_ form: LinearForm, constant: Int128, to width: Int) -> Term {
    var wide = LinearForm(constant: UInt64(truncatingIfNeeded: constant) & Bits.mask(width), width: width)
    for (atom, coefficient) in form.terms {
      let factor = UInt64(truncatingIfNeeded: LinearForm.signed(coefficient, form.width))
      wide.add(linear(zext(atom, to: width)), scaledBy: factor)
    }
    return fromLinear(wide)
  }
}
