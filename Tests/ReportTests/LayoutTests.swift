import Testing

@testable import Report

/// What holds of every text, whatever is in the report.
@Suite struct LayoutTests {
  private static let escape: Character = "\u{1B}"

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// The text without a terminal's codes.
  private func bare(_ text: String) -> String {
    var result = ""
    var isCode = false
    for character in text {
      if character == Self.escape { isCode = true }
      if !isCode { result.append(character) }
      if isCode, character == "m" { isCode = false }
    }
    return result
  }

  @Test(arguments: Sample.all.keys.sorted(), [0, 75, 76, 80, 83, 99, 100, 300])
  func noLineIsWiderThanAsked(_ name: String, _ width: Int) throws {
    let report = try #require(Sample.all[name])
    let limit = min(max(width, 75), 100)
    let text = TextRenderer(options: TextOptions(width: width, assumptions: true)).render(report)
    for line in lines(text) {
      #expect(line.count <= limit, "\(line)")
      #expect(line.last != " ", "\(line)")
    }
    #expect(text.hasSuffix("\n") && !text.hasSuffix("\n\n"))
    #expect(text.allSatisfy { $0.isASCII })
  }

  /// What leaves several claims open is told once, with all of them.
  @Test func aNoteOfSeveralClaimsIsToldOnce() {
    var report = Sample.tenOrders
    for (claim, order) in [(0, 4), (0, 5), (0, 7), (1, 5)] {
      report.claims[claim].results[order].verdict = .undecided
      report.claims[claim].results[order].note = "time limit"
    }
    let lines = lines(TextRenderer(options: TextOptions(width: 100)).render(report))
    let start = lines.firstIndex(of: "Notes") ?? 0
    #expect(
      lines[(start + 1)..<(start + 4)] == [
        "  batch = pages at orders 4, 5 and 7; page = spec at order 5: time limit",
        "  batch = pages, order 8: the limit of 600 s was hit; 12 of 512 goals are open", "",
      ])
  }

  @Test(arguments: Sample.all.keys.sorted()) func colourOnlyAddsCodes(_ name: String) throws {
    let report = try #require(Sample.all[name])
    let plain = TextRenderer().render(report)
    let coloured = TextRenderer(options: TextOptions(colour: true)).render(report)
    #expect(!plain.contains(Self.escape))
    #expect(coloured.contains(Self.escape))
    #expect(bare(coloured) == plain)
  }

  @Test func theSameReportGivesTheSameBytes() throws {
    for report in Sample.all.values {
      let once = try ReportFormat.allCases.map { try $0.renderer(TextOptions()).render(report) }
      for _ in 0..<5 {
        #expect(try ReportFormat.allCases.map { try $0.renderer(TextOptions()).render(report) } == once)
      }
    }
  }

  @Test func withoutTimesOnlyTimesAreMissing() {
    var slower = Sample.proved
    slower.totals.seconds = 99
    slower.claims[0].results[0].seconds = 77
    let options = TextOptions(times: false)
    #expect(
      TextRenderer(options: options).render(slower) == TextRenderer(options: options).render(Sample.proved))
    #expect(TextRenderer().render(slower) != TextRenderer().render(Sample.proved))
  }

  @Test func everyOrderHasItsCell() {
    let text = TextRenderer().render(Sample.tenOrders)
    for order in 0...9 { #expect(text.contains("order \(order)")) }
    #expect(text.contains("undecided 2621 s"))
  }

  @Test func aFolioOfManyPagesShowsThoseThatDiffer() throws {
    var report = Sample.refuted
    let page = try #require(report.findings[0].pages.last)
    report.findings[0].pages = (0..<512).map { index in
      var page = page
      page.index = index
      page.values[1].differs = index == 400
      return page
    }
    let text = TextRenderer().render(report)
    #expect(text.contains("400 parent"))
    #expect(!text.contains("399 parent"))
    #expect(text.contains("511 of 512 pages are not shown"))
    #expect(lines(text).allSatisfy { $0.count <= 75 })
  }

  @Test func aTerminalsControlCharactersDoNotGetThrough() {
    var report = Sample.proved
    report.kernel?.path = "evil\u{1B}[31m\u{7}path"
    let text = TextRenderer().render(report)
    #expect(text.contains("evil?[31m?path"))
  }

  @Test func tablesSplitEvenlyAndRepeatTheirHeadings() {
    let table = TextTable(
      titles: ["name"] + (0..<5).map { "column \($0)" },
      rows: [[TextTable.Cell("row")] + (0..<5).map { TextTable.Cell("value \($0)") }], headings: 1)
    // 4 + 5 * (2 + 8) = 54 columns in one part.
    #expect(table.lines(width: 54, colour: false).count == 2)
    let split = table.lines(width: 53, colour: false)
    #expect(
      split == [
        "name  column 0  column 1  column 2", "row   value 0   value 1   value 2", "",
        "name  column 3  column 4", "row   value 3   value 4",
      ])
    // Too narrow for anything: one column a part, none lost.
    #expect(table.lines(width: 1, colour: false).count == 5 * 2 + 4)
  }
}
