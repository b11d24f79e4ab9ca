import CLLVM

/// Calls that say something to the compiler only, and do nothing when the code runs.
enum DroppedCall {
  /// How the names of functions begin that give back their argument, of which LLVM knows nothing (`PromiseMarking`).
  static let opaque = "pteproof.opaque."

  private static let silent = [
    "llvm.lifetime.", "llvm.dbg.", "llvm.donothing", "llvm.sideeffect", "llvm.var.annotation",
    "llvm.experimental.noalias.scope.decl", UninitialisedMarking.keepName,
  ]

  static func callee(_ instruction: LLVMValueRef) -> String? {
    guard LLVMIsACallInst(instruction) != nil, let callee = LLVMGetCalledValue(instruction),
      LLVMGetValueKind(callee) == LLVMFunctionValueKind
    else { return nil }
    return LLVMText.name(callee)
  }

  static func isDropped(_ instruction: LLVMValueRef) -> Bool {
    guard let name = callee(instruction) else { return false }
    guard name.hasPrefix("llvm.") || name.hasPrefix(UninitialisedMarking.prefix) else { return false }
    if silent.contains(where: name.hasPrefix) { return true }
    if UninitialisedMarking.isMark(name) {
      // Fields of a mark are marks of their own.
      return LLVMList.users(instruction).allSatisfy { LLVMIsAExtractValueInst($0) != nil }
    }
    return replacement(of: instruction) != nil
  }

  /// Functions that preparation has brought in.
  static func isOurs(_ name: String) -> Bool {
    name.hasPrefix(UninitialisedMarking.prefix)
  }

  /// What stands for the result of a dropped call.
  static func replacement(of value: LLVMValueRef) -> LLVMValueRef? {
    guard let name = callee(value) else { return nil }
    if name.hasPrefix("llvm.expect.") || name.hasPrefix(opaque), let first = LLVMGetOperand(value, 0) {
      return first
    }
    return nil
  }
}
