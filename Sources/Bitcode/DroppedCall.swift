import CLLVM

/// Calls that say something to the compiler only, and do nothing when the code runs.
enum DroppedCall {
  enum Replacement {
    case value(LLVMValueRef)
    case constant(Operand)
  }

  private static let silent = [
    "llvm.lifetime.", "llvm.assume", "llvm.dbg.", "llvm.donothing", "llvm.sideeffect", "llvm.var.annotation",
    "llvm.experimental.noalias.scope.decl", "llvm.invariant.start", "llvm.invariant.end",
    UninitialisedMarking.keepName,
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

  /// Functions that marking has brought in.
  static func isOurs(_ name: String) -> Bool {
    name == UninitialisedMarking.keepName || UninitialisedMarking.isMark(name)
  }

  /// What stands for the result of a dropped call.
  static func replacement(of value: LLVMValueRef) -> Replacement? {
    guard let name = callee(value) else { return nil }
    if name.hasPrefix("llvm.expect."), let first = LLVMGetOperand(value, 0) { return .value(first) }
    // Whether the compiler can see that a value is constant depends on the compiler's passes; "no" is an
    // answer that it may always give.
    if name.hasPrefix("llvm.is.constant.") { return .constant(.integer(0, width: 1)) }
    return nil
  }
}
