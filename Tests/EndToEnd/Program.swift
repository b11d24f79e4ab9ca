import Foundation

/// The built program, as a user's shell runs it.
enum Program {
  static let path = Products.folder.appending(path: "pteproof").path

  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var errors: String

    /// The error in one line, as every refusal is written.
    var isOneErrorLine: Bool {
      output.isEmpty && errors.split(separator: "\n").count == 1 && errors.hasPrefix("pteproof: error: ")
    }
  }

  /// Runs it to its end. Output goes through files: a full pipe would hold it up.
  static func run(_ arguments: [String], environment: [String: String] = [:]) async throws -> Outcome {
    let running = try Running(arguments, environment: environment)
    return try await running.outcome()
  }
}

/// A run of the program under way.
final class Running: @unchecked Sendable {
  // Process is not Sendable; each instance is used by one test.
  private let process = Process()
  private let folder: URL

  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "pteproof-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["output", "errors"] { try Data().write(to: folder.appending(path: name)) }
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: folder.appending(path: "output"))
    process.standardError = try FileHandle(forWritingTo: folder.appending(path: "errors"))
    try process.run()
  }

  private func text(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  var errorsSoFar: String { text("errors") }
  var isRunning: Bool { process.isRunning }

  func interrupt() { process.interrupt() }

  func outcome() async throws -> Program.Outcome {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    defer { try? FileManager.default.removeItem(at: folder) }
    return Program.Outcome(status: process.terminationStatus, output: text("output"), errors: text("errors"))
  }

  deinit {
    if process.isRunning { process.terminate() }
  }
}
