/// The type of a register, a parameter or a memory access.
public enum ValueType: Sendable, Hashable {
  case void
  /// An integer of so many bits, 64 at most.
  case integer(Int)
  /// A pointer: 64 bits. Pointers of other address spaces are `other`.
  case pointer
  /// A struct or an array by value, as its fields.
  case aggregate([ValueType])
  /// A type that has no meaning here (wider integers, floating point, vectors, ...), as LLVM prints it.
  case other(String)

  /// The width in bits of a scalar; nil for anything else.
  public var scalarWidth: Int? {
    switch self {
    case .integer(let width): return width
    case .pointer: return 64
    case .void, .aggregate, .other: return nil
    }
  }
}
