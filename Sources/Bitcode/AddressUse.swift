import CLLVM

/// By what a function computes addresses, as the compiler wrote it.
///
/// It is to be asked before any pass: the address of a structure's first member is the structure's own, and is folded
/// away, after which nothing says that it was looked into.
struct AddressUse {
  /// The tags of structures and unions into which it computes addresses, or of which it names a variable.
  private(set) var structures: Set<String> = []
  /// Whether it computes one by a constant number of bytes, as `container_of()` does, not by members or elements.
  private(set) var hasByteOffsets = false

  /// That of each function of a module, by name.
  static func byFunction(_ module: LLVMModuleRef) -> [String: AddressUse] {
    var uses: [String: AddressUse] = [:]
    for function in LLVMList.functions(module) where LLVMIsDeclaration(function) == 0 {
      var use = AddressUse()
      for block in LLVMList.blocks(function) {
        for instruction in LLVMList.instructions(block) {
          use.structures.formUnion(StructureNames.named(by: instruction))
          if isByBytes(instruction) { use.hasByteOffsets = true }
        }
      }
      uses[LLVMText.name(function)] = use
    }
    return uses
  }

  private static func isByBytes(_ instruction: LLVMValueRef) -> Bool {
    guard LLVMIsAGetElementPtrInst(instruction) != nil, LLVMGetNumOperands(instruction) == 2,
      let type = LLVMGetGEPSourceElementType(instruction), LLVMGetTypeKind(type) == LLVMIntegerTypeKind,
      LLVMGetIntTypeWidth(type) == 8, let index = LLVMGetOperand(instruction, 1),
      LLVMIsAConstantInt(index) != nil
    else { return false }
    return LLVMConstIntGetZExtValue(index) != 0
  }
}
