import Foundation
import Testing

@testable import Report

/// Reports about units whose specs declare what is to come out, and reports of costs.
@Suite struct DeclarationTests {
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

  private func lines(_ text: String) -> [String] {
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 75 }, "\(text)")
    return text.split(separator: "\n").map(String.init)
  }

  /// Each status in words, with the witness of what is present.
  @Test func differences() {
    let text = lines(TextRenderer().render(Self.declared))
    for line in [
      "  smear: found at order 1, expected from order 1 on", "  mended: not found, expected from order 1 on",
      "  tolerated: allowed by --allow, expected from order 1 on",
      "  with all of these allowed: refuted: there is more than has a name here",
      "  as the spec declares: no",
    ] { #expect(text.contains(line), "\(line)") }
    #expect(
      text.contains { $0.hasPrefix("  unclear: undecided, expected from order 1 on: invariants, order") })
    #expect(text.contains { $0.hasPrefix("Refuted: smear: ") })
  }

  /// What nobody knows is not said to be there.
  @Test func undecidedRest() {
    var report = Self.declared
    report.declaration?.withAllAllowed = .undecided
    let text = TextRenderer().render(report).split(separator: "\n").map { $0.drop { $0 == " " } }
      .joined(separator: " ")
    #expect(
      text.contains(
        "with all of these allowed: undecided: it is not known whether there is more than has a name here"))
    #expect(
      lines(TextRenderer().render(OverviewReport(units: [report], seconds: 1))).contains(
        "    else: not known (undecided with all of these allowed)"))
  }

  @Test func overview() {
    let text = lines(
      TextRenderer().render(OverviewReport(units: [Self.declared, Self.plain], seconds: 12)))
    for line in [
      "  seed/sample: refuted, NOT as declared", "    smear: found at order 1, expected from order 1 on",
      "    else: something (refuted with all of these allowed)", "  seed/plain: proved, as declared",
      "    else: nothing", "1 of 2 units came out as their specs declare, in 12 s",
    ] { #expect(text.contains(line), "\(line)") }
  }

  /// A unit that was proved for all orders at once has a column of its own for that.
  @Test func overviewOfEveryOrder() {
    var every = Self.plain
    every.orders = Array(0...9)
    let result = OrderResult(order: nil, upTo: 9, verdict: .proved)
    every.claims[0].results.append(result)
    let text = lines(TextRenderer().render(OverviewReport(units: [Self.declared, every], seconds: 12)))
    #expect(text.contains { $0.contains("all orders up to 9 of") })
    #expect(text.contains { $0.hasPrefix("unit") && $0.contains("orders 1-9") })
    let row = text.last { $0.contains("seed/plain") && $0.contains(every.claims[0].name) }
    #expect(row?.contains("proved") == true)
  }

  /// The numbers by hand: 250 / 1, 10 / 4, 1001 / 4, and their ratios; what is nothing by nothing is alike.
  @Test func cost() {
    let words = lines(TextRenderer().render(Self.cost)).map { $0.split(separator: " ").map(String.init) }
    #expect(words.contains(["0", "batched", "3.00", "1.00", "2.00", "2.00", "30.00", "250.00"]))
    #expect(words.contains(["ratio", "1.00", "1.00", "1.00", "1.00", "1.50", "1.25"]))
    #expect(words.contains(["2", "batched", "2.50", "1.00", "2.00", "2.00", "22.50", "187.50"]))
    #expect(words.contains(["per", "page", "4.00", "1.00", "2.00", "0.00", "20.00", "250.25"]))
    #expect(words.contains(["ratio", "0.63", "1.00", "1.00", "-", "1.13", "0.75"]))
  }

  /// What is written can be read back.
  @Test func roundTrip() throws {
    let text = try JSONRenderer().render(Self.declared)
    #expect(try JSONRenderer.report(from: text) == Self.declared)
    let overview = OverviewReport(units: [Self.plain], seconds: 1)
    let json = try JSONRenderer().render(overview)
    #expect(try JSONDecoder().decode(OverviewReport.self, from: Data(json.utf8)) == overview)
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
