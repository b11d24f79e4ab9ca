import Foundation
import Testing

/// The program on the real kernel, from outside.
@Suite struct ProgramTests {
  private func arguments(_ kernel: KernelUnderTest, _ more: [String]) -> [String] {
    ["prove", "fork", "--kernel", kernel.path, "--cache", kernel.cache] + more
  }

  @Test func provedAndTheSameTwice() async throws {
    let kernel = try await KernelUnderTest.shared.value
    var reports: [Data] = []
    for jobs in ["1", "2"] {
      let outcome = try await Gate.proofs.pass {
        try await Program.run(
          arguments(kernel, ["--orders", "0-1", "--format", "json", "--jobs", jobs]))
      }
      #expect(outcome.status == 0, "\(outcome)")
      reports.append(try Self.withoutTimes(Data(outcome.output.utf8)))
    }
    #expect(reports[0] == reports[1])
  }

  @Test func refutedWithoutAnAllowance() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let outcome = try await Gate.proofs.pass {
      try await Program.run(
        arguments(kernel, ["--orders", "1", "--claim", "batch=pages", "--deny", "shared-mixed-write"]))
    }
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("refuted"))
  }

  /// Ctrl-C in the middle of a proof.
  @Test func interrupted() async throws {
    let kernel = try await KernelUnderTest.shared.value
    // Everything is in the cache before: what follows is proof.
    _ = try await kernel.module()
    // One of the two permits: with both given to proofs of this process no thread would be left to wait.
    let (outcome, patience) = try await Gate.proofs.pass { () async throws -> (Program.Outcome, Duration) in
      let running = try Running(arguments(kernel, ["--orders", "6", "--method", "unrolled", "--verbose"]))
      let start = ContinuousClock.now
      while running.isRunning, !running.errorsSoFar.contains(", order 6,"),
        ContinuousClock.now - start < .seconds(300)
      {
        try await Task.sleep(for: .milliseconds(50))
      }
      let signalled = ContinuousClock.now
      running.interrupt()
      return (try await running.outcome(), ContinuousClock.now - signalled)
    }
    #expect(patience < .seconds(60))
    #expect(outcome.errors.contains(", order 6,"), "\(outcome)")
    #expect(outcome.status == 130, "\(outcome)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasSuffix("pteproof: interrupted\n"))
    let left = try FileManager.default.contentsOfDirectory(atPath: kernel.cache + "/temporary")
      .filter { !$0.hasPrefix("\(ProcessInfo.processInfo.processIdentifier)-") }
    #expect(left.isEmpty)
  }

  /// A report in JSON with all times left out, and the number of workers, which was given.
  private static func withoutTimes(_ json: Data) throws -> Data {
    func strip(_ value: Any) -> Any {
      switch value {
      case let object as [String: Any]:
        object.filter { !["seconds", "workers"].contains($0.key) }.mapValues(strip)
      case let list as [Any]: list.map(strip)
      default: value
      }
    }
    let value = strip(try JSONSerialization.jsonObject(with: json))
    return try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .prettyPrinted])
  }
}
