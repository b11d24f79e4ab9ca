import CLLVM

/// Collects the source locations of a module, each once.
final class LocationTable {
  private(set) var locations: [SourceLocation] = []
  private var indices: [SourceLocation: Int32] = [:]
  private var known: [LLVMMetadataRef: Int32] = [:]
  private var files: [LLVMMetadataRef: String] = [:]

  /// -1 when the instruction has none.
  func index(of instruction: LLVMValueRef, in function: String) -> Int32 {
    guard let place = LLVMInstructionGetDebugLoc(instruction) else { return -1 }
    if let index = known[place] { return index }
    let scope = LLVMDILocationGetScope(place)
    let location = SourceLocation(
      file: scope.map(file) ?? "", line: Int(LLVMDILocationGetLine(place)),
      column: Int(LLVMDILocationGetColumn(place)), function: function)
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
    return SourceLocation(
      file: file(program), line: Int(LLVMDISubprogramGetLine(program)), function: LLVMText.name(function))
  }

  private func file(_ scope: LLVMMetadataRef) -> String {
    if let name = files[scope] { return name }
    var length: UInt32 = 0
    var name = ""
    if let file = LLVMDIScopeGetFile(scope), let start = LLVMDIFileGetFilename(file, &length) {
      name = LLVMText.string(start, Int(length))
    }
    files[scope] = name
    return name
  }
}
