import Testing

@testable import Report

/// A part that was not looked at counts: in the verdict, in the answer, in the first line.
@Suite struct UncheckedTests {
  private func report(
    _ unchecked: [UncheckedPart], partial: Bool = false, shown: [Int] = [0, 1]
  ) -> CheckReport {
    let results = [0, 1].map { OrderResult(order: $0, verdict: shown.contains($0) ? .proved : .undecided) }
    let claim = ClaimCheck(
      name: "invariants", explanation: "", before: results, after: results)
    let unit = UnitCheck(unit: "fork", function: "f() in mm/memory.c", claims: [claim])
    return CheckReport(
      program: Sample.program, kernel: Sample.kernel, orders: [0, 1],
      patches: [
        PatchReport(
          number: 1, title: "mm: x", files: ["mm/memory.c"], scope: .checked, units: [unit],
          lookedAt: ["mm/memory.c"], unchecked: unchecked)
      ], partial: partial)
  }

  private let elsewhere = UncheckedPart(file: "mm/mprotect.c", reason: .inNoUnit)

  @Test func whatIsNotLookedAtIsNotHeld() {
    #expect(report([]).verdict == .proved)
    #expect(report([elsewhere]).verdict == .undecided && report([elsewhere]).verdict.exitStatus == 3)
    #expect(report([elsewhere], partial: true).verdict == .proved)
    // Nor does it make up for what is not decided.
    #expect(report([elsewhere], partial: true, shown: [0]).verdict == .undecided)
  }

  @Test func theAnswerSaysOfWhat() {
    let arm = UncheckedPart(file: "arch/arm64/mm/contpte.c", reason: .otherArchitecture)
    #expect(
      CheckWords.answer(report([elsewhere, arm])).hasPrefix(
        "holds for 1 of 3 files; not looked at: mm/mprotect.c (in no unit), "
          + "arch/arm64/mm/contpte.c (in no unit: of another architecture); 1 hold before and after"))
    let part = UncheckedPart(file: "mm/memory.c", function: "g", first: 7, last: 7, reason: .inNoUnit)
    #expect(CheckWords.answer(report([part])).hasPrefix("holds for 1 of 1 file in part; not looked at: "))
    #expect(
      CheckWords.answer(report([elsewhere], partial: true)).hasPrefix(
        "holds for 1 of 2 files; not looked at: "))
  }

  @Test func theFirstLineSaysWhatWasShown() {
    #expect(CheckWords.extent(report([])) == "orders 0 and 1")
    #expect(CheckWords.extent(report([], shown: [0])) == "orders 0 and 1 asked, order 0 shown")
    #expect(CheckWords.extent(report([], shown: [])) == "orders 0 and 1 asked, none shown")
    var windows = report([])
    windows.patches[0].units[0].windows = [0, 1]
    #expect(CheckWords.extent(windows) == "windows 0 and 1")
  }

  /// In each format, so that an answer cannot be taken for more than it is.
  @Test(arguments: CheckFormat.allCases) func theLimitsAreSaid(_ format: CheckFormat) throws {
    #expect(try format.renderer(TextOptions()).render(report([])).contains(Limits.sentence))
    #expect(Limits.sentence.count <= 75)
  }

  @Test func linesOfWhichTheSameIsSaid() {
    let lines = [(7, 9), (12, 12)].map { first, last in
      UncheckedPart(file: "a.c", function: "f", first: first, last: last, reason: .keptAway, why: "why")
    }
    #expect(
      UncheckedPart.words(lines + [elsewhere]) == ["a.c:7-9, 12 in f() (why)", "mm/mprotect.c (in no unit)"])
  }

  /// What one configuration keeps away counts; what one compiles is seen.
  @Test func inConfigurations() {
    let kept = UncheckedPart(file: "a.c", function: "f", first: 7, last: 7, reason: .keptAway, why: "why")
    let unseen = UncheckedPart(file: "b.c", first: 1, last: 1, reason: .notSeen)
    let merged = CheckReport.merged([("debug", report([kept, unseen])), ("plain", report([]))])
    #expect(merged.patches[0].unchecked == [kept])
    #expect(merged.verdict == .undecided)
    let both = CheckReport.merged([("debug", report([unseen])), ("plain", report([unseen]))])
    #expect(both.patches[0].unchecked == [unseen])
  }
}
