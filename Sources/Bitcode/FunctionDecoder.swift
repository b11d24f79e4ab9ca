import CLLVM

/// Decodes one function definition.
struct FunctionDecoder {
  let layout: TypeLayout
  let constants: ConstantDecoder
  let locations: LocationTable
  let functionName: String
  private var registers: [LLVMValueRef: Int] = [:]
  private var blockNumbers: [LLVMBasicBlockRef: Int] = [:]
  private var registerCount = 0
  private(set) var hasInlineAssembly = false

  init(_ function: LLVMValueRef, _ layout: TypeLayout, _ locations: LocationTable) {
    self.layout = layout
    self.locations = locations
    constants = ConstantDecoder(layout: layout)
    functionName = LLVMText.name(function)
    number(function)
  }

  // MARK: Numbering

  /// Values may be used before the block that defines them is decoded, so all get their numbers first.
  private mutating func number(_ function: LLVMValueRef) {
    for index in 0..<LLVMCountParams(function) {
      registers[LLVMGetParam(function, index)] = registerCount
      registerCount += 1
    }
    for (index, block) in LLVMList.blocks(function).enumerated() {
      blockNumbers[block] = index
      for instruction in LLVMList.instructions(block) where Self.givesRegister(instruction) {
        registers[instruction] = registerCount
        registerCount += 1
      }
    }
  }

  private static func givesRegister(_ instruction: LLVMValueRef) -> Bool {
    LLVMGetTypeKind(LLVMTypeOf(instruction)) != LLVMVoidTypeKind && !DroppedCall.isDropped(instruction)
  }

  func operand(_ value: LLVMValueRef) -> Operand {
    if let register = registers[value] { return .register(register) }
    if let other = DroppedCall.replacement(of: value) { return operand(other) }
    return constants.operand(value)
  }

  func operand(of instruction: LLVMValueRef, _ index: Int) -> Operand {
    guard let value = LLVMGetOperand(instruction, UInt32(index)) else { return .unsupported("no operand") }
    return operand(value)
  }

  func target(_ block: LLVMBasicBlockRef?) -> Int {
    // Every target is a block of this function: the verifier has seen to it when the file was read.
    block.flatMap { blockNumbers[$0] } ?? 0
  }

  func register(_ instruction: LLVMValueRef) -> Int? { registers[instruction] }

  mutating func noteAssembly(_ assembly: InlineAssembly) {
    if assembly.emitsCode { hasInlineAssembly = true }
  }

  // MARK: Blocks

  mutating func decode(_ function: LLVMValueRef) -> (blocks: [Block], registerCount: Int) {
    var blocks: [Block] = []
    for (number, block) in LLVMList.blocks(function).enumerated() {
      blocks.append(decode(block, number))
    }
    return (blocks, registerCount)
  }

  private mutating func decode(_ block: LLVMBasicBlockRef, _ number: Int) -> Block {
    var phis: [Phi] = []
    var instructions: [Instruction] = []
    var terminator = Terminator.unsupported("a block without a terminator")
    var terminatorLocation: Int32 = -1
    for instruction in LLVMList.instructions(block) {
      if LLVMGetInstructionOpcode(instruction) == LLVMPHI {
        phis.append(phi(instruction))
      } else if LLVMIsATerminatorInst(instruction) != nil {
        terminator = self.terminator(instruction)
        terminatorLocation = locations.index(of: instruction, in: functionName)
      } else if !DroppedCall.isDropped(instruction) {
        instructions.append(
          Instruction(
            result: registers[instruction], kind: kind(instruction),
            location: locations.index(of: instruction, in: functionName)))
      }
    }
    let label = LLVMGetBasicBlockName(block).map { String(cString: $0) } ?? ""
    return Block(
      label: label.isEmpty ? String(number) : label, phis: phis, instructions: instructions,
      terminator: terminator, terminatorLocation: terminatorLocation)
  }

  private func phi(_ instruction: LLVMValueRef) -> Phi {
    let incoming = (0..<LLVMCountIncoming(instruction)).map { index in
      (
        block: target(LLVMGetIncomingBlock(instruction, index)),
        value: LLVMGetIncomingValue(instruction, index).map(operand) ?? .unsupported("no value")
      )
    }
    return Phi(
      register: registers[instruction] ?? 0, type: layout.valueType(LLVMTypeOf(instruction)),
      incoming: incoming)
  }
}
