import Foundation
import Subprocess

/// A program run as a child until it ends.
struct Tool {
  let name: String
  let directory: URL

  init(_ name: String, in directory: URL) {
    self.name = name
    self.directory = directory
  }

  /// - Throws: `ReplayError` with the first line of what it said, if it fails.
  func run(_ arguments: [String]) async throws(ReplayError) {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    let status: TerminationStatus
    let said: String
    do {
      let result = try await Subprocess.run(
        name.contains("/") ? .path(.init(name)) : .name(name), arguments: Arguments(arguments),
        workingDirectory: .init(directory.path), platformOptions: options, output: .discarded,
        error: .string(limit: 1 << 20))
      status = result.terminationStatus
      said = result.standardError
    } catch {
      if Task.isCancelled { throw .interrupted }
      throw .toolFailed(name, "cannot be run: \(error)")
    }
    if Task.isCancelled { throw .interrupted }
    guard status.isSuccess else {
      let line =
        said.split(separator: "\n").first { $0.contains("error") } ?? said.split(separator: "\n").first
      throw .toolFailed(name, line.map(String.init) ?? "failed: \(status)")
    }
  }
}
