import CLLVM

extension FunctionDecoder {
  mutating func terminator(_ instruction: LLVMValueRef) -> Terminator {
    switch LLVMGetInstructionOpcode(instruction) {
    case LLVMRet:
      guard LLVMGetNumOperands(instruction) > 0, let value = LLVMGetOperand(instruction, 0) else {
        return .return(nil, .void)
      }
      return .return(operand(value), type(of: value))
    case LLVMBr:
      if LLVMIsConditional(instruction) == 0 { return .jump(target(LLVMGetSuccessor(instruction, 0))) }
      guard let condition = LLVMGetCondition(instruction) else { break }
      return .branch(
        operand(condition), then: target(LLVMGetSuccessor(instruction, 0)),
        else: target(LLVMGetSuccessor(instruction, 1)))
    case LLVMSwitch:
      let width = width(of: instruction, 0)
      guard width > 0, width <= 64 else { break }
      // Operands: the subject, the default target, then value and target of each case.
      let cases = (1..<LLVMGetNumSuccessors(instruction)).compactMap { number in
        LLVMGetOperand(instruction, 2 * number).map {
          (value: LLVMConstIntGetZExtValue($0), target: target(LLVMGetSuccessor(instruction, number)))
        }
      }
      return .switch(
        operand(of: instruction, 0), width: width, cases: cases,
        default: target(LLVMGetSuccessor(instruction, 0)))
    case LLVMCallBr: return callBranch(instruction)
    case LLVMUnreachable: return .unreachable
    default: break
    }
    return .unsupported(LLVMText.print(instruction))
  }

  private mutating func callBranch(_ instruction: LLVMValueRef) -> Terminator {
    guard let called = LLVMGetCalledValue(instruction), LLVMGetValueKind(called) == LLVMInlineAsmValueKind
    else { return .unsupported(LLVMText.print(instruction)) }
    let assembly = InlineAssembly(called)
    noteAssembly(assembly)
    let indirect = (0..<LLVMGetCallBrNumIndirectDests(instruction)).map {
      target(LLVMGetCallBrIndirectDest(instruction, $0))
    }
    return .callBranch(
      assembly, arguments: arguments(instruction).map(operand),
      default: target(LLVMGetCallBrDefaultDest(instruction)), indirect: indirect,
      result: register(instruction), type: type(of: instruction))
  }
}
