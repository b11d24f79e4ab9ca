import CLLVM

/// Names and texts out of LLVM.
enum LLVMText {
  static func name(_ value: LLVMValueRef) -> String {
    var length = 0
    guard let start = LLVMGetValueName2(value, &length) else { return "" }
    return string(start, length)
  }

  static func string(_ start: UnsafePointer<CChar>, _ length: Int) -> String {
    start.withMemoryRebound(to: UInt8.self, capacity: length) {
      String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
    }
  }

  /// What LLVM prints for a value, on one line, without the metadata behind it.
  static func print(_ value: LLVMValueRef) -> String {
    let text = LLVMPrintValueToString(value)
    defer { LLVMDisposeMessage(text) }
    return text.map { oneLine(String(cString: $0)) } ?? ""
  }

  static func print(type: LLVMTypeRef) -> String {
    let text = LLVMPrintTypeToString(type)
    defer { LLVMDisposeMessage(text) }
    return text.map { oneLine(String(cString: $0)) } ?? ""
  }

  /// Debug locations, other metadata and attribute groups go by numbers that depend on the whole file.
  private static func oneLine(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    if let metadata = line.firstRange(of: ", !") { line = String(line[..<metadata.lowerBound]) }
    if let attributes = line.lastIndex(of: "#"), line[attributes...].dropFirst().allSatisfy(\.isNumber) {
      line = String(line[..<attributes])
    }
    return line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }

  /// Metadata as an argument: the strings in it. Numbers of nodes depend on the whole file.
  static func print(metadata: LLVMValueRef) -> String {
    var strings: [String] = []
    func collect(_ value: LLVMValueRef) {
      if LLVMIsAMDString(value) != nil {
        var length: UInt32 = 0
        if let start = LLVMGetMDString(value, &length) { strings.append(string(start, Int(length))) }
      } else if LLVMIsAMDNode(value) != nil {
        var operands: [LLVMValueRef?] = Array(
          repeating: nil, count: Int(LLVMGetMDNodeNumOperands(value)))
        LLVMGetMDNodeOperands(value, &operands)
        for case .some(let operand) in operands where LLVMIsAMDString(operand) != nil { collect(operand) }
      }
    }
    collect(metadata)
    return "metadata " + strings.joined(separator: " ")
  }
}
