import CLLVM

/// Types and the data layout of one module.
struct TypeLayout {
  let data: LLVMTargetDataRef
  /// Where another compilation has the members of structures; see `TypeLayout+Places.swift`.
  var places: MemberPlaces?
  /// The anonymous structures in those.
  var anonymous: [LLVMTypeRef: MemberPlaces.Structure] = [:]

  func valueType(_ type: LLVMTypeRef) -> ValueType {
    switch LLVMGetTypeKind(type) {
    case LLVMVoidTypeKind: return .void
    case LLVMIntegerTypeKind:
      // A word has 64 bits at most: wider ones have no meaning here.
      let width = Int(LLVMGetIntTypeWidth(type))
      return width <= 64 ? .integer(width) : .other(LLVMText.print(type: type))
    case LLVMPointerTypeKind:
      // Other address spaces (x86's %gs and %fs) have addresses of their own.
      return LLVMGetPointerAddressSpace(type) == 0 ? .pointer : .other(LLVMText.print(type: type))
    case LLVMStructTypeKind where LLVMIsOpaqueStruct(type) == 0:
      let count = LLVMCountStructElementTypes(type)
      return .aggregate((0..<count).compactMap { LLVMStructGetTypeAtIndex(type, $0).map(valueType) })
    case LLVMArrayTypeKind:
      let count = LLVMGetArrayLength2(type)
      // By-value arrays are short; a long one is a global's type and is never a register's.
      guard count <= 4096, let element = LLVMGetElementType(type) else {
        return .other(LLVMText.print(type: type))
      }
      return .aggregate(Array(repeating: valueType(element), count: Int(count)))
    default: return .other(LLVMText.print(type: type))
    }
  }

  /// Bits of a scalar, 0 for anything else.
  func width(_ type: LLVMTypeRef) -> Int { valueType(type).scalarWidth ?? 0 }

  /// Bytes from one array element to the next; 0 for a type without a size.
  func size(_ type: LLVMTypeRef) -> Int {
    LLVMTypeIsSized(type) == 0 ? 0 : Int(clamping: LLVMABISizeOfType(data, type))
  }

  /// Bytes that a store writes.
  func storeSize(_ type: LLVMTypeRef) -> Int {
    LLVMTypeIsSized(type) == 0 ? 0 : Int(clamping: LLVMStoreSizeOfType(data, type))
  }

  func alignment(_ type: LLVMTypeRef) -> Int {
    LLVMTypeIsSized(type) == 0 ? 1 : Int(LLVMABIAlignmentOfType(data, type))
  }

  /// Bytes from the start of a struct to a field.
  func offset(_ type: LLVMTypeRef, field: Int) -> Int {
    Int(LLVMOffsetOfElement(data, type, UInt32(field)))
  }
}
