import Testing

@testable import Report

/// How single values are shown.
@Suite struct ValueTests {
  private func finding(order: Int, folio: UInt64?) -> FindingReport {
    FindingReport(
      kind: .difference, claim: "c", order: order, what: "w",
      world: folio.map { [ObservationReport(name: "folio.pfn", value: $0)] } ?? [])
  }

  @Test func pfnsAreRelativeToTheFolio() {
    let values = ValueText(finding(order: 2, folio: 0x1000))
    #expect(values.text(0, name: "parent.pte.pfn") == "p+0")
    #expect(values.text(3, name: "child.pte.pfn") == "p+3")
    // Behind the folio's four pages, and before the first.
    #expect(values.text(4, name: "child.pte.pfn") == "0x1004")
    #expect(values.text(UInt64.max, name: "child.pte.pfn") == "0xfff")
    // Other pfns are absolute.
    #expect(values.text(0x1003, name: "copy.pfn") == "p+3")
    #expect(values.text(0x1004, name: "zero-pfn") == "0x1004")
  }

  @Test func pfnsOfAnUnknownFolioAreDistances() {
    let values = ValueText(finding(order: 0, folio: nil))
    #expect(values.text(0, name: "parent.pte.pfn") == "p+0")
    #expect(values.text(0x10, name: "parent.pte.pfn") == "p+0x10")
    #expect(values.text(0 &- 0x10, name: "parent.pte.pfn") == "p-0x10")
  }

  @Test func kindsFollowFromNames() {
    let values = ValueText(finding(order: 0, folio: nil))
    #expect(values.text(1, name: "child.pte.soft-dirty") == "1")
    #expect(values.text(0x8000_0000_0000_0067, name: "child.pte.raw") == "0x8000000000000067")
    #expect(values.text(0xFFFF_FFFF, name: "page.mapcount") == "-1")
    #expect(values.text(UInt64.max, name: "page.mapcount") == "-1")
    #expect(values.text(0xFFFF_FFFE, name: "rss.anon") == "-2")
    #expect(values.text(511, name: "table-index") == "511")
    #expect(values.text(0x7FFF_0000_0000, name: "something") == "0x7fff00000000")
    #expect(values.text(nil, name: "page.mapcount") == "-")
  }

  @Test func flagsHaveTheirNames() {
    #expect(ValueText.flags(0x3, Sample.vmFlags) == "VM_READ | VM_WRITE")
    #expect(ValueText.flags(0x8000_0001, Sample.vmFlags) == "VM_READ | 0x80000000")
    #expect(ValueText.flags(0, Sample.vmFlags) == "0")
    // A name for several bits needs all of them.
    #expect(ValueText.flags(0x2, [FlagName(mask: 0x6, name: "BOTH")]) == "0x2")
  }

  @Test func ordersInWords() {
    #expect(OrderRanges.words([]) == "every order")
    #expect(OrderRanges.words([3]) == "order 3")
    #expect(OrderRanges.words([0, 1]) == "orders 0 and 1")
    #expect(OrderRanges.words([4, 3, 2, 1, 0]) == "orders 0 to 4")
    #expect(OrderRanges.words([0, 2, 4, 5, 6]) == "orders 0, 2 and 4 to 6")
  }

  @Test func usersOfAnAllowanceAreGrouped() {
    #expect(UsedBy.words(["a/1", "b/2", "a/2", "a/3"]) == "a at orders 1 to 3; b at order 2")
    #expect(UsedBy.words(["pte-laws", "a/b"]) == "pte-laws; a/b")
    #expect(UsedBy.words([]).isEmpty)
  }
}
