import Foundation
import Proof
import Report
import Testing

@testable import pteproof

/// Proposed diffs of the real kernel: what holds is said to hold, what breaks is said to break.
@Suite struct CheckCorpusTests {
  @Test(arguments: ProposedDiff.bugs + ProposedDiff.refactorings)
  func claimsBreakOrHold(_ diff: ProposedDiff) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try #require(!diff.edits.isEmpty)
    let path = try DiffWriter(kernel: kernel).write(diff.edits, name: diff.name)
    // What holds has to be executed whole: by a folio of one page, and in loops that go round again.
    let orders = diff.breaks.isEmpty ? "0-\(diff.order + 1)" : "\(diff.order)"
    let report = try await Gate.proofs.pass {
      try await check(
        [path, "--orders", orders] + diff.claims.flatMap { ["--claim", $0.rawValue] })
    }
    let patch = try #require(report.patches.first)
    let unit = try #require(patch.units.first, "\(patch)")
    for claim in diff.claims {
      #expect(
        report.statuses()[claim.rawValue] == (diff.breaks.contains(claim) ? .broken : .holds),
        "\(claim.rawValue): \(unit.notes)")
    }
    #expect(report.verdict.exitStatus == (diff.breaks.isEmpty ? 0 : 1))
    #expect(unit.unchanged == diff.isUnchanged)
    #expect(
      Set(unit.changedFunctions.map { $0.function ?? "" }).isSuperset(of: diff.changes),
      "\(unit.changedFunctions)")
    #expect(patch.uncovered.isEmpty && patch.unseen.isEmpty, "\(patch)")
    #expect(Set(unit.findings.map(\.finding.claim)) == Set(diff.breaks.map(\.rawValue)))
    for finding in unit.findings {
      // The hunk is of the patch, and the line is one that it changes.
      let hunk = try #require(finding.hunk)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(text.contains(hunk.header) && hunk.lines.allSatisfy(text.contains))
      #expect(hunk.file == diff.edits[0].file)
    }
  }

  @Test func corpusIsLargeEnoughAndBreaksEachClaim() {
    let all = ProposedDiff.bugs + ProposedDiff.refactorings
    #expect(all.count >= 20 && Set(all.map(\.name)).count == all.count)
    #expect(Set(ProposedDiff.bugs.flatMap(\.breaks)) == Set(Claim.allCases).subtracting([.notVacuous]))
    #expect(
      Set(all.flatMap(\.edits).map(\.file))
        == [KernelFile.memory, KernelFile.batch, KernelFile.rmap, KernelFile.pgtable])
  }

  /// Four patches, of which the second breaks what the third mends.
  @Test func aSeriesWithABrokenMiddle() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let original = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
    func edit(_ name: String, _ text: String) throws -> String {
      try (SeededBugs.all + NeutralEdits.all).first { $0.name == name }.map { try $0.applied(to: text) }
        ?? text
    }
    let first = try edit("de-morgan", original)
    let second = try edit("one-reference", first)
    let fourth = try edit("helper-split", first)
    let texts = [original, first, second, first, fourth]
    let writer = DiffWriter(kernel: kernel)
    var mbox =
      "From x Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nSubject: [PATCH 0/4] mm: tidy up\n\nPlease.\n\n"
    for number in 1...4 {
      let path = try writer.write(
        ["mm/memory.c": (texts[number - 1], texts[number])],
        folder: "\(kernel.scratch)/diffs/series-\(number)")
      mbox +=
        "From x Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nSubject: [PATCH \(number)/4] mm: step \(number)\n\n---\n"
        + (try String(contentsOfFile: path, encoding: .utf8)) + "-- \n2.39\n\n"
    }
    let path = kernel.scratch + "/diffs/series.mbox"
    try mbox.write(toFile: path, atomically: true, encoding: .utf8)
    let arguments = [path, "--orders", "0-1", "--claim", "invariants"]
    try await Gate.proofs.pass {
      let report = try await check(arguments)
      #expect(report.patches.map(\.title) == ["mm: step 1", "mm: step 2", "mm: step 3", "mm: step 4"])
      #expect((1...4).map { report.statuses($0)["invariants"] } == [.holds, .broken, .fixed, .holds])
      #expect(report.verdict == .refuted)
      let whole = try await check(arguments + ["--last-only"])
      #expect(whole.patches.count == 1)
      #expect(whole.statuses()["invariants"] == .holds)
      #expect(whole.verdict == .proved)
      // All of it was proved before: nothing is asked again.
      #expect(whole.totals.solverQueries == 0)
    }
  }

  /// The patched code against the base's: names make no difference, behaviour does.
  @Test func patchedAgainstBase() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let writer = DiffWriter(kernel: kernel)
    let arguments = ["--orders", "1", "--claim", "patched = base"]
    let renamed = try #require(ProposedDiff.refactorings.first { $0.name == "helpers-renamed" })
    let bug = try #require(SeededBugs.all.first { $0.name == "child-stays-young" })
    let batchBug = try #require(SeededBugs.all.first { $0.name == "parent-protects-first-only" })
    try await Gate.proofs.pass {
      let same = try await check([try writer.write(renamed.edits, name: "same")] + arguments)
      #expect(same.statuses()["patched = base"] == .same, "\(same.patches)")
      #expect(same.verdict == .proved)
      for edit in [bug, batchBug] {
        let path = try writer.write([edit], name: "other-\(edit.name)")
        let other = try await check([path] + arguments)
        #expect(other.statuses()["patched = base"] == .broken, "\(other.patches)")
        #expect(
          other.patches[0].units[0].findings.contains {
            $0.finding.what.hasPrefix("one call of the patched unit against the base's page at a time: ")
          })
      }
      let path = try writer.write([bug], name: "other-\(bug.name)")
      let meant = try await check([path, "--allow", "patched=base"] + arguments)
      #expect(meant.statuses()["patched = base"] == .deliberate)
    }
  }

  /// What was broken and what is on purpose.
  @Test func aDeliberateChangeOfWhatAPageGets() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(SeededBugs.all.first { $0.name == "child-stays-young" })
    let path = try DiffWriter(kernel: kernel).write([bug], name: "deliberate")
    let arguments = [path, "--orders", "0", "--claim", "page=spec"]
    try await Gate.proofs.pass {
      #expect(try await check(arguments).statuses()["page = spec"] == .broken)
      let allowed = try await check(arguments + ["--allow", "page=spec"])
      #expect(allowed.statuses()["page = spec"] == .deliberate)
      #expect(allowed.verdict == .proved)
    }
  }

  /// Any claim can be what a patch changes on purpose; the answer says that somebody said so, and shows it.
  @Test(arguments: [("one-reference", "invariants", 1), ("parent-protects-first-only", "batch = pages", 1)])
  func aDeliberateChangeOfAnyClaim(_ name: String, _ claim: String, _ order: Int) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(SeededBugs.all.first { $0.name == name })
    let path = try DiffWriter(kernel: kernel).write([bug], name: "meant-\(name)")
    let arguments = [path, "--orders", "\(order)", "--claim", claim]
    try await Gate.proofs.pass {
      let allowed = try await check(arguments + ["--allow", claim])
      #expect(allowed.statuses()[claim] == .deliberate)
      #expect(allowed.verdict == .proved)
      #expect(allowed.patches[0].units[0].findings.map(\.finding.claim) == [claim])
      for format in [CheckFormat.text, .mail] {
        let text = try format.renderer(TextOptions()).render(allowed)
        #expect(text.contains("\(claim)") && text.contains("changed deliberately (--allow)"), "\(text)")
      }
      // To allow one claim allows no other.
      #expect(try await check(arguments + ["--allow", "page=spec"]).statuses()[claim] == .broken)
    }
  }
}
