/// Gives the functions and globals in code other names, and its locations other numbers.
struct Renaming {
  var function: (String) -> String
  var global: (String) -> String
  /// Added to every location's index.
  var locationOffset: Int32

  func callAsFunction(_ operand: Operand) -> Operand {
    switch operand {
    case .global(let name, let offset): return .global(name: global(name), offset: offset)
    case .function(let name): return .function(function(name))
    case .aggregate(let fields): return .aggregate(fields.map { self($0) })
    case .inlineExpression(let kind): return .inlineExpression(self(kind))
    case .register, .integer, .null, .undefined, .poison, .unsupported: return operand
    }
  }

  func callAsFunction(_ kind: InstructionKind) -> InstructionKind {
    switch kind {
    case .binary(let operation, let left, let right, let width):
      return .binary(operation, self(left), self(right), width: width)
    case .compare(let predicate, let left, let right, let width):
      return .compare(predicate, self(left), self(right), width: width)
    case .cast(let operation, let value, let from, let to):
      return .cast(operation, self(value), from: from, to: to)
    case .load(let address, let type, let isVolatile):
      return .load(address: self(address), type: type, isVolatile: isVolatile)
    case .store(let value, let type, let address, let isVolatile):
      return .store(value: self(value), type: type, address: self(address), isVolatile: isVolatile)
    case .address(let base, let offset, let scaled):
      return .address(
        base: self(base), offset: offset,
        scaled: scaled.map {
          ScaledIndex(index: self($0.index), indexWidth: $0.indexWidth, stride: $0.stride)
        })
    case .select(let condition, let yes, let no, let type):
      return .select(condition: self(condition), self(yes), self(no), type)
    case .call(let callee, let arguments, let types, let type):
      return .call(
        self(callee), arguments: arguments.map { self($0) }, argumentTypes: types, returnType: type)
    case .extractValue(let value, let path): return .extractValue(self(value), path)
    case .insertValue(let aggregate, let value, let path):
      return .insertValue(self(aggregate), value: self(value), path)
    case .freeze(let value): return .freeze(self(value))
    case .atomicReadModifyWrite(let operation, let address, let value, let width):
      return .atomicReadModifyWrite(operation, address: self(address), value: self(value), width: width)
    case .compareExchange(let address, let expected, let replacement, let width, let isWeak):
      return .compareExchange(
        address: self(address), expected: self(expected), replacement: self(replacement), width: width,
        isWeak: isWeak)
    case .allocate, .uninitialised, .fence, .unsupported: return kind
    }
  }

  private func callAsFunction(_ callee: Callee) -> Callee {
    switch callee {
    case .function(let name): return .function(function(name))
    case .indirect(let operand): return .indirect(self(operand))
    case .assembly: return callee
    }
  }

  private func callAsFunction(_ terminator: Terminator) -> Terminator {
    switch terminator {
    case .branch(let condition, let then, let otherwise):
      return .branch(self(condition), then: then, else: otherwise)
    case .switch(let subject, let width, let cases, let otherwise):
      return .switch(self(subject), width: width, cases: cases, default: otherwise)
    case .return(let value, let type): return .return(value.map { self($0) }, type)
    case .callBranch(let code, let arguments, let normal, let indirect, let result, let type):
      return .callBranch(
        code, arguments: arguments.map { self($0) }, default: normal, indirect: indirect, result: result,
        type: type)
    case .jump, .unreachable, .unsupported: return terminator
    }
  }

  func callAsFunction(_ body: Function, name: String) -> Function {
    func moved(_ location: Int32) -> Int32 { location < 0 ? location : location + locationOffset }
    return Function(
      name: name, parameterWidths: body.parameterWidths, parameterNames: body.parameterNames,
      returnType: body.returnType, isVariadic: body.isVariadic,
      blocks: body.blocks.map { block in
        Block(
          label: block.label,
          phis: block.phis.map { phi in
            Phi(
              register: phi.register, type: phi.type,
              incoming: phi.incoming.map { (block: $0.block, value: self($0.value)) })
          },
          instructions: block.instructions.map {
            Instruction(result: $0.result, kind: self($0.kind), location: moved($0.location))
          }, terminator: self(block.terminator), terminatorLocation: moved(block.terminatorLocation))
      }, registerCount: body.registerCount, location: body.location,
      hasInlineAssembly: body.hasInlineAssembly, structures: body.structures,
      hasByteOffsets: body.hasByteOffsets,
      bodyDigest: body.bodyDigest, traits: body.traits,
      controlFlow: body.controlFlow)
  }
}
