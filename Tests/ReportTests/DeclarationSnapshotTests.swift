import Foundation
import Testing

@testable import Report

/// Reports about units whose specs declare what is to come out, and reports of costs.
@Suite struct DeclarationSnapshotTests {
  private static func difference(_ name: String, _ status: DifferenceReport.Status) -> DifferenceReport {
    DifferenceReport(
      name: name, condition: "the mapping is private", relation: "the child's page is dirty iff any was",
      reason: "One call serves the whole batch.", status: status, expectedFrom: 1)
  }

  /// Each status once, the one that is present with its witness.
  private static var declared: ProofReport {
    var report = Sample.refuted
    report.unit = "seed/sample"
    report.kernel = nil
    report.findings = []
    var present = difference("smear", .present)
    present.order = 1
    present.witness = Sample.dirtyLost
    var open = difference("unclear", .undecided)
    open.note = "invariants, order 2: undecided"
    report.declaration = DeclarationReport(
      isAsDeclared: false, withAllAllowed: .refuted,
      differences: [present, difference("mended", .absent), difference("tolerated", .allowed), open])
    return report
  }

  private static var plain: ProofReport {
    var report = Sample.proved
    report.unit = "seed/plain"
    report.kernel = nil
    report.declaration = DeclarationReport(isAsDeclared: true, withAllAllowed: .proved)
    return report
  }

  private static let cost = CostReport(
    program: Sample.program, unit: "seed/sample",
    rows: [
      .init(
        order: 0,
        batched: .init(
          atomics: 3, pageLines: 1, entryReads: 2, entryWrites: 2, calls: 30, instructions: 250),
        paged: .init(atomics: 3, pageLines: 1, entryReads: 2, entryWrites: 2, calls: 20, instructions: 200)),
      .init(
        order: 2,
        batched: .init(
          atomics: 10, pageLines: 4, entryReads: 8, entryWrites: 8, calls: 90, instructions: 750),
        paged: .init(atomics: 16, pageLines: 4, entryReads: 8, entryWrites: 0, calls: 80, instructions: 1001)),
    ])

  private func check(_ text: String, _ name: String) throws {
    let file = SnapshotTests.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(name)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 75 } || name.hasSuffix(".json"))
  }

  @Test func text() throws {
    try check(TextRenderer().render(Self.declared), "declared.txt")
    try check(
      TextRenderer().render(OverviewReport(units: [Self.declared, Self.plain], seconds: 12)), "overview.txt")
    try check(TextRenderer().render(Self.cost), "cost.txt")
  }

  @Test func json() throws {
    try check(JSONRenderer().render(Self.declared), "declared.json")
    try check(JSONRenderer().render(Self.cost), "cost.json")
  }

  /// What is written can be read back.
  @Test func roundTrip() throws {
    let text = try JSONRenderer().render(Self.declared)
    #expect(try JSONRenderer.report(from: text) == Self.declared)
  }

  /// One unit that is not as declared decides, and so does a contradiction within the program.
  @Test func theStatusOfTheWhole() {
    #expect(OverviewReport(units: [Self.plain], seconds: 0).exitStatus == 0)
    #expect(OverviewReport(units: [Self.plain, Self.declared], seconds: 0).exitStatus == 1)
    #expect(OverviewReport(units: [], seconds: 0).exitStatus == 1)
    var broken = Self.plain
    broken.claims[0].results[0].verdict = .internal
    #expect(OverviewReport(units: [broken], seconds: 0).exitStatus == 5)
    var without = Self.plain
    without.declaration = nil
    #expect(OverviewReport(units: [without], seconds: 0).exitStatus == 1)
  }
}
