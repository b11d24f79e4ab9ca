import Foundation
import Report

@testable import pteproof

/// Stands in for the engine, in tests only.
struct TestEngine: ProofEngine {
  var body: @Sendable (ProveOptions, any ProgressSink) async throws -> ProofReport

  init(_ body: @escaping @Sendable (ProveOptions, any ProgressSink) async throws -> ProofReport) {
    self.body = body
  }

  func run(_ options: ProveOptions, progress: any ProgressSink) async throws -> ProofReport {
    try await body(options, progress)
  }
}

/// One run of the program in process, its streams in files.
struct TestRun {
  var status: Int32
  var output: String
  var errors: String

  /// - Parameters:
  ///   - columns: the width of the terminal that standard output is said to be.
  ///   - progressColumns: the same of standard error.
  init(
    _ arguments: [String], environment: [String: String] = ["HOME": "/home/someone"], columns: Int? = nil,
    progressColumns: Int? = nil,
    engine: @escaping @Sendable (ProveOptions, any ProgressSink) async throws -> ProofReport = { _, _ in
      Sample.proved
    }
  ) async throws {
    let folder = URL.temporaryDirectory.appending(path: "pteproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = ["out", "err"].map { folder.appending(path: $0) }
    let descriptors = files.map { open($0.path, O_CREAT | O_WRONLY, 0o600) }
    defer { for descriptor in descriptors { close(descriptor) } }
    let surroundings = Surroundings(
      environment: environment, standardOutput: OutputStream(descriptor: descriptors[0]),
      standardError: DiagnosticStream(descriptor: descriptors[1]), columns: columns,
      progressColumns: progressColumns)
    status = await Invocation(arguments: arguments, surroundings: surroundings, engine: TestEngine(engine))
      .run()
    output = try String(contentsOf: files[0], encoding: .utf8)
    errors = try String(contentsOf: files[1], encoding: .utf8)
  }
}
