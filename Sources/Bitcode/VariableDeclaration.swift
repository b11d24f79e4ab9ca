import CLLVM

/// What the sources say of a variable, as far as debug information tells.
struct VariableDeclaration {
  /// The file that defines it, as `SourceLocation.file`; nil where nothing is said, as of a variable that is only declared.
  let file: String?
  /// Declared `volatile`.
  let isVolatile: Bool

  init(of global: LLVMValueRef) {
    guard let variable = Self.variable(global) else {
      (file, isVolatile) = (nil, false)
      return
    }
    var length: UInt32 = 0
    if let place = LLVMDIVariableGetFile(variable), let start = LLVMDIFileGetFilename(place, &length) {
      file = LLVMText.string(start, Int(length))
    } else {
      file = nil
    }
    isVolatile = Self.isVolatile(variable, in: LLVMGetModuleContext(LLVMGetGlobalParent(global)))
  }

  /// The DIGlobalVariable that a definition has attached (metadata of the kind `dbg`).
  private static func variable(_ global: LLVMValueRef) -> LLVMMetadataRef? {
    var count = 0
    guard let entries = LLVMGlobalCopyAllMetadata(global, &count) else { return nil }
    defer { LLVMDisposeValueMetadataEntries(entries) }
    for position in 0..<UInt32(count) {
      guard let node = LLVMValueMetadataEntriesGetMetadata(entries, position),
        LLVMGetMetadataKind(node) == LLVMMetadataKind(LLVMDIGlobalVariableExpressionMetadataKind)
      else { continue }
      return LLVMDIGlobalVariableExpressionGetVariable(node)
    }
    return nil
  }

  /// Follows the type through qualifiers, names and elements of arrays: DW_TAG_volatile_type among them.
  private static func isVolatile(_ variable: LLVMMetadataRef, in context: LLVMContextRef?) -> Bool {
    // The operands of LLVM's nodes (DebugInfoMetadata.h): a variable's type and a type's base type are their fourth.
    let type = 3
    var node = operand(variable, type, context)
    while let current = node {
      switch LLVMGetDINodeTag(current) {
      case 0x35: return true  // DW_TAG_volatile_type
      case 0x16, 0x26, 0x01, 0x47: node = operand(current, type, context)  // typedef, const, array, atomic
      default: return false
      }
    }
    return false
  }

  private static func operand(
    _ node: LLVMMetadataRef, _ position: Int, _ context: LLVMContextRef?
  ) -> LLVMMetadataRef? {
    guard let value = LLVMMetadataAsValue(context, node) else { return nil }
    let count = Int(LLVMGetMDNodeNumOperands(value))
    guard position < count else { return nil }
    var operands: [LLVMValueRef?] = Array(repeating: nil, count: count)
    LLVMGetMDNodeOperands(value, &operands)
    return operands[position].flatMap { LLVMValueAsMetadata($0) }
  }
}
