import CLLVM

/// One LLVM context with one module: everything of LLVM that is alive while bitcode is read. The context
/// and all in it are released together.
final class LLVMSession {
  let context: LLVMContextRef
  private(set) var module: LLVMModuleRef?
  private let diagnostics = Diagnostics()

  /// What LLVM has said, instead of printing it.
  private final class Diagnostics {
    var errors: [String] = []
  }

  init() {
    context = LLVMContextCreate()
    LLVMContextSetDiagnosticHandler(
      context,
      { info, box in
        guard let info, let box else { return }
        guard LLVMGetDiagInfoSeverity(info) == LLVMDSError else { return }
        let text = LLVMGetDiagInfoDescription(info)
        defer { LLVMDisposeMessage(text) }
        let diagnostics = Unmanaged<Diagnostics>.fromOpaque(box).takeUnretainedValue()
        diagnostics.errors.append(text.map { String(cString: $0) } ?? "")
      }, Unmanaged.passUnretained(diagnostics).toOpaque())
  }

  deinit {
    if let module { LLVMDisposeModule(module) }
    LLVMContextDispose(context)
  }

  /// The errors since the last call, as one line.
  func takeErrors() -> String {
    defer { diagnostics.errors = [] }
    let lines = diagnostics.errors.flatMap { $0.split(separator: "\n") }
    return lines.isEmpty ? "unknown error" : lines.joined(separator: "; ")
  }

  /// Reads one file, and links it to those read before.
  func add(_ path: String) throws(BitcodeError) {
    let read = try parse(path)
    guard let module else {
      self.module = read
      return
    }
    // The source module is consumed, whatever comes of it.
    if LLVMLinkModules2(module, read) != 0 {
      let reason = takeErrors()
      throw .linkConflict(path: path, symbol: Self.quotedSymbol(in: reason), reason: reason)
    }
  }

  /// Opens one file, of which functions are not read.
  func open(_ path: String) throws(BitcodeError) {
    let buffer = try contents(of: path)
    var read: LLVMModuleRef?
    // The module takes the buffer, if there is one.
    guard LLVMGetBitcodeModuleInContext2(context, buffer, &read) == 0, let read else {
      LLVMDisposeMemoryBuffer(buffer)
      throw notBitcode(path)
    }
    module = read
  }

  private func contents(of path: String) throws(BitcodeError) -> LLVMMemoryBufferRef {
    var buffer: LLVMMemoryBufferRef?
    var message: UnsafeMutablePointer<CChar>?
    guard LLVMCreateMemoryBufferWithContentsOfFile(path, &buffer, &message) == 0, let buffer else {
      let reason = message.map { String(cString: $0) } ?? "unknown error"
      LLVMDisposeMessage(message)
      if reason.contains("No such file") { throw .missingFile(path: path) }
      throw .unreadable(path: path, reason: reason)
    }
    guard Self.hasBitcodeMagic(buffer) else {
      LLVMDisposeMemoryBuffer(buffer)
      throw .notBitcode(path: path, reason: "the file does not begin with 'BC' 0xC0DE")
    }
    return buffer
  }

  private func parse(_ path: String) throws(BitcodeError) -> LLVMModuleRef {
    let buffer = try contents(of: path)
    defer { LLVMDisposeMemoryBuffer(buffer) }
    var read: LLVMModuleRef?
    guard LLVMParseBitcodeInContext2(context, buffer, &read) == 0, let read else { throw notBitcode(path) }
    var problem: UnsafeMutablePointer<CChar>?
    defer { LLVMDisposeMessage(problem) }
    // The decoder relies on what the verifier checks: types that agree, targets in the same function.
    guard LLVMVerifyModule(read, LLVMReturnStatusAction, &problem) == 0 else {
      let lines = problem.map { String(cString: $0) }?.split(separator: "\n").prefix(2) ?? []
      LLVMDisposeModule(read)
      throw .notBitcode(path: path, reason: "malformed: \(lines.joined(separator: ": "))")
    }
    return read
  }

  /// What is wrong with a file that cannot be parsed, by what LLVM said.
  private func notBitcode(_ path: String) -> BitcodeError {
    let reason = takeErrors()
    return Self.isFromAnotherVersion(reason)
      ? .wrongVersion(path: path, reason: reason) : .notBitcode(path: path, reason: reason)
  }

  /// LLVM names the writer and the reader behind each error: `(Producer: 'A' Reader: 'LLVM B')`.
  static func isFromAnotherVersion(_ reason: String) -> Bool {
    func quoted(after key: String) -> String? {
      guard let found = reason.firstRange(of: key + ": '") else { return nil }
      let rest = reason[found.upperBound...].prefix { $0 != "'" }
      return rest.filter { $0.isNumber || $0 == "." }
    }
    guard let producer = quoted(after: "Producer"), let reader = quoted(after: "Reader") else { return false }
    return producer != reader
  }

  /// Raw bitcode, or the wrapper that some targets put around it.
  private static func hasBitcodeMagic(_ buffer: LLVMMemoryBufferRef) -> Bool {
    guard LLVMGetBufferSize(buffer) >= 4, let start = LLVMGetBufferStart(buffer) else { return false }
    let magic = (0..<4).map { UInt8(bitPattern: start[$0]) }
    return magic == [0x42, 0x43, 0xC0, 0xDE] || magic == [0xDE, 0xC0, 0x17, 0x0B]
  }

  private static func quotedSymbol(in text: String) -> String? {
    for quote in ["'", "\""] as [Character] {
      guard let open = text.firstIndex(of: quote) else { continue }
      let rest = text[text.index(after: open)...]
      guard let close = rest.firstIndex(of: quote) else { continue }
      return String(rest[..<close])
    }
    return nil
  }

  func runPasses(_ pipeline: String) throws(BitcodeError) {
    guard let module, !pipeline.isEmpty else { return }
    let options = LLVMCreatePassBuilderOptions()
    defer { LLVMDisposePassBuilderOptions(options) }
    guard let error = LLVMRunPasses(module, pipeline, nil, options) else { return }
    let text = LLVMGetErrorMessage(error)
    defer { LLVMDisposeErrorMessage(text) }
    throw .passesFailed(reason: text.map { String(cString: $0) } ?? "unknown error")
  }
}
