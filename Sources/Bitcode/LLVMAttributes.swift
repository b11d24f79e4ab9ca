import CLLVM

/// Attributes of functions, parameters and calls.
enum LLVMAttributes {
  /// LLVMAttributeFunctionIndex, which Swift does not import: -1.
  static let ofFunction = LLVMAttributeIndex.max
  /// LLVMAttributeReturnIndex.
  static let ofReturn: LLVMAttributeIndex = 0

  static func kind(_ name: String) -> UInt32 { LLVMGetEnumAttributeKindForName(name, name.utf8.count) }

  /// The enum and type attributes at a place of a function.
  static func list(_ function: LLVMValueRef, _ place: LLVMAttributeIndex) -> [LLVMAttributeRef] {
    let count = Int(LLVMGetAttributeCountAtIndex(function, place))
    guard count > 0 else { return [] }
    var found: [LLVMAttributeRef?] = Array(repeating: nil, count: count)
    LLVMGetAttributesAtIndex(function, place, &found)
    return found.compactMap { $0 }.filter { LLVMIsStringAttribute($0) == 0 }
  }

  /// Those at a place of a call.
  static func list(ofCall call: LLVMValueRef, _ place: LLVMAttributeIndex) -> [LLVMAttributeRef] {
    let count = Int(LLVMGetCallSiteAttributeCount(call, place))
    guard count > 0 else { return [] }
    var found: [LLVMAttributeRef?] = Array(repeating: nil, count: count)
    LLVMGetCallSiteAttributes(call, place, &found)
    return found.compactMap { $0 }.filter { LLVMIsStringAttribute($0) == 0 }
  }
}
