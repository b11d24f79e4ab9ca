import CLLVM

/// LLVM's intrusive lists as arrays.
enum LLVMList {
  static func functions(_ module: LLVMModuleRef) -> [LLVMValueRef] {
    list(LLVMGetFirstFunction(module), LLVMGetNextFunction)
  }

  static func globals(_ module: LLVMModuleRef) -> [LLVMValueRef] {
    list(LLVMGetFirstGlobal(module), LLVMGetNextGlobal)
  }

  static func blocks(_ function: LLVMValueRef) -> [LLVMBasicBlockRef] {
    list(LLVMGetFirstBasicBlock(function), LLVMGetNextBasicBlock)
  }

  static func instructions(_ block: LLVMBasicBlockRef) -> [LLVMValueRef] {
    list(LLVMGetFirstInstruction(block), LLVMGetNextInstruction)
  }

  static func users(_ value: LLVMValueRef) -> [LLVMValueRef] {
    list(LLVMGetFirstUse(value), LLVMGetNextUse).compactMap { LLVMGetUser($0) }
  }

  /// Collected first, so that the caller may change the list while it walks.
  private static func list(
    _ first: OpaquePointer?, _ next: (OpaquePointer?) -> OpaquePointer?
  ) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var current = first
    while let element = current {
      result.append(element)
      current = next(element)
    }
    return result
  }
}
