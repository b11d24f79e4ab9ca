/// A wire of a `Circuit`: what a gate computes, or its complement.
///
/// Equal literals of one circuit are equal whatever the inputs are; different ones may be, too.
public struct Literal: Hashable, Comparable, Sendable {
  /// Twice the number of the gate, and 1 for the complement.
  let code: UInt32

  @inline(__always)
  init(code: UInt32) { self.code = code }

  @inline(__always)
  init(gate: Int, isNegated: Bool = false) { code = UInt32(gate) << 1 | (isNegated ? 1 : 0) }

  /// The wire that is always 0.
  public static let zero = Literal(code: 0)
  /// The wire that is always 1.
  public static let one = Literal(code: 1)

  /// The number of the gate.
  @inline(__always)
  public var gate: Int { Int(code >> 1) }

  /// Whether this is the complement of what the gate computes.
  @inline(__always)
  public var isNegated: Bool { code & 1 == 1 }

  /// The complement.
  @inline(__always)
  public static prefix func ! (literal: Literal) -> Literal { Literal(code: literal.code ^ 1) }

  @inline(__always)
  public static func < (left: Literal, right: Literal) -> Bool { left.code < right.code }

  /// What the gate computes, not its complement.
  @inline(__always)
  var positive: Literal { Literal(code: code & ~1) }

  /// This one, or its complement if the condition holds.
  @inline(__always)
  func negated(if condition: Bool) -> Literal { condition ? !self : self }
}
