import Bitcode
import Foundation

/// Compiles C to bitcode at test time, as a kernel unit is compiled: no LLVM passes, with debug info.
struct CompiledC {
  struct CompilerFailed: Error { let message: String }

  static let compiler: String? = (19...22).map { "/usr/bin/clang-\($0)" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "bitcode-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// The path of the bitcode.
  func compile(_ source: String, name: String = "unit", flags: [String] = []) throws -> String {
    let input = folder.appending(path: name + ".c")
    let output = folder.appending(path: name + ".bc")
    try source.write(to: input, atomically: true, encoding: .utf8)
    try Self.run(
      ["-O1", "-Xclang", "-disable-llvm-passes", "-g", "-fno-delete-null-pointer-checks"] + flags
        + ["-emit-llvm", "-c", input.path, "-o", output.path])
    return output.path
  }

  static func run(_ arguments: [String]) throws {
    guard let compiler else { throw CompilerFailed(message: "no clang") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: compiler)
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CompilerFailed(message: String(decoding: text, as: UTF8.self))
    }
  }

  /// One C file, decoded.
  static func decode(
    _ source: String, flags: [String] = [], options: BitcodeModule.Options = .init()
  ) throws -> BitcodeModule {
    let unit = try CompiledC()
    defer { unit.remove() }
    return try BitcodeModule(linking: [unit.compile(source, flags: flags)], options: options)
  }
}

extension Function {
  /// What its code promises, in order.
  var promises: [Promise] {
    kinds.compactMap { kind in
      if case .call(.function(let name), _, _, _) = kind { return Promise(callee: name) }
      return nil
    }
  }

  var instructions: [Instruction] { blocks.flatMap(\.instructions) }
  var kinds: [InstructionKind] { instructions.map(\.kind) }

  /// The instruction that defines a register; nil for parameters and phis.
  func definition(of operand: Operand) -> InstructionKind? {
    guard case .register(let number) = operand else { return nil }
    return instructions.first { $0.result == number }?.kind
  }

  func phi(of operand: Operand) -> Phi? {
    guard case .register(let number) = operand else { return nil }
    return blocks.flatMap(\.phis).first { $0.register == number }
  }

  var returnValues: [Operand] {
    blocks.compactMap { block in
      if case .return(let value, _) = block.terminator { return value }
      return nil
    }
  }

  /// The variables whose uninitialised values `operand` may be, looking through phis, selects and casts.
  func uninitialisedVariables(in operand: Operand) -> Set<String> {
    var seen: Set<Operand> = []
    var work = [operand]
    var result: Set<String> = []
    while let next = work.popLast() {
      guard seen.insert(next).inserted else { continue }
      if let phi = phi(of: next) { work += phi.incoming.map(\.value) }
      guard let definition = definition(of: next) else { continue }
      if case .uninitialised(_, let variable) = definition { result.insert(variable) }
      switch definition {
      case .select(_, let yes, let no, _): work += [yes, no]
      case .cast(_, let value, _, _): work.append(value)
      case .binary(_, let left, let right, _): work += [left, right]
      default: break
      }
    }
    return result
  }
}
