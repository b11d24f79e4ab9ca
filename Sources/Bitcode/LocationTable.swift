import CLLVM

/// Collects the source locations of a module, each once.
final class LocationTable {
  private(set) var locations: [SourceLocation] = []
  private var indices: [SourceLocation: Int32] = [:]
  private var known: [LLVMMetadataRef: Int32] = [:]
  private var files: [LLVMMetadataRef: (file: String, origin: SourceOrigin)] = [:]
  private let roots: SourceRoots

  /// - Parameter roots: the folders that files are named from.
  init(_ roots: SourceRoots) { self.roots = roots }

  /// -1 when the instruction has none.
  func index(of instruction: LLVMValueRef, in function: String) -> Int32 {
    guard let place = LLVMInstructionGetDebugLoc(instruction) else { return -1 }
    if let index = known[place] { return index }
    let scope = LLVMDILocationGetScope(place)
    let (file, origin) = scope.map(file) ?? ("", .elsewhere)
    let location = SourceLocation(
      file: file, line: Int(LLVMDILocationGetLine(place)),
      column: Int(LLVMDILocationGetColumn(place)), function: function, origin: origin)
    let index = indices[location] ?? Int32(locations.count)
    if index == locations.count {
      locations.append(location)
      indices[location] = index
    }
    known[place] = index
    return index
  }

  func location(ofFunction function: LLVMValueRef) -> SourceLocation? {
    guard let program = LLVMGetSubprogram(function) else { return nil }
    let (file, origin) = file(program)
    return SourceLocation(
      file: file, line: Int(LLVMDISubprogramGetLine(program)), function: LLVMText.name(function),
      origin: origin)
  }

  private func file(_ scope: LLVMMetadataRef) -> (file: String, origin: SourceOrigin) {
    if let known = files[scope] { return known }
    var place = (file: "", origin: SourceOrigin.elsewhere)
    if let file = LLVMDIScopeGetFile(scope) {
      var length: UInt32 = 0
      let name = LLVMDIFileGetFilename(file, &length).map { LLVMText.string($0, Int(length)) } ?? ""
      let folder = LLVMDIFileGetDirectory(file, &length).map { LLVMText.string($0, Int(length)) } ?? ""
      place = roots.place(name, in: folder)
    }
    files[scope] = place
    return place
  }
}
