/// What a pool knows about a variable.
public struct VariableInfo: Hashable, Sendable {
  /// For people; two variables may have the same one.
  public let name: String
  /// In bits.
  public let width: Int
  /// The unsigned values that the variable takes; all values of the width if its creator gave no range.
  /// Simplification relies on it, so whoever asks a solver about a variable must assert it.
  public let range: ClosedRange<UInt64>
  /// The page or PTE that the variable belongs to; nil if it belongs to none.
  public let index: Int?
  /// Its number among the pool's variables, from 0, in order of creation.
  public let ordinal: Int

  /// Whether `range` says anything.
  public var isBounded: Bool { range.lowerBound > 0 || range.upperBound < Bits.mask(width) }
}
