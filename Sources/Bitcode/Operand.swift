/// A value that an instruction reads. Constant expressions are folded to `global` and `integer` where
/// that is possible.
public enum Operand: Sendable, Hashable {
  /// The result of an instruction or a phi, or a parameter (registers 0 and up).
  case register(Int)
  /// A constant of at most 64 bits, zero-extended.
  case integer(UInt64, width: Int)
  /// The null pointer.
  case null
  /// LLVM's undef, of a scalar; `width` is 0 for a type without a meaning here.
  case undefined(width: Int)
  /// LLVM's poison, likewise.
  case poison(width: Int)
  /// The address of a global variable, plus so many bytes.
  case global(name: String, offset: Int64)
  /// The address of a function.
  case function(String)
  /// A constant struct or array, by field.
  case aggregate([Operand])
  /// A constant expression that does not fold to one of the above: the operation, applied to its
  /// operands. Its operands hold no registers.
  indirect case inlineExpression(InstructionKind)
  /// A constant that has no meaning here, as LLVM prints it.
  case unsupported(String)
}
