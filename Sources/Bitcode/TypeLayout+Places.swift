import CLLVM

/// Types as another compilation lays them out (`MemberPlaces`). Without places all is as in the data layout.
extension TypeLayout {
  func structure(_ type: LLVMTypeRef) -> MemberPlaces.Structure? {
    guard let places else { return nil }
    guard let tag = StructureNames.tag(of: type) else { return anonymous[type] }
    guard let structure = places.structures[tag] else { return nil }
    // Another structure of that tag, or one that is not as it was said to be.
    guard structure.ownSize == size(type) else {
      return .init(offsets: [:], missing: [:], ownSize: structure.ownSize, size: structure.size)
    }
    return structure
  }

  /// Bytes from the start of a struct to a field; nil where the other compilation has no such member.
  func place(_ type: LLVMTypeRef, field: Int) -> Int? {
    let own = offset(type, field: field)
    guard let structure = structure(type) else { return own }
    return structure.offsets[own]
  }

  /// Why a field has no place, in words.
  func missing(_ type: LLVMTypeRef, field: Int) -> String? {
    guard let structure = structure(type), place(type, field: field) == nil else { return nil }
    let what = StructureNames.tag(of: type).map { "struct \($0)" } ?? "anonymous struct"
    let name = structure.missing[offset(type, field: field)]
    let member =
      name.map { "\($0), which is not in the other \(what)" } ?? "what lies in \(what) between members"
    return MemberPlaces.missing + member
  }

  /// Bytes from one array element to the next.
  func placedSize(_ type: LLVMTypeRef) -> Int {
    // An anonymous structure has no size of its own here; nor is it an element.
    if let structure = structure(type), structure.size > 0 { return structure.size }
    guard places != nil, LLVMGetTypeKind(type) == LLVMArrayTypeKind, let element = LLVMGetElementType(type)
    else { return size(type) }
    return Int(LLVMGetArrayLength2(type)) * placedSize(element)
  }

  /// Whether a structure that is laid out otherwise is in a type.
  func hasPlaces(_ type: LLVMTypeRef) -> Bool {
    guard places != nil else { return false }
    switch LLVMGetTypeKind(type) {
    case LLVMStructTypeKind where LLVMIsOpaqueStruct(type) == 0:
      if structure(type) != nil { return true }
      return (0..<LLVMCountStructElementTypes(type)).contains { index in
        LLVMStructGetTypeAtIndex(type, index).map(hasPlaces) ?? false
      }
    case LLVMArrayTypeKind: return LLVMGetElementType(type).map(hasPlaces) ?? false
    default: return false
    }
  }

  /// Where a byte of a variable lies in the other compilation; nil where that is not known.
  func place(of offset: Int, inVariable type: LLVMTypeRef) -> Int? {
    guard offset != 0, mayMove(type) else { return offset }
    return isAmbiguous(type) || isUnnamed(type) ? nil : place(of: offset, in: type)
  }

  /// Whether bytes of a variable may lie elsewhere in the other compilation.
  func mayMove(_ type: LLVMTypeRef) -> Bool {
    places != nil && (hasPlaces(type) || isAmbiguous(type) || isUnnamed(type))
  }

  /// Whether a variable has a union of which it is not known what a number of bytes means there.
  private func isAmbiguous(_ type: LLVMTypeRef) -> Bool {
    guard let places, contains(type, StructureNames.isUnion) else { return false }
    var outermost = type
    while LLVMGetTypeKind(outermost) == LLVMArrayTypeKind, let element = LLVMGetElementType(outermost) {
      outermost = element
    }
    return StructureNames.tag(of: outermost).map(places.ambiguous.contains) ?? true
  }

  /// Whether a variable may be one of the structures that are laid out otherwise, under a type without a name, as clang
  /// gives it to some that have an initial value.
  func isUnnamed(_ type: LLVMTypeRef) -> Bool {
    guard let places,
      contains(type, { LLVMGetTypeKind($0) == LLVMStructTypeKind && LLVMGetStructName($0) == nil })
    else { return false }
    return places.structures.values.contains { $0.ownSize == 0 || size(type).isMultiple(of: $0.ownSize) }
  }

  private func contains(_ type: LLVMTypeRef, _ isOne: (LLVMTypeRef) -> Bool) -> Bool {
    if isOne(type) { return true }
    switch LLVMGetTypeKind(type) {
    case LLVMStructTypeKind where LLVMIsOpaqueStruct(type) == 0:
      return (0..<LLVMCountStructElementTypes(type)).contains { index in
        LLVMStructGetTypeAtIndex(type, index).map { contains($0, isOne) } ?? false
      }
    case LLVMArrayTypeKind: return LLVMGetElementType(type).map { contains($0, isOne) } ?? false
    default: return false
    }
  }

  private func place(of offset: Int, in type: LLVMTypeRef) -> Int? {
    guard offset != 0, hasPlaces(type) else { return offset }
    switch LLVMGetTypeKind(type) {
    case LLVMStructTypeKind:
      // What a union's storage is called says nothing of what lies there.
      guard !StructureNames.isUnion(type), offset > 0, offset < size(type) else { return nil }
      let field = Int(LLVMElementAtOffset(data, type, UInt64(offset)))
      guard let start = place(type, field: field), let inner = LLVMStructGetTypeAtIndex(type, UInt32(field))
      else { return nil }
      let rest = offset - self.offset(type, field: field)
      // Between members there is nothing to find.
      guard rest < max(1, size(inner)) else { return nil }
      return place(of: rest, in: inner).map { start + $0 }
    case LLVMArrayTypeKind:
      guard let element = LLVMGetElementType(type), size(element) > 0, offset > 0 else { return nil }
      let (index, rest) = offset.quotientAndRemainder(dividingBy: size(element))
      return place(of: rest, in: element).map { index * placedSize(element) + $0 }
    default: return nil
    }
  }
}
