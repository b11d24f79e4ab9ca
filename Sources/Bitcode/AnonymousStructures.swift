import CLLVM

/// The types of anonymous structures whose members another compilation has elsewhere (`MemberPlaces`).
///
/// clang computes the address of a member of an anonymous structure in two steps, the second of which names the anonymous
/// type alone. So such types are found beforehand, by the structure with a tag that each is a part of.
struct AnonymousStructures {
  private let layout: TypeLayout
  private var places: [LLVMTypeRef: MemberPlaces.Structure] = [:]
  /// What each anonymous type is a part of.
  private var owners: [LLVMTypeRef: Set<LLVMTypeRef>] = [:]
  private var seen: Set<LLVMTypeRef> = []

  /// To be asked before any pass; those fold away what names the structure with the tag.
  static func find(_ module: LLVMModuleRef, _ places: MemberPlaces?) -> [LLVMTypeRef: MemberPlaces.Structure]
  {
    guard let places, places.structures.values.contains(where: { !$0.inner.isEmpty }) else { return [:] }
    var search = AnonymousStructures(
      layout: TypeLayout(data: LLVMGetModuleDataLayout(module), places: places))
    for global in LLVMList.globals(module) { search.visit(LLVMGlobalGetValueType(global)) }
    for function in LLVMList.functions(module) {
      for block in LLVMList.blocks(function) {
        for instruction in LLVMList.instructions(block) {
          if LLVMIsAGetElementPtrInst(instruction) != nil {
            search.visit(LLVMGetGEPSourceElementType(instruction))
          } else if LLVMIsAAllocaInst(instruction) != nil {
            search.visit(LLVMGetAllocatedType(instruction))
          }
        }
      }
    }
    return search.result
  }

  private init(layout: TypeLayout) { self.layout = layout }

  private mutating func visit(_ type: LLVMTypeRef?) {
    guard let type else { return }
    switch LLVMGetTypeKind(type) {
    case LLVMArrayTypeKind: visit(LLVMGetElementType(type))
    case LLVMStructTypeKind where LLVMIsOpaqueStruct(type) == 0:
      guard seen.insert(type).inserted else { return }
      let structure = layout.structure(type) ?? places[type]
      for index in 0..<LLVMCountStructElementTypes(type) {
        guard let member = LLVMStructGetTypeAtIndex(type, index) else { continue }
        if LLVMGetTypeKind(member) == LLVMStructTypeKind, StructureNames.tag(of: member) == nil {
          owners[member, default: []].insert(type)
          if let inner = structure?.inner[layout.offset(type, field: Int(index))] {
            places[member] = inner
            // It may have been looked at as a part of nothing that is known.
            seen.remove(member)
          }
        }
        visit(member)
      }
    default: break
    }
  }

  /// Where one type stands for several structures, nothing is known of its members: linking takes types of one shape for
  /// one, but only with the one whose name has no number.
  private var result: [LLVMTypeRef: MemberPlaces.Structure] {
    Dictionary(
      uniqueKeysWithValues: places.map { type, structure in
        let name = LLVMGetStructName(type).map { String(cString: $0) } ?? ""
        let isOne = owners[type]?.count == 1 && name != "struct.anon" && name != "union.anon" && !name.isEmpty
        return (type, isOne ? structure : .init(offsets: [:], missing: [:], ownSize: 0, size: 0))
      })
  }
}
