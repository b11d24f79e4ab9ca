import Bitcode

/// Runs decoded functions on concrete values, straight from the definitions of the instructions. Whatever it
/// does not know is an error.
struct Interpreter {
  enum Failure: Error {
    case unknown(String)
    case outOfSteps
  }

  enum Value: Equatable {
    case bits(UInt64)
    case fields([Value])
  }

  let module: BitcodeModule
  private var memory: [UInt64: UInt8] = [:]
  private var globals: [String: UInt64] = [:]
  private var top: UInt64 = 0x1000_0000
  private var steps = 0

  init(_ module: BitcodeModule) throws {
    self.module = module
    for global in module.globals.values.sorted(by: { $0.name < $1.name }) {
      globals[global.name] = allocate(global.size, global.alignment)
    }
    for global in module.globals.values {
      guard let start = globals[global.name], let bytes = global.initial else { continue }
      for (offset, byte) in bytes.enumerated() { memory[start + UInt64(offset)] = byte }
      for relocation in global.relocations {
        guard case .global(let name, let offset) = relocation.target, let target = globals[name] else {
          continue
        }
        write(target &+ UInt64(bitPattern: offset), 8, start + UInt64(relocation.offset))
      }
    }
  }

  mutating func allocate(_ size: Int, _ alignment: Int) -> UInt64 {
    let alignment = UInt64(max(alignment, 1))
    top = (top + alignment - 1) / alignment * alignment
    defer { top += UInt64(size) + 16 }
    return top
  }

  private func read(_ size: Int, _ address: UInt64) throws -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<UInt64(size) {
      guard let byte = memory[address &+ index] else { throw Failure.unknown("a read of \(address)") }
      value |= UInt64(byte) << (8 * index)
    }
    return value
  }

  private mutating func write(_ value: UInt64, _ size: Int, _ address: UInt64) {
    for index in 0..<UInt64(size) {
      memory[address &+ index] = UInt8(truncatingIfNeeded: value >> (8 * index))
    }
  }

  static func mask(_ value: UInt64, _ width: Int) -> UInt64 {
    width >= 64 ? value : value & ((1 << UInt64(width)) - 1)
  }

  static func signed(_ value: UInt64, _ width: Int) -> Int64 {
    let shift = UInt64(64 - width)
    return Int64(bitPattern: value << shift) >> Int64(shift)
  }

  // MARK: Functions

  mutating func call(_ name: String, _ arguments: [UInt64]) throws -> UInt64 {
    guard let function = module.functions[name], !function.isDeclaration else {
      return try intrinsic(name, arguments)
    }
    var registers = Array(repeating: Value.bits(0), count: function.registerCount)
    for (index, argument) in arguments.enumerated() { registers[index] = .bits(argument) }
    var previous = -1
    var current = 0
    while true {
      let block = function.blocks[current]
      // All phis read before one is written.
      let values = try block.phis.map { phi -> (Int, Value) in
        guard let incoming = phi.incoming.first(where: { $0.block == previous }) else {
          throw Failure.unknown("phi")
        }
        return (phi.register, try value(incoming.value, registers))
      }
      for (register, value) in values { registers[register] = value }
      for instruction in block.instructions {
        steps += 1
        if steps > 1_000_000 { throw Failure.outOfSteps }
        let result = try execute(instruction.kind, registers)
        if let register = instruction.result { registers[register] = result }
      }
      previous = current
      switch block.terminator {
      case .jump(let target): current = target
      case .branch(let condition, let then, let otherwise):
        current = try bits(condition, registers) == 1 ? then : otherwise
      case .switch(let subject, _, let cases, let otherwise):
        let value = try bits(subject, registers)
        current = cases.first { $0.value == value }?.target ?? otherwise
      case .return(let operand, _): return try operand.map { try bits($0, registers) } ?? 0
      case .callBranch, .unreachable, .unsupported: throw Failure.unknown("\(block.terminator)")
      }
    }
  }

  private func intrinsic(_ name: String, _ arguments: [UInt64]) throws -> UInt64 {
    let parts = name.split(separator: ".")
    guard parts.count >= 3, let width = Int(parts[parts.count - 1].dropFirst()) else {
      throw Failure.unknown(name)
    }
    let value = arguments[0]
    switch parts[1] {
    case "ctpop": return UInt64(value.nonzeroBitCount)
    case "cttz": return value == 0 ? UInt64(width) : UInt64(value.trailingZeroBitCount)
    case "bswap": return value.byteSwapped >> UInt64(64 - width)
    default: throw Failure.unknown(name)
    }
  }

  // MARK: Values

  private func value(_ operand: Operand, _ registers: [Value]) throws -> Value {
    switch operand {
    case .register(let number): return registers[number]
    case .integer(let value, _): return .bits(value)
    case .null: return .bits(0)
    case .undefined, .poison: return .bits(0)
    case .global(let name, let offset):
      guard let start = globals[name] else { throw Failure.unknown(name) }
      return .bits(start &+ UInt64(bitPattern: offset))
    case .aggregate(let fields): return .fields(try fields.map { try value($0, registers) })
    case .function, .inlineExpression, .unsupported: throw Failure.unknown("\(operand)")
    }
  }

  private func bits(_ operand: Operand, _ registers: [Value]) throws -> UInt64 {
    guard case .bits(let value) = try value(operand, registers) else { throw Failure.unknown("\(operand)") }
    return value
  }

  private mutating func execute(_ kind: InstructionKind, _ registers: [Value]) throws -> Value {
    switch kind {
    case .binary(let operation, let left, let right, let width):
      return .bits(try Self.binary(operation, bits(left, registers), bits(right, registers), width))
    case .compare(let predicate, let left, let right, let width):
      return .bits(
        Self.compare(predicate, try bits(left, registers), try bits(right, registers), width) ? 1 : 0)
    case .cast(let operation, let operand, let from, let to):
      let value = try bits(operand, registers)
      if operation == .sext { return .bits(Self.mask(UInt64(bitPattern: Self.signed(value, from)), to)) }
      return .bits(Self.mask(value, to))
    case .select(let condition, let yes, let no, _):
      return try value(bits(condition, registers) == 1 ? yes : no, registers)
    case .load(let address, let type, _):
      guard let width = type.scalarWidth else { throw Failure.unknown("\(kind)") }
      return .bits(Self.mask(try read((width + 7) / 8, bits(address, registers)), width))
    case .store(let value, let type, let address, _):
      guard let width = type.scalarWidth else { throw Failure.unknown("\(kind)") }
      write(try bits(value, registers), (width + 7) / 8, try bits(address, registers))
      return .bits(0)
    case .address(let base, let offset, let scaled):
      var address = try bits(base, registers) &+ UInt64(bitPattern: offset)
      for term in scaled {
        let index = Self.signed(try bits(term.index, registers), term.indexWidth)
        address = address &+ UInt64(bitPattern: index &* term.stride)
      }
      return .bits(address)
    case .allocate(let size, let alignment, _): return .bits(allocate(size, alignment))
    case .call(.function(let name), let arguments, _, let type):
      if name.hasPrefix("llvm.memcpy.") || name.hasPrefix("llvm.memset.") {
        try fill(name, arguments.map { try bits($0, registers) })
        return .bits(0)
      }
      // Promises are kept here.
      if Promise(callee: name) != nil { return .bits(0) }
      let result = try call(name, arguments.map { try bits($0, registers) })
      return .bits(Self.mask(result, type.scalarWidth ?? 64))
    case .extractValue(let operand, let path):
      return try path.reduce(value(operand, registers)) { value, index in
        guard case .fields(let fields) = value else { throw Failure.unknown("\(kind)") }
        return fields[index]
      }
    case .freeze(let operand): return try value(operand, registers)
    case .uninitialised: return .bits(0xDEAD_BEEF)
    case .atomicReadModifyWrite(let operation, let address, let operand, let width):
      let place = try bits(address, registers)
      let old = try read(width / 8, place)
      let new = Self.update(operation, old, try bits(operand, registers), width)
      write(Self.mask(new, width), width / 8, place)
      return .bits(old)
    case .compareExchange(let address, let expected, let replacement, let width, _):
      let place = try bits(address, registers)
      let old = try read(width / 8, place)
      let isEqual = old == (try bits(expected, registers))
      if isEqual { write(try bits(replacement, registers), width / 8, place) }
      return .fields([.bits(old), .bits(isEqual ? 1 : 0)])
    case .fence: return .bits(0)
    case .insertValue, .call, .unsupported: throw Failure.unknown("\(kind)")
    }
  }

  private mutating func fill(_ name: String, _ arguments: [UInt64]) throws {
    for offset in 0..<arguments[2] {
      let byte =
        name.hasPrefix("llvm.memset.") ? arguments[1] : try read(1, arguments[1] &+ offset)
      write(byte, 1, arguments[0] &+ offset)
    }
  }

  // MARK: Operations

  private static func binary(
    _ operation: BinaryOperation, _ left: UInt64, _ right: UInt64, _ width: Int
  ) throws -> UInt64 {
    let a = signed(left, width)
    let b = signed(right, width)
    let result: UInt64
    switch operation {
    case .add: result = left &+ right
    case .sub: result = left &- right
    case .mul: result = left &* right
    case .udiv: result = left / right
    case .urem: result = left % right
    case .sdiv: result = UInt64(bitPattern: a / b)
    case .srem: result = UInt64(bitPattern: a % b)
    case .shl: result = left << right
    case .lshr: result = left >> right
    case .ashr: result = UInt64(bitPattern: a >> Int64(right))
    case .and: result = left & right
    case .or: result = left | right
    case .xor: result = left ^ right
    }
    return mask(result, width)
  }

  private static func compare(_ predicate: Predicate, _ left: UInt64, _ right: UInt64, _ width: Int) -> Bool {
    let a = signed(left, width)
    let b = signed(right, width)
    switch predicate {
    case .eq: return left == right
    case .ne: return left != right
    case .ult: return left < right
    case .ule: return left <= right
    case .ugt: return left > right
    case .uge: return left >= right
    case .slt: return a < b
    case .sle: return a <= b
    case .sgt: return a > b
    case .sge: return a >= b
    }
  }

  private static func update(_ operation: AtomicOperation, _ old: UInt64, _ value: UInt64, _ width: Int)
    -> UInt64
  {
    switch operation {
    case .exchange: return value
    case .add: return old &+ value
    case .sub: return old &- value
    case .and: return old & value
    case .nand: return ~(old & value)
    case .or: return old | value
    case .xor: return old ^ value
    case .max: return signed(old, width) > signed(value, width) ? old : value
    case .min: return signed(old, width) < signed(value, width) ? old : value
    case .umax: return max(old, value)
    case .umin: return min(old, value)
    }
  }
}
