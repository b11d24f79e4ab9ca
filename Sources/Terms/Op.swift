/// An operation on terms, with the attributes that are not terms.
///
/// The meaning is that of SMT-LIB's theory FixedSizeBitVectors: a shift by the width or more gives zeros
/// (`ashr`: signs), `udiv` by zero gives ones, `urem` by zero the dividend, `sdiv` and `srem` follow from
/// those by signs. Comparisons give a width of 1.
public enum Op: Hashable, Sendable {
  case not
  /// Of two operands, or of any number of conditions.
  case and
  /// Of two operands, or of any number of conditions.
  case or
  case xor
  case add, sub, mul, udiv, urem, sdiv, srem
  case shl, lshr, ashr
  case eq, ult, ule, slt, sle
  /// Condition, value if true, value if false.
  case ite
  /// High part, low part.
  case concat
  case extract(high: Int, low: Int)
  /// To the given width.
  case zext(Int)
  /// To the given width.
  case sext(Int)
  /// The unsigned minimum.
  case umin
}

/// The operation of a stored node; attributes are stored beside it.
enum OpCode: UInt8 {
  case constant, variable
  case not, and, or, xor
  case add, sub, mul, udiv, urem, sdiv, srem
  case shl, lshr, ashr
  case eq, ult, ule, slt, sle
  case ite, concat, extract, zext, sext, umin
}
