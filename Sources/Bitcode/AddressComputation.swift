import CLLVM

/// A getelementptr with the data layout applied: a base, constant bytes, and scaled indices.
struct AddressComputation {
  let base: LLVMValueRef
  private(set) var offset: Int64 = 0
  private(set) var scaled: [(index: LLVMValueRef, width: Int, stride: Int64)] = []

  /// Nil for addresses of vectors, of types without a fixed size, and of members that have no place (`MemberPlaces`).
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
          guard let place = layout.place(type, field: field) else { return nil }
          offset &+= Int64(place)
          type = LLVMStructGetTypeAtIndex(type, UInt32(field))
          continue
        case LLVMArrayTypeKind: type = LLVMGetElementType(type)
        default: return nil
        }
      }
      guard LLVMTypeIsSized(type) != 0 else { return nil }
      let width = layout.width(LLVMTypeOf(index))
      guard width > 0, width <= 64 else { return nil }
      let stride = Int64(layout.placedSize(type))
      if LLVMIsAConstantInt(index) != nil {
        offset &+= LLVMConstIntGetSExtValue(index) &* stride
      } else if stride != 0 {
        scaled.append((index, width, stride))
      }
    }
  }

  /// The member without a place that an address is computed of, in words.
  static func missingMember(_ value: LLVMValueRef, _ layout: TypeLayout) -> String? {
    guard layout.places != nil, var type = LLVMGetGEPSourceElementType(value) else { return nil }
    for number in 2..<max(2, UInt32(LLVMGetNumOperands(value))) {
      guard let index = LLVMGetOperand(value, number) else { return nil }
      if LLVMGetTypeKind(type) == LLVMStructTypeKind {
        let field = Int(LLVMConstIntGetZExtValue(index))
        if let missing = layout.missing(type, field: field) { return missing }
        guard let inner = LLVMStructGetTypeAtIndex(type, UInt32(field)) else { return nil }
        type = inner
      } else {
        guard let element = LLVMGetElementType(type) else { return nil }
        type = element
      }
    }
    return nil
  }

  /// What a load or store reaches into behind the member whose address it has, in words, where members may lie elsewhere.
  static func isWiderThanItsMember(_ access: LLVMValueRef, _ layout: TypeLayout) -> String? {
    guard layout.places != nil else { return nil }
    let opcode = LLVMGetInstructionOpcode(access)
    guard opcode == LLVMLoad || opcode == LLVMStore,
      let address = LLVMGetOperand(access, opcode == LLVMLoad ? 0 : 1),
      LLVMIsAGetElementPtrInst(address) != nil,
      let value = opcode == LLVMLoad ? access : LLVMGetOperand(access, 0),
      var type = LLVMGetGEPSourceElementType(address), let accessed = LLVMTypeOf(value)
    else { return nil }
    var owner: LLVMTypeRef?
    for number in 2..<max(2, UInt32(LLVMGetNumOperands(address))) {
      guard let index = LLVMGetOperand(address, number) else { return nil }
      let isStruct = LLVMGetTypeKind(type) == LLVMStructTypeKind
      let field = isStruct ? UInt32(LLVMConstIntGetZExtValue(index)) : 0
      guard let inner = isStruct ? LLVMStructGetTypeAtIndex(type, field) : LLVMGetElementType(type) else {
        return nil
      }
      owner = isStruct && layout.structure(type) != nil ? type : nil
      type = inner
    }
    guard let owner, layout.storeSize(accessed) > layout.size(type) else { return nil }
    let what = StructureNames.tag(of: owner).map { "struct \($0)" } ?? "anonymous struct"
    return "several members of \(what) at once"
  }
}
