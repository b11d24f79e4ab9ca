import Report
import Testing

@testable import pteproof

@Suite struct ProgressTests {
  private func run(_ flags: [String], progressColumns: Int?) async throws -> TestRun {
    try await TestRun(["prove", "--kernel", "k"] + flags, progressColumns: progressColumns) { _, progress in
      progress.report(.stage("unpacking", fraction: 0.341))
      progress.report(.stage("unpacking", fraction: 0.5))
      progress.report(.slowQuery(name: "child.pte[3].dirty", seconds: 12.4))
      progress.report(.proving(claim: "batch = pages", order: 2, number: 3, total: 15))
      return Sample.proved
    }
  }

  /// The text with times taken out: a busy machine may be slow.
  private func timeless(_ text: String) -> String { text.replacing(/[0-9]+ s\b/, with: "T") }

  @Test func aPipeGetsNothing() async throws {
    #expect(try await run([], progressColumns: nil).errors.isEmpty)
  }

  @Test func verboseWritesALineAStage() async throws {
    #expect(
      try await timeless(run(["--verbose"], progressColumns: nil).errors)
        == """
        pteproof: T fork: unpacking
        pteproof: T fork: slow query child.pte[3].dirty: T
        pteproof: T fork: batch = pages, order 2, 3 of 15

        """)
  }

  @Test func aTerminalGetsOneLineThatIsRemoved() async throws {
    let drawn = try await run([], progressColumns: 80).errors
    #expect(!drawn.contains("\n"))
    #expect(timeless(drawn).contains("fork: unpacking 34 % (T)"))
    #expect(timeless(drawn).contains("fork: batch = pages, order 2, 3 of 15 (T)"))
    // What a terminal shows at the end: each carriage return goes back to the first column.
    var line: [Character] = []
    for part in drawn.split(separator: "\r", omittingEmptySubsequences: false) {
      line = Array(part) + line.dropFirst(part.count)
      #expect(line.count < 80)
    }
    #expect(line.allSatisfy { $0 == " " })
  }

  @Test func aNarrowTerminalDoesNotWrap() async throws {
    let drawn = try await run([], progressColumns: 20).errors
    #expect(drawn.split(separator: "\r").allSatisfy { $0.count < 20 })
  }

  @Test func fractionsAreClamped() {
    #expect(ProgressEvent.stage("s", fraction: 1.7).line == "s 100 %")
    #expect(ProgressEvent.stage("s", fraction: -1).line == "s 0 %")
    #expect(ProgressEvent.stage("s", fraction: .nan).line == "s")
    #expect(ProgressEvent.proving(claim: "c", order: nil, number: 1, total: 2).line == "c, 1 of 2")
  }
}
