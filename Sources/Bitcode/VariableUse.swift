import CLLVM

/// What a module's code does with a variable, as the compiler wrote it.
///
/// It is to be asked before any pass: code that a pass drops has a say, too.
struct VariableUse {
  /// Code only reads it: no store, no address that is handed on, no use that LLVM does not show. Of a static that is so, it
  /// holds its initial value for ever.
  let isOnlyRead: Bool
  /// The functions that it may point to, sorted: code sets it to them, or to null, as a whole and does nothing else but read
  /// it. Nil if it is no such pointer.
  let hookTargets: [String]?

  /// That of each variable of a module, by name.
  static func byVariable(_ module: LLVMModuleRef) -> [String: VariableUse] {
    var uses: [String: VariableUse] = [:]
    for global in LLVMList.globals(module) {
      uses[LLVMText.name(global)] = VariableUse(
        isOnlyRead: areOnlyRead(addresses: global), hookTargets: hookTargets(of: global))
    }
    return uses
  }

  /// Whether all that is done with an address, and with those computed from it, is to read there.
  private static func areOnlyRead(addresses value: LLVMValueRef) -> Bool {
    LLVMList.users(value).allSatisfy { user in
      if LLVMIsALoadInst(user) != nil { return true }
      if LLVMIsAGetElementPtrInst(user) != nil {
        return LLVMGetOperand(user, 0) == value && areOnlyRead(addresses: user)
      }
      if LLVMIsAConstantExpr(user) != nil {
        return LLVMGetConstOpcode(user) == LLVMGetElementPtr && LLVMGetOperand(user, 0) == value
          && areOnlyRead(addresses: user)
      }
      return isCopied(from: value, by: user)
    }
  }

  /// Whether it is the source of a copy, and not its target.
  private static func isCopied(from value: LLVMValueRef, by user: LLVMValueRef) -> Bool {
    guard LLVMIsACallInst(user) != nil, let callee = LLVMGetCalledValue(user),
      LLVMText.name(callee).hasPrefix("llvm.memcpy."), let target = LLVMGetOperand(user, 0),
      let source = LLVMGetOperand(user, 1)
    else { return false }
    return source == value && target != value
  }

  private static func hookTargets(of global: LLVMValueRef) -> [String]? {
    guard LLVMGetTypeKind(LLVMGlobalGetValueType(global)) == LLVMPointerTypeKind,
      let initial = LLVMGetInitializer(global)
    else { return nil }
    var targets: Set<String> = []
    func isKnown(_ value: LLVMValueRef) -> Bool {
      if LLVMIsNull(value) != 0 { return true }
      guard LLVMIsAFunction(value) != nil else { return false }
      targets.insert(LLVMText.name(value))
      return true
    }
    let isHook =
      isKnown(initial)
      && LLVMList.users(global).allSatisfy { user in
        if LLVMIsALoadInst(user) != nil { return true }
        guard LLVMIsAStoreInst(user) != nil, LLVMGetOperand(user, 1) == global,
          let value = LLVMGetOperand(user, 0)
        else { return false }
        return isKnown(value)
      }
    // A pointer that is never set to any is no hook of these.
    return isHook && !targets.isEmpty ? targets.sorted() : nil
  }
}
