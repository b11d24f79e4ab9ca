/// A function body as text: one line an instruction, nothing of debug info or of the names of locals.
/// `symbol` says how globals and functions appear, `assembly` how inline assembly and its arguments do.
struct BodyText {
  var symbol: (String) -> String
  var assembly: (InlineAssembly, [Operand]) -> (template: String, arguments: [Operand])
  private(set) var text = ""

  init(
    symbol: @escaping (String) -> String,
    assembly: @escaping (InlineAssembly, [Operand]) -> (template: String, arguments: [Operand])
  ) {
    self.symbol = symbol
    self.assembly = assembly
  }

  mutating func write(_ function: Function) {
    text += "(" + function.parameterWidths.map(Self.describe).joined(separator: ", ")
    text += function.isVariadic ? ", ...) " : ") "
    text += Self.describe(function.returnType) + " \(Self.describe(function.traits))\n"
    for (number, block) in function.blocks.enumerated() {
      text += "\(number):\n"
      for phi in block.phis {
        let values = phi.incoming.map { "\($0.block) \(describe($0.value))" }.joined(separator: ", ")
        text += "r\(phi.register) = phi \(Self.describe(phi.type)) [\(values)]\n"
      }
      for instruction in block.instructions {
        if let result = instruction.result { text += "r\(result) = " }
        text += describe(instruction.kind)
        text += "\n"
      }
      text += describe(block.terminator) + "\n"
    }
  }

  // MARK: Parts

  private static func describe(_ traits: FunctionTraits) -> String {
    let restrict = traits.hasRestrictedParameters ? " restrict" : ""
    let error = traits.isErrorAtCompileTime ? " error" : ""
    return "\(traits.linkage.rawValue) \(traits.memory.rawValue)\(restrict)\(error)"
  }

  static func describe(_ type: ValueType) -> String {
    switch type {
    case .void: return "void"
    case .integer(let width): return "i\(width)"
    case .pointer: return "ptr"
    case .aggregate(let fields): return "{" + fields.map(describe).joined(separator: ", ") + "}"
    case .other(let text): return text
    }
  }

  func describe(_ operand: Operand) -> String {
    switch operand {
    case .register(let number): return "r\(number)"
    case .integer(let value, let width): return "\(value):\(width)"
    case .null: return "null"
    case .undefined(let width): return "undef:\(width)"
    case .poison(let width): return "poison:\(width)"
    case .global(let name, let offset): return "@\(symbol(name))+\(offset)"
    case .function(let name): return "@\(symbol(name))"
    case .aggregate(let fields): return "{" + list(fields) + "}"
    case .inlineExpression(let kind): return "(" + describe(kind) + ")"
    case .unsupported(let text): return "unsupported " + text
    }
  }

  private func list(_ operands: [Operand]) -> String {
    operands.map(describe).joined(separator: ", ")
  }

  private func describe(_ code: InlineAssembly, _ arguments: [Operand]) -> String {
    let normal = assembly(code, arguments)
    let effect = code.hasSideEffects ? "volatile " : ""
    return "asm \(effect)\"\(normal.template)\", \"\(code.constraints)\" (\(list(normal.arguments)))"
  }

  func describe(_ kind: InstructionKind) -> String {
    switch kind {
    case .binary(let operation, let left, let right, let width):
      return "\(operation.rawValue) i\(width) \(describe(left)), \(describe(right))"
    case .compare(let predicate, let left, let right, let width):
      return "compare \(predicate.rawValue) i\(width) \(describe(left)), \(describe(right))"
    case .cast(let operation, let value, let from, let to):
      return "\(operation.rawValue) \(describe(value)) i\(from) to i\(to)"
    case .select(let condition, let yes, let no, let type):
      return "select \(Self.describe(type)) \(list([condition, yes, no]))"
    case .call(.assembly(let code), let arguments, _, let type):
      return "call \(Self.describe(type)) " + describe(code, arguments)
    case .call(let callee, let arguments, let types, let type):
      let typed = zip(types, arguments).map { "\(Self.describe($0)) \(describe($1))" }
      return "call \(Self.describe(type)) \(describe(callee))(\(typed.joined(separator: ", ")))"
    case .extractValue(let value, let path): return "extract \(describe(value)) \(path)"
    case .insertValue(let aggregate, let value, let path):
      return "insert \(list([aggregate, value])) \(path)"
    case .freeze(let value): return "freeze \(describe(value))"
    case .uninitialised(let type, _): return "uninitialised \(Self.describe(type))"
    case .unsupported(let text): return "unsupported " + text
    case .load, .store, .address, .allocate, .atomicReadModifyWrite, .compareExchange, .fence:
      return describe(memory: kind)
    }
  }

  private func describe(memory kind: InstructionKind) -> String {
    switch kind {
    case .load(let address, let type, let isVolatile):
      return "load \(isVolatile ? "volatile " : "")\(Self.describe(type)) \(describe(address))"
    case .store(let value, let type, let address, let isVolatile):
      return "store \(isVolatile ? "volatile " : "")\(Self.describe(type)) \(list([value, address]))"
    case .address(let base, let offset, let scaled):
      let terms = scaled.map { " + \(describe($0.index)):\($0.indexWidth) * \($0.stride)" }
      return "address \(describe(base)) + \(offset)" + terms.joined()
    case .allocate(let size, let alignment, _): return "allocate \(size) align \(alignment)"
    case .atomicReadModifyWrite(let operation, let address, let value, let width):
      return "atomic \(operation.rawValue) i\(width) \(list([address, value]))"
    case .compareExchange(let address, let expected, let replacement, let width, let isWeak):
      return "cmpxchg \(isWeak ? "weak " : "")i\(width) \(list([address, expected, replacement]))"
    default: return "fence"
    }
  }

  private func describe(_ callee: Callee) -> String {
    switch callee {
    case .function(let name): return "@\(symbol(name))"
    case .indirect(let operand): return "*\(describe(operand))"
    case .assembly(let code): return describe(code, [])
    }
  }

  private func describe(_ terminator: Terminator) -> String {
    switch terminator {
    case .jump(let target): return "jump \(target)"
    case .branch(let condition, let then, let otherwise):
      return "branch \(describe(condition)) \(then) \(otherwise)"
    case .switch(let subject, let width, let cases, let otherwise):
      let targets = cases.map { "\($0.value): \($0.target)" }.joined(separator: ", ")
      return "switch i\(width) \(describe(subject)) [\(targets)] \(otherwise)"
    case .return(let value, let type):
      return "return \(Self.describe(type)) \(value.map(describe) ?? "")"
    case .callBranch(let code, let arguments, let normal, let indirect, let result, let type):
      let register = result.map { "r\($0) = " } ?? ""
      return "\(register)goto \(Self.describe(type)) \(describe(code, arguments)) \(normal) \(indirect)"
    case .unreachable: return "unreachable"
    case .unsupported(let text): return "unsupported " + text
    }
  }
}
