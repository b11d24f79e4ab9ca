/// A global variable.
public struct Global: Sendable {
  public let name: String
  /// Bytes; 0 when the type is incomplete.
  public let size: Int
  /// Bytes.
  public let alignment: Int
  public let isConstant: Bool
  /// Declared here, defined elsewhere.
  public let isExternal: Bool
  /// Static: its name means nothing in another file.
  public let isLocal: Bool
  public let section: String?
  /// `size` bytes, in the target's byte order; where a relocation lies they are zero. Nil when external,
  /// or when the initial value has no meaning here.
  public let initial: [UInt8]?
  /// 8 bytes each, at a byte offset: addresses that only the linker knows.
  public let relocations: [(offset: Int, target: Operand)]
}
