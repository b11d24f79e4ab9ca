/// A 64-bit word of a world: a number, or an address of the unit's own, which only its native image
/// knows.
public enum Word: Sendable, Hashable {
  case number(UInt64)
  /// The address of a variable or function by its name in the bitcode, plus so many bytes.
  case symbol(String, offset: Int64)
}
