import Foundation

/// A temporary folder with a C compiler.
struct Workshop {
  struct Failure: Error { let message: String }

  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "replay-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Compiles C as a kernel unit is compiled: no LLVM passes, no red zone, debug information.
  ///
  /// - Returns: the path of the bitcode.
  func bitcode(_ source: String, name: String = "unit", flags: [String] = []) throws -> String {
    let input = folder.appending(path: name + ".c").path
    let output = folder.appending(path: name + ".bc").path
    try source.write(toFile: input, atomically: true, encoding: .utf8)
    try run(
      "clang-19",
      [
        "-O1", "-Xclang", "-disable-llvm-passes", "-g", "-fno-delete-null-pointer-checks",
        "-fno-strict-aliasing",
        "-fwrapv", "-mno-red-zone", "-mcmodel=kernel", "-fno-pic", "-std=gnu11", "-w",
      ] + flags + ["-emit-llvm", "-c", input, "-o", output])
    return output
  }

  func run(_ tool: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(message: String(decoding: text, as: UTF8.self))
    }
  }
}
