/// A named value of the world.
///
/// How it is shown follows from its name, see `DisplayKind`.
public struct ObservationReport: Codable, Sendable, Equatable {
  /// Such as `vma.flags` or `folio.pfn`.
  public var name: String
  @HexCoded public var value: UInt64
  /// The names of the value's bits where it is a set of flags, such as those of `vma.flags`.
  public var flagNames: [FlagName]

  public init(name: String, value: UInt64, flagNames: [FlagName] = []) {
    self.name = name
    self.value = value
    self.flagNames = flagNames
  }
}

/// The name of one bit, or of a group of bits that is set as a whole.
public struct FlagName: Codable, Sendable, Equatable {
  @HexCoded public var mask: UInt64
  /// As the kernel has it: `VM_SHARED`.
  public var name: String

  public init(mask: UInt64, name: String) {
    self.mask = mask
    self.name = name
  }
}

/// A value before the runs and after each of the two.
public struct Comparison: Codable, Sendable, Equatable {
  /// Such as `folio.refcount`, or within a page `parent.pte.write`, `child.pte.dirty`, `page.exclusive`. Values
  /// called `*.pte.pfn` are relative to the folio's first pfn, modulo 2^64.
  public var name: String
  @OptionalHexCoded public var before: UInt64?
  /// Nothing if the run did not end.
  @OptionalHexCoded public var batched: UInt64?
  /// Nothing if the run did not end, or if the claim is of one run only.
  @OptionalHexCoded public var paged: UInt64?
  /// Whether the outcomes are not related as the claim says. Two different values may be (an allowance), and
  /// an invariant can fail for a value that is the same in both.
  public var differs: Bool

  public init(name: String, before: UInt64?, batched: UInt64?, paged: UInt64?, differs: Bool) {
    self.name = name
    self.before = before
    self.batched = batched
    self.paged = paged
    self.differs = differs
  }
}

/// One slot of the window: the parent's PTE, the child's, and the page.
public struct PageComparison: Codable, Sendable, Equatable {
  /// Counted from the first PTE of the window, 0 on.
  public var index: Int
  public var values: [Comparison]

  public init(index: Int, values: [Comparison]) {
    self.index = index
    self.values = values
  }
}
