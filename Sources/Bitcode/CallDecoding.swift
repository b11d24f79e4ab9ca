import CLLVM

extension FunctionDecoder {
  mutating func call(_ instruction: LLVMValueRef) -> InstructionKind {
    guard let called = LLVMGetCalledValue(instruction) else {
      return .unsupported(LLVMText.print(instruction))
    }
    let arguments = arguments(instruction)
    let returnType = type(of: instruction)
    let callee: Callee
    switch LLVMGetValueKind(called) {
    case LLVMInlineAsmValueKind:
      let assembly = InlineAssembly(called)
      noteAssembly(assembly)
      callee = .assembly(assembly)
    case LLVMFunctionValueKind:
      let name = LLVMText.name(called)
      if UninitialisedMarking.isMark(name) {
        return .uninitialised(
          type: returnType, variable: UninitialisedMarking.variable(from: LLVMText.name(instruction)))
      }
      callee = .function(name)
    default:
      if case .function(let name) = operand(called) {
        callee = .function(name)
      } else {
        callee = .indirect(operand(called))
      }
    }
    return .call(
      callee, arguments: placedSizes(arguments.map(operand), of: arguments),
      argumentTypes: arguments.map(type(of:)), returnType: returnType)
  }

  /// The arguments of a call, in which the size of a variable that is handed over too is the one that another compilation
  /// has (`MemberPlaces`).
  private func placedSizes(_ operands: [Operand], of arguments: [LLVMValueRef]) -> [Operand] {
    guard layout.places != nil else { return operands }
    let types = arguments.compactMap { argument -> LLVMTypeRef? in
      LLVMIsAGlobalVariable(argument) == nil ? nil : LLVMGlobalGetValueType(argument)
    }
    guard let type = types.first(where: layout.hasPlaces) else { return operands }
    return operands.map { operand in
      guard case .integer(let value, let width) = operand, value == UInt64(layout.size(type)) else {
        return operand
      }
      return .integer(UInt64(layout.placedSize(type)), width: width)
    }
  }

  /// A field of a struct that is uninitialised as a whole.
  func fieldMark(_ instruction: LLVMValueRef) -> InstructionKind? {
    guard let source = LLVMGetOperand(instruction, 0), let name = DroppedCall.callee(source),
      UninitialisedMarking.isMark(name)
    else { return nil }
    return .uninitialised(
      type: type(of: instruction), variable: UninitialisedMarking.variable(from: LLVMText.name(source)))
  }

  func arguments(_ instruction: LLVMValueRef) -> [LLVMValueRef] {
    (0..<LLVMGetNumArgOperands(instruction)).compactMap { LLVMGetOperand(instruction, $0) }
  }
}

extension InlineAssembly {
  /// The code that an inline assembly value holds.
  init(_ value: LLVMValueRef) {
    var templateLength = 0
    var constraintLength = 0
    let template = LLVMGetInlineAsmAsmString(value, &templateLength)
    let constraints = LLVMGetInlineAsmConstraintString(value, &constraintLength)
    // A dialect of its own, of which no template is known.
    let dialect = LLVMGetInlineAsmDialect(value) == LLVMInlineAsmDialectIntel ? ".intel_syntax\n" : ""
    self.init(
      template: dialect + (template.map { LLVMText.string($0, templateLength) } ?? ""),
      constraints: constraints.map { LLVMText.string($0, constraintLength) } ?? "",
      hasSideEffects: LLVMGetInlineAsmHasSideEffects(value) != 0)
  }

  /// An empty template only tells the compiler what to forget.
  var emitsCode: Bool { !template.allSatisfy(\.isWhitespace) }
}
