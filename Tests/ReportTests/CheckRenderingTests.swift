import Foundation
import Testing

@testable import Report

/// The renderers of reports on diffs.
@Suite struct CheckRenderingTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Snapshots")

  @Test(arguments: CheckFormat.allCases) func snapshot(_ format: CheckFormat) throws {
    let text = try format.renderer(TextOptions()).render(CheckSample.series)
    let file = Self.folder.appending(path: "check.\(format.rawValue)")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try text == String(contentsOf: file, encoding: .utf8))
  }

  @Test func mailHasNoTimesAndFits() throws {
    var later = CheckSample.series
    later.totals.seconds = 99
    later.patches[0].units[0].claims[0].after[0].seconds = 77
    let mail = CheckMailRenderer().render(CheckSample.series)
    #expect(mail == CheckMailRenderer().render(later))
    for line in mail.split(separator: "\n") where !line.hasPrefix(">") {
      #expect(line.count <= 75, "\(line)")
    }
    #expect(mail.unicodeScalars.allSatisfy { $0.isASCII && ($0.value >= 32 || $0 == "\n" || $0 == "\t") })
  }

  /// Text and mail tell code without a meaning once; the other formats keep the note of each claim.
  @Test func codeWithoutAMeaningIsToldOnce() throws {
    var report = CheckSample.series
    let construct = "call of elsewhere(), which has no body here and no model"
    report.patches[0].units[0].notes = [
      "invariants, order 0: \(construct) at mm/memory.c:3", "batch = pages, order 0: something else",
    ]
    report.patches[0].units[0].findings = [
      PatchFinding(
        finding: FindingReport(
          kind: .unmodelled, claim: "invariants", order: 0, what: "code",
          unmodelled: UnmodelledCode(construct: construct, howToAddModel: "with a model")))
    ]
    for format in [CheckFormat.text, .mail] {
      let text = try format.renderer(TextOptions()).render(report)
      #expect(text.components(separatedBy: "elsewhere()").count == 2, "\(text)")
      #expect(text.contains("something else") && text.contains("with a model"))
    }
    #expect(
      try CheckFormat.json.renderer(TextOptions()).render(report).contains("order 0: call of elsewhere()"))
  }

  /// An allowance that a claim about windows needs is not said to be needed at folio orders.
  @Test func allowancesOfWindows() {
    var report = CheckSample.series
    report.patches[0].units[0].windows = [1, 2]
    report.patches[0].units[0].allowances[0].usedBy = ["batch = pages/1-2"]
    let text = CheckTextRenderer().render(report)
    #expect(text.contains("shared-mixed-write: batch = pages at windows 1 and 2;"), "\(text)")
    #expect(!text.contains("at order"))
  }

  /// Each unit that needs an allowance says where, and a series says the same thing once.
  @Test func allowancesOfSeveralUnits() {
    var report = CheckSample.series
    var range = report.patches[0].units[0]
    range.unit = "fork-range"
    range.windows = [1, 2]
    range.allowances = [
      AllowanceUse(name: "dirty-encoding", usedBy: ["invariants/1-2"], before: true),
      AllowanceUse(name: "shared-mixed-write", usedBy: ["batch = pages/1-2"], before: true),
    ]
    report.patches[0].units.append(range)
    report.patches[1].units = report.patches[0].units
    let lines = CheckTextRenderer(options: TextOptions(width: 100)).render(report)
      .split(separator: "\n").map(String.init)
    let start = lines.firstIndex(of: "Allowances") ?? 0
    #expect(
      Array(lines[start...].dropFirst().prefix(3)) == [
        "  shared-mixed-write of fork: batch = pages at order 1; not needed before the patch",
        "  shared-mixed-write of fork-range: batch = pages at windows 1 and 2",
        "  dirty-encoding of fork-range: invariants at windows 1 and 2",
      ], "\(lines)")
  }

  @Test func jsonIsReadBack() throws {
    let text = try CheckJSONRenderer().render(CheckSample.series)
    let read = try JSONDecoder().decode(CheckReport.self, from: Data(text.utf8))
    #expect(read == CheckSample.series)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(
        CheckReport.self, from: Data(text.replacing("pteproof.check/1", with: "pteproof.check/2").utf8))
    }
  }

  /// By the rules of the format: every plan is kept, every subtest has its result line under the same name.
  @Test func ktapIsWellFormed() throws {
    let lines = KTAPRenderer().render(CheckSample.series).split(separator: "\n").map(String.init)
    #expect(lines[0] == "KTAP version 1")
    for depth in 0...2 {
      let indent = String(repeating: "    ", count: depth)
      let own = lines.filter { $0.hasPrefix(indent) && !$0.dropFirst(indent.count).hasPrefix(" ") }
        .map { $0.dropFirst(indent.count) }
      let plan = try #require(own.first { $0.hasPrefix("1..") }?.dropFirst(3))
      let results = own.filter { $0.hasPrefix("ok ") || $0.hasPrefix("not ok ") }
      #expect(results.count == Int(plan))
      for (number, line) in results.enumerated() {
        #expect(line.replacing("not ok", with: "ok").hasPrefix("ok \(number + 1) "))
      }
      for line in own where line.hasPrefix("# Subtest: ") {
        let name = line.dropFirst("# Subtest: ".count)
        #expect(lines.contains { $0.dropFirst(4 * (depth - 1)).hasPrefix("not ok 1 \(name)") })
      }
    }
    #expect(lines.contains { $0.hasSuffix("concerns no unit") && $0.contains("# SKIP") })
    #expect(!lines.contains("        ok 5 memory accesses"))
  }

  @Test func verdictsOfAPatch() {
    #expect(CheckSample.series.verdict == .refuted)
    var report = CheckSample.series
    report.patches.removeFirst()
    #expect(report.verdict.exitStatus == 3)
    let table: [(Verdict?, Verdict, Bool, ClaimStatus)] = [
      (.proved, .proved, false, .holds), (.proved, .refuted, false, .broken),
      (.proved, .refuted, true, .deliberate), (.refuted, .proved, false, .fixed),
      (.refuted, .refuted, true, .stillBroken), (nil, .proved, false, .holdsNow),
      (.undecided, .refuted, true, .refutedNow), (.proved, .undecided, false, .undecided),
      (.proved, .unmodelled, false, .unmodelled), (.internal, .proved, false, .internal),
    ]
    for (before, after, allowed, expected) in table {
      #expect(ClaimStatus(before: before, after: after, allowed: allowed) == expected)
    }
    // Only what is proved of the patched code counts as proved, but for what is meant.
    for status in ClaimStatus.allCases where status.verdict == .proved {
      #expect([.holds, .fixed, .holdsNow, .deliberate, .same, .changed].contains(status))
    }
  }
}
