/// A function definition or declaration.
public struct Function: Sendable {
  public let name: String
  /// The types of the parameters, which are registers 0 and up.
  public let parameterWidths: [ValueType]
  /// The C names of the parameters, as far as debug info has them; empty strings otherwise.
  public let parameterNames: [String]
  public let returnType: ValueType
  public let isVariadic: Bool
  /// Block 0 is the entry. Empty for a declaration.
  public let blocks: [Block]
  /// Registers are numbered from 0 to `registerCount - 1`, parameters first.
  public let registerCount: Int
  /// Where the function is defined.
  public let location: SourceLocation?
  /// Whether the body itself (not what it calls) holds inline assembly that emits code.
  public let hasInlineAssembly: Bool
  /// The C structures and unions, by their tags, into which it computes addresses or of which it names a variable.
  public let structures: Set<String>
  /// Whether it computes an address by a constant number of bytes, as `container_of()` does.
  public let hasByteOffsets: Bool
  /// The first 12 hex digits of the SHA-256 of the body's normal form; `extern` for a declaration.
  public internal(set) var bodyDigest: String
  public let traits: FunctionTraits
  public let controlFlow: ControlFlow

  public var isDeclaration: Bool { blocks.isEmpty }
}

/// Straight-line code with one entry and one terminator.
public struct Block: Sendable {
  /// For people: the block's name in the bitcode, or its number.
  public let label: String
  public let phis: [Phi]
  public let instructions: [Instruction]
  public let terminator: Terminator
  /// Index into `BitcodeModule.locations`; -1 when there is none.
  public let terminatorLocation: Int32
}

/// A register whose value depends on the edge by which its block was entered. All phis of a block take
/// their values at the same time.
public struct Phi: Sendable, Hashable {
  public let register: Int
  public let type: ValueType
  public let incoming: [(block: Int, value: Operand)]

  public static func == (left: Phi, right: Phi) -> Bool {
    left.register == right.register && left.type == right.type
      && left.incoming.elementsEqual(right.incoming) { $0.block == $1.block && $0.value == $1.value }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(register)
  }
}
