import CLLVM

/// Which C structures an instruction looks into.
enum StructureNames {
  /// The tags of the structures that an address is computed in, or that a variable which it names is of.
  static func named(by instruction: LLVMValueRef) -> Set<String> {
    var found: Set<String> = []
    if LLVMIsAGetElementPtrInst(instruction) != nil {
      note(LLVMGetGEPSourceElementType(instruction), in: &found)
    }
    for index in 0..<max(0, LLVMGetNumOperands(instruction)) {
      var operand = LLVMGetOperand(instruction, UInt32(index))
      while let value = operand {
        if LLVMIsAGlobalVariable(value) != nil {
          note(LLVMGlobalGetValueType(value), in: &found)
          break
        }
        guard LLVMIsAConstantExpr(value) != nil else { break }
        if LLVMGetConstOpcode(value) == LLVMGetElementPtr {
          note(LLVMGetGEPSourceElementType(value), in: &found)
        }
        operand = LLVMGetOperand(value, 0)
      }
    }
    return found
  }

  private static func note(_ type: LLVMTypeRef?, in found: inout Set<String>) {
    var type = type
    while let array = type, LLVMGetTypeKind(array) == LLVMArrayTypeKind { type = LLVMGetElementType(array) }
    if let tag = type.flatMap(tag) { found.insert(tag) }
  }

  /// The tag of a structure or union; nil for any other type.
  static func tag(of type: LLVMTypeRef) -> String? {
    let parts = parts(type)
    guard parts.count >= 2, parts[0] == "struct" || parts[0] == "union", parts[1] != "anon" else {
      return nil
    }
    return String(parts[1])
  }

  static func isUnion(_ type: LLVMTypeRef) -> Bool { parts(type).first == "union" }

  /// clang calls a type `struct.TAG` or `union.TAG`, with a number behind where modules were linked, and one without a
  /// tag `struct.anon`.
  private static func parts(_ type: LLVMTypeRef) -> [Substring] {
    guard LLVMGetTypeKind(type) == LLVMStructTypeKind, let text = LLVMGetStructName(type) else { return [] }
    return String(cString: text).split(separator: ".")
  }
}
