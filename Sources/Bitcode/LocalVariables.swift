import CLLVM

/// The C names of locals, from debug info.
struct LocalVariables {
  private var names: [LLVMValueRef: (name: String, location: LLVMMetadataRef?)] = [:]

  subscript(local: LLVMValueRef) -> (name: String, location: LLVMMetadataRef?)? { names[local] }

  /// Reads them all, and names the parameters after them.
  init(_ module: LLVMModuleRef) {
    guard let declare = Self.exposeDeclarations(module) else { return }
    for call in LLVMList.users(declare) {
      guard let local = Self.content(LLVMGetOperand(call, 0)).first ?? nil,
        let variable = LLVMGetOperand(call, 1), let name = Self.name(ofVariable: variable)
      else { continue }
      if LLVMIsAAllocaInst(local) != nil {
        names[local] = (name, LLVMInstructionGetDebugLoc(call))
        nameParameter(storedInto: local, name)
      } else if LLVMIsAArgument(local) != nil {
        LLVMSetValueName2(local, name, name.utf8.count)
      }
    }
    LLVMSetIsNewDbgInfoFormat(module, 1)
  }

  /// LLVM 19 keeps what it knows of variables outside the instructions, where its C API does not reach;
  /// in the older form they are calls of `llvm.dbg.declare`. From LLVM 21 on there is no older form.
  private static func exposeDeclarations(_ module: LLVMModuleRef) -> LLVMValueRef? {
    var major: UInt32 = 0
    LLVMGetVersion(&major, nil, nil)
    guard major < 21 else { return nil }
    LLVMSetIsNewDbgInfoFormat(module, 0)
    return LLVMGetNamedFunction(module, "llvm.dbg.declare")
  }

  /// The operands of a metadata node, or the value that metadata wraps.
  private static func content(_ metadata: LLVMValueRef?) -> [LLVMValueRef?] {
    guard let metadata, LLVMGetValueKind(metadata) == LLVMMetadataAsValueValueKind else { return [] }
    let count = LLVMIsAMDNode(metadata) != nil ? Int(LLVMGetMDNodeNumOperands(metadata)) : 1
    if LLVMIsAMDString(metadata) != nil { return [] }
    var operands: [LLVMValueRef?] = Array(repeating: nil, count: count)
    LLVMGetMDNodeOperands(metadata, &operands)
    return operands
  }

  /// A DILocalVariable's operands are scope, name, file, type and annotations.
  private static func name(ofVariable variable: LLVMValueRef) -> String? {
    let operands = content(variable)
    guard operands.count > 1, let name = operands[1], LLVMIsAMDString(name) != nil else { return nil }
    var length: UInt32 = 0
    guard let start = LLVMGetMDString(name, &length), length > 0 else { return nil }
    return LLVMText.string(start, Int(length))
  }

  /// A parameter is stored into its variable first of all; one that is a struct, into its first field.
  private func nameParameter(storedInto local: LLVMValueRef, _ name: String) {
    var targets = [local]
    targets += LLVMList.users(local).filter { LLVMIsAGetElementPtrInst($0) != nil }
    for target in targets {
      for user in LLVMList.users(target)
      where LLVMIsAStoreInst(user) != nil && LLVMGetOperand(user, 1) == target {
        guard let value = LLVMGetOperand(user, 0), LLVMIsAArgument(value) != nil,
          LLVMText.name(value).isEmpty
        else { continue }
        LLVMSetValueName2(value, name, name.utf8.count)
      }
    }
  }
}
