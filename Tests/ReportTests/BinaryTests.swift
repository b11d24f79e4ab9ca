import Foundation
import Testing

/// The built program as a user's shell runs it: what can only be seen from outside.
@Suite struct BinaryTests {
  /// The products of a build lie in one folder.
  private static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent()

  private struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs a line of shell in which `$P` is the program.
  private func shell(_ line: String) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", line]
    var environment = ProcessInfo.processInfo.environment
    environment["P"] = Self.folder.appending(path: "pteproof").path
    process.environment = environment
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    let errorText = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
      errors: String(decoding: errorText, as: UTF8.self))
  }

  @Test(arguments: [
    ("$P --version", 0), ("$P --help", 0), ("$P help prove", 0), ("$P list", 0), ("$P", 2), ("$P frob", 2),
    ("$P prove frob --kernel k", 2), ("$P prove --orders 9-0 --kernel k", 2),
    ("$P prove fork --frob", 2), ("$P prove fork --kernel /nowhere/at/all", 2),
    ("$P prove --bisect", 125),
  ]) func exitStatuses(_ line: String, _ status: Int) throws {
    let outcome = try shell(line)
    #expect(outcome.status == Int32(status), "\(outcome)")
    #expect(outcome.output.isEmpty == (status != 0))
    #expect(outcome.errors.split(separator: "\n").count == (status == 0 ? 0 : 1), "\(outcome.errors)")
    #expect(!(outcome.output + outcome.errors).contains("\u{1B}"))
  }

  @Test func aFullDiskIsSaid() throws {
    let outcome = try shell("$P list >/dev/full")
    #expect(outcome.status == 2)
    #expect(outcome.errors == "pteproof: error: cannot write to standard output: No space left on device\n")
  }

  @Test func aReaderThatWentAwayIsNoError() throws {
    // The sleep lets `true` end first, so that the pipe is closed when the program writes.
    let outcome = try shell("set -o pipefail; (sleep 0.3; exec $P list) | true")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
  }
}
