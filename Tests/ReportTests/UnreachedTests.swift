import Report
import Testing

@testable import pteproof

@Suite struct UnreachedTests {
  private static func report(_ functions: String..., verdict: Verdict = .proved) -> ProofReport {
    var report = Sample.proved
    report.unreachedBranches = functions.map { LocationText(file: "mm/memory.c", line: 1, function: $0) }
    report.claims = [
      ClaimReport(
        name: "invariants", explanation: "e",
        results: [OrderResult(order: 1, verdict: verdict, seconds: 0, goals: 1, cases: 1)])
    ]
    return report
  }

  @Test func functionsThatHadNone() {
    let after = Self.report("f", "g")
    #expect(after.newlyUnreached(since: Self.report("f")).map(\.function) == ["g"])
    #expect(after.newlyUnreached(since: Self.report("f", "g")).isEmpty)
    #expect(after.newlyUnreached(since: Self.report(verdict: .refuted)).count == 2)
  }

  /// Where the base was not executed to its end, none of its branches is listed: that is no news of the patch.
  @Test func nothingIsNewWhereTheBaseIsOpen() {
    #expect(Self.report("f").newlyUnreached(since: Self.report(verdict: .undecided)).isEmpty)
    #expect(Self.report("f").newlyUnreached(since: nil).isEmpty)
  }
}
