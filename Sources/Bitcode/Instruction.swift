/// One instruction that is neither a phi nor a terminator.
public struct Instruction: Sendable, Hashable {
  /// The register that receives the result; nil when there is none.
  public let result: Int?
  public let kind: InstructionKind
  /// Index into `BitcodeModule.locations`; -1 when the instruction has none.
  public let location: Int32

  public init(result: Int?, kind: InstructionKind, location: Int32 = -1) {
    self.result = result
    self.kind = kind
    self.location = location
  }
}

public enum BinaryOperation: String, Sendable, Hashable, CaseIterable {
  case add, sub, mul, udiv, urem, sdiv, srem, shl, lshr, ashr, and, or, xor
}

public enum Predicate: String, Sendable, Hashable, CaseIterable {
  case eq, ne, ult, ule, ugt, uge, slt, sle, sgt, sge
}

/// `bitcast` is the identity on bits.
public enum CastOperation: String, Sendable, Hashable, CaseIterable {
  case zext, sext, trunc, ptrtoint, inttoptr, bitcast
}

/// The operation of an atomic read-modify-write; `exchange` stores the operand.
public enum AtomicOperation: String, Sendable, Hashable, CaseIterable {
  case exchange, add, sub, and, nand, or, xor, max, min, umax, umin
}

/// The code of an `asm` statement, as the compiler hands it to the assembler: `$0` for operands.
public struct InlineAssembly: Sendable, Hashable {
  public let template: String
  public let constraints: String
  public let hasSideEffects: Bool

  public init(template: String, constraints: String, hasSideEffects: Bool) {
    self.template = template
    self.constraints = constraints
    self.hasSideEffects = hasSideEffects
  }
}

public enum Callee: Sendable, Hashable {
  /// A function by name, intrinsics included (`llvm.memcpy.p0.p0.i64`).
  case function(String)
  case indirect(Operand)
  case assembly(InlineAssembly)
}

/// A term of an address: index (signed, `indexWidth` bits) times stride in bytes.
public struct ScaledIndex: Sendable, Hashable {
  public let index: Operand
  public let indexWidth: Int
  public let stride: Int64

  public init(index: Operand, indexWidth: Int, stride: Int64) {
    self.index = index
    self.indexWidth = indexWidth
    self.stride = stride
  }
}

/// What an instruction does. The meaning is that of the LLVM Language Reference; widths are bits, sizes,
/// offsets and strides bytes.
public indirect enum InstructionKind: Sendable, Hashable {
  case binary(BinaryOperation, Operand, Operand, width: Int)
  /// The result is one bit. Pointers are compared at width 64.
  case compare(Predicate, Operand, Operand, width: Int)
  case cast(CastOperation, Operand, from: Int, to: Int)
  case load(address: Operand, type: ValueType, isVolatile: Bool)
  case store(value: Operand, type: ValueType, address: Operand, isVolatile: Bool)
  /// getelementptr with the data layout applied: base + offset + sum of index * stride, modulo 2^64.
  case address(base: Operand, offset: Int64, scaled: [ScaledIndex])
  /// A local that lives in memory; `name` is the C variable where it is known.
  case allocate(size: Int, alignment: Int, name: String)
  case select(condition: Operand, Operand, Operand, ValueType)
  case call(Callee, arguments: [Operand], argumentTypes: [ValueType], returnType: ValueType)
  case extractValue(Operand, [Int])
  case insertValue(Operand, value: Operand, [Int])
  case freeze(Operand)
  /// What a local holds before its first assignment. Each execution gives a value of its own.
  case uninitialised(type: ValueType, variable: String)
  /// Gives the old value.
  case atomicReadModifyWrite(AtomicOperation, address: Operand, value: Operand, width: Int)
  /// Gives an aggregate: the old value, and one bit for success. A weak one may fail without a reason.
  case compareExchange(address: Operand, expected: Operand, replacement: Operand, width: Int, isWeak: Bool)
  case fence
  /// An instruction that has no meaning here, as LLVM prints it.
  case unsupported(String)
}
