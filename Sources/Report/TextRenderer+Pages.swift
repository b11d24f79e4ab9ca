/// The PTEs and pages of a finding, before and after the two runs.
extension TextRenderer {
  /// The most slots that are shown where there are more than that.
  private static var mostPages: Int { 8 }

  /// The columns of a PTE in the order in which they are read; others follow as they come.
  private static var columnOrder: [String] {
    ["pfn", "present", "write", "dirty", "young", "soft_dirty", "uffd_wp", "exclusive", "mapcount"]
  }

  /// One table of PTEs, one of the pages behind them: they have different columns.
  func pageTables(_ finding: FindingReport, _ values: ValueText) -> [[String]] {
    let pages = shown(finding.pages)
    let rows = pages.flatMap { page in entries(page) }
    var tables: [(columns: [String], title: String, entries: [Entry])] = []
    for title in ["PTE", "page"] {
      let entries = rows.filter { $0.isPTE == (title == "PTE") }
      let columns = Set(entries.flatMap { $0.values.keys }).sorted { rank($0) < rank($1) }
        .filter { isShown($0, entries) }
      if !entries.isEmpty { tables.append((columns, title, entries)) }
    }
    var parts = tables.map { columns, title, entries in
      TextTable(
        titles: [title, "run"] + columns.map { $0.replacing("_", with: "-") },
        rows: entries.flatMap { self.rows($0, columns, finding.runs, values) }, headings: 2, indent: 2,
        gaps: [2, 1]
      ).lines(width: options.width, colour: options.colour)
    }
    if !parts.isEmpty { parts.append(legend(finding, shown: pages.count, values)) }
    return parts
  }

  /// What the values of one object of a slot are: its PTE in the parent, in the child, or its page.
  private struct Entry {
    var index: Int
    /// `parent` or `child`, or nothing for the page.
    var owner: String
    var isPTE: Bool
    /// By the last part of the name.
    var values: [String: Comparison]

    /// Whether the PTE is 0, so that it has no pfn: as its raw word says, or else its bits.
    func isNone(_ side: KeyPath<Comparison, UInt64?>) -> Bool {
      guard isPTE else { return false }
      if let raw = values["raw"] { return raw[keyPath: side] == 0 }
      guard values["present"] != nil else { return false }
      return values.allSatisfy { $0.key == "pfn" || $0.value[keyPath: side] == 0 }
    }
  }

  /// A slot's values by object, the objects in the order in which they come.
  private func entries(_ page: PageComparison) -> [Entry] {
    page.values.reduce(into: []) { entries, comparison in
      let parts = comparison.name.split(separator: ".").map(String.init)
      let isPTE = parts.contains("pte") && parts.count > 1
      let owner = isPTE ? parts[0] : parts.dropLast().first { $0 != "page" } ?? ""
      let column = (parts.last ?? comparison.name).replacing("-", with: "_")
      if let known = entries.firstIndex(where: { $0.owner == owner && $0.isPTE == isPTE }) {
        entries[known].values[column] = comparison
      } else {
        entries.append(Entry(index: page.index, owner: owner, isPTE: isPTE, values: [column: comparison]))
      }
    }
  }

  /// What everyone asks of a PTE always; rarer bits where they are set or differ; the raw word where it alone
  /// tells two outcomes apart.
  private func isShown(_ column: String, _ entries: [Entry]) -> Bool {
    if Self.columnOrder.contains(column) { return true }
    return entries.contains { entry in
      guard let comparison = entry.values[column] else { return false }
      let others = entry.values.values.filter { $0.name != comparison.name }
      return switch DisplayKind(name: column) {
      case .word: comparison.differs && !others.contains(where: \.differs)
      case .bit: comparison.differs || ![0, nil].contains(comparison.before)
      default: comparison.differs
      }
    }
  }

  /// Known columns first, then the others by name, so that the order does not depend on a hash.
  private func rank(_ column: String) -> (Int, String) {
    (Self.columnOrder.firstIndex(of: column) ?? Self.columnOrder.count, column)
  }

  /// Before and the two outcomes, which share a line where they are the same.
  private func rows(
    _ entry: Entry, _ columns: [String], _ runs: RunTitles, _ values: ValueText
  ) -> [[TextTable.Cell]] {
    func row(_ title: String, _ side: KeyPath<Comparison, UInt64?>, marked: Bool) -> [TextTable.Cell] {
      [TextTable.Cell(""), TextTable.Cell(title)]
        + columns.map { column in
          guard let comparison = entry.values[column] else { return "" }
          let isNone = column == "pfn" && entry.isNone(side)
          let text = isNone ? "none" : values.text(comparison[keyPath: side], name: comparison.name)
          return marked ? cell(comparison, text) : TextTable.Cell(text)
        }
    }
    let all = entry.values.values
    let agree = all.allSatisfy { $0.batched == $0.paged && !$0.differs }
    let onlyOne = all.allSatisfy { $0.paged == nil }
    var rows: [[TextTable.Cell]]
    if agree, all.allSatisfy({ $0.before == $0.batched }) {
      rows = [row("same", \.before, marked: false)]
    } else {
      rows = [row("before", \.before, marked: false)]
      if agree {
        rows.append(row("both", \.batched, marked: false))
      } else {
        rows.append(row(runs.batched, \.batched, marked: true))
        if !onlyOne { rows.append(row(runs.paged, \.paged, marked: true)) }
      }
    }
    rows[0][0] = TextTable.Cell(entry.owner.isEmpty ? "\(entry.index)" : "\(entry.index) \(entry.owner)")
    return rows
  }

  /// All slots if they are few, otherwise the first that make a difference.
  private func shown(_ pages: [PageComparison]) -> [PageComparison] {
    guard pages.count > Self.mostPages else { return pages }
    let differing = pages.filter { $0.values.contains(where: \.differs) }
    return Array((differing.isEmpty ? pages : differing).prefix(Self.mostPages))
  }

  private func legend(_ finding: FindingReport, shown: Int, _ values: ValueText) -> [String] {
    var sentence = "* makes the difference; - is no value"
    sentence += "; p is the folio's first pfn" + (values.folio.map { ", \($0.hexadecimal)" } ?? "")
    var lines = wrapped(sentence, first: "  ")
    if let last = finding.pages.last?.index, last >= finding.pages.count {
      let drawn = Set(finding.pages.map(\.index))
      let left = OrderRanges.numbers((0...last).filter { !drawn.contains($0) })
      lines += wrapped("PTEs \(left) are not drawn: they are between those that matter", first: "  ")
    }
    if shown < finding.pages.count {
      lines += wrapped(
        "\(finding.pages.count - shown) of \(finding.pages.count) pages are not shown", first: "  ")
    }
    return lines
  }
}
