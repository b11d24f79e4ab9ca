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
  /// Another file may define it otherwise (`__weak`).
  public let isInterposable: Bool
  /// Static: its name means nothing in another file.
  public let isLocal: Bool
  public let section: String?
  /// Declared `volatile`: what it holds may change at any time.
  public let isVolatile: Bool
  /// One of the spec's own (`BitcodeModule.Options.specs`).
  public let isOfSpec: Bool
  /// The module's code only reads it, and nothing else can name it.
  public let isOnlyRead: Bool
  /// The functions that the module's code sets it to, sorted, if it is a pointer that is set to functions and null alone, and
  /// nothing else can name it.
  public let hookTargets: [String]?
  /// `size` bytes, in the target's byte order; where a relocation lies they are zero. Nil when external,
  /// or when the initial value has no meaning here.
  public let initial: [UInt8]?
  /// An initial value that has no meaning here, as LLVM prints it.
  public let undecoded: String?
  /// 8 bytes each, at a byte offset: addresses that only the linker knows.
  public let relocations: [(offset: Int, target: Operand)]

  /// Whether it holds its initial value until the code that is executed here writes to it. Of all other variables nothing
  /// is known: the kernel has run for a while.
  public var keepsInitialValue: Bool {
    isOfSpec || !isVolatile && (isConstant || isOnlyRead || section?.hasPrefix(".rodata") == true)
  }

  /// The same under another name.
  func named(
    _ name: String, relocations: [(offset: Int, target: Operand)], hookTargets: [String]?
  ) -> Global {
    Global(
      name: name, size: size, alignment: alignment, isConstant: isConstant, isExternal: isExternal,
      isInterposable: isInterposable, isLocal: isLocal, section: section, isVolatile: isVolatile,
      isOfSpec: isOfSpec, isOnlyRead: isOnlyRead,
      hookTargets: hookTargets, initial: initial, undecoded: undecoded, relocations: relocations)
  }
}

extension Global {
  /// All that is said of it but its name and its initial value.
  var traits: String {
    let place = section.map { "in \($0)" } ?? ""
    let kinds = [
      (isConstant, "constant"), (isExternal, "external"), (isInterposable, "interposable"),
      (isVolatile, "volatile"), (keepsInitialValue, "as initialised"),
    ]
    let text = undecoded.map { " = \($0)" } ?? ""
    return "\(size) align \(alignment) \(kinds.filter(\.0).map(\.1)) \(place)\(text)"
  }
}
