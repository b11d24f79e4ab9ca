import Testing

@testable import Report

@Suite struct VerdictTests {
  /// The documented rule, word for word: of several verdicts the first of 5, 1, 4, 3, 0 decides.
  private func decided(_ verdicts: [Verdict]) -> Int32? {
    [5, 1, 4, 3, 0].first { status in verdicts.contains { $0.exitStatus == status } }
  }

  @Test func theFirstOfTheDocumentedStatusesDecides() {
    let all = Verdict.allCases
    for first in all {
      #expect(Verdict.decide([first]) == first)
      for second in all {
        for third in all {
          let verdicts = [first, second, third]
          #expect(Verdict.decide(verdicts).exitStatus == decided(verdicts), "\(verdicts)")
        }
      }
    }
  }

  @Test func nothingAskedIsNothingProved() {
    #expect(Verdict.decide([]) == .undecided)
    var report = Sample.proved
    #expect(report.verdict == .proved)
    report.claims.append(ClaimReport(name: "not run", explanation: ""))
    #expect(report.verdict == .undecided)
    report.claims = []
    #expect(report.verdict == .undecided)
  }

  @Test func exitStatuses() {
    let statuses: [Verdict: Int32] = [
      .proved: 0, .refuted: 1, .undecided: 3, .unmodelled: 4, .internal: 5,
    ]
    for verdict in Verdict.allCases {
      #expect(verdict.exitStatus == statuses[verdict])
      #expect(verdict.bisectExitStatus == (verdict == .proved ? 0 : verdict == .refuted ? 1 : 125))
    }
  }
}
