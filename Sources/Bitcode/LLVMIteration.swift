import CLLVM

/// LLVM's intrusive lists as arrays.
enum LLVMList {
  static func functions(_ module: LLVMModuleRef) -> [LLVMValueRef] {
    list(LLVMGetFirstFunction(module), LLVMGetNextFunction)
  }

  static func globals(_ module: LLVMModuleRef) -> [LLVMValueRef] {
    list(LLVMGetFirstGlobal(module), LLVMGetNextGlobal)
  }

  static func blocks(_ function: LLVMValueRef) -> [LLVMBasicBlockRef] {
    list(LLVMGetFirstBasicBlock(function), LLVMGetNextBasicBlock)
  }

  static func instructions(_ block: LLVMBasicBlockRef) -> [LLVMValueRef] {
    list(LLVMGetFirstInstruction(block), LLVMGetNextInstruction)
  }

  static func users(_ value: LLVMValueRef) -> [LLVMValueRef] {
    list(LLVMGetFirstUse(value), LLVMGetNextUse).compactMap { LLVMGetUser($0) }
  }

  /// Collected first, so that the caller may change the list while it walks.
  private static func list(
    _ first: OpaquePointer?, _ next: (OpaquePointer?) -> OpaquePointer?
  ) -> [OpaquePointer] {
    var result: [OpaquePointer] = []
    var current = first
    while let element = current {
      result.append(element)
      current = next(element)
    }
    return result
  }
}

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

  private static func oneLine(_ text: String) -> String {
    var line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    if let debug = line.firstRange(of: ", !dbg") { line = String(line[..<debug.lowerBound]) }
    return line.drop { $0 == " " }.description
  }
}
