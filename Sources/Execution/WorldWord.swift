/// A value of a world that executors share.
///
/// An address of an executor's own says nothing to another one, which gives out its addresses in the order in which it
/// meets things: there the number may be that of something else. So what is such an address goes by name. Which values
/// are taken for addresses:
/// - Plain memory cells of 8 bytes. Nothing tells a pointer in one from a number; but a solver gives a cell a number that
///   is just the address of something where the code wants that, and hardly otherwise.
/// - Of records those cells of 8 bytes that some code has loaded as a pointer. Others hold bits: a PTE with one high bit
///   set may be where the executor has its objects, and is no pointer for that.
/// - Not what a spec asks for by `pp_any()`. That is a number, of which the spec makes PTEs, places and flags.
///
/// A wrong guess makes no wrong refutation: whatever comes of it, the assumptions and the claim are evaluated there.
enum WorldWord: Hashable, Sendable {
  case number(UInt64)
  case address(AddressName)

  func value(_ address: (AddressName) -> UInt64) -> UInt64 {
    switch self {
    case .number(let value): value
    case .address(let name): address(name)
    }
  }
}

/// A byte of a cell of one.
enum WorldByte: Hashable, Sendable {
  case number(UInt8)
  /// The byte of an address with this number, counted from the lowest.
  case address(AddressName, Int)

  func value(_ address: (AddressName) -> UInt64) -> UInt8 {
    switch self {
    case .number(let value): value
    case .address(let name, let byte): UInt8(truncatingIfNeeded: address(name) >> UInt64(8 * byte))
    }
  }
}

/// A field of an array's records.
struct RecordField: Hashable {
  let object: ObjectID
  let offset: Int
}
