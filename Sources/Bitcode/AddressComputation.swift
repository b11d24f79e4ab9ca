import CLLVM

/// A getelementptr with the data layout applied: a base, constant bytes, and scaled indices.
struct AddressComputation {
  let base: LLVMValueRef
  private(set) var offset: Int64 = 0
  private(set) var scaled: [(index: LLVMValueRef, width: Int, stride: Int64)] = []

  /// Nil for addresses of vectors and of types without a fixed size.
  init?(_ value: LLVMValueRef, _ layout: TypeLayout) {
    guard let base = LLVMGetOperand(value, 0), layout.valueType(LLVMTypeOf(value)) == .pointer,
      layout.valueType(LLVMTypeOf(base)) == .pointer, var type = LLVMGetGEPSourceElementType(value)
    else { return nil }
    self.base = base
    for number in 1..<max(1, UInt32(LLVMGetNumOperands(value))) {
      guard let index = LLVMGetOperand(value, number) else { return nil }
      if number > 1 {
        switch LLVMGetTypeKind(type) {
        case LLVMStructTypeKind:
          let field = Int(LLVMConstIntGetZExtValue(index))
          offset &+= Int64(layout.offset(type, field: field))
          type = LLVMStructGetTypeAtIndex(type, UInt32(field))
          continue
        case LLVMArrayTypeKind: type = LLVMGetElementType(type)
        default: return nil
        }
      }
      guard LLVMTypeIsSized(type) != 0 else { return nil }
      let width = layout.width(LLVMTypeOf(index))
      guard width > 0, width <= 64 else { return nil }
      let stride = Int64(layout.size(type))
      if LLVMIsAConstantInt(index) != nil {
        offset &+= LLVMConstIntGetSExtValue(index) &* stride
      } else if stride != 0 {
        scaled.append((index, width, stride))
      }
    }
  }
}
