/// A reply to a patch, to be pasted into a mail: 75 columns but for what is quoted, no times, no colours.
public struct CheckMailRenderer: CheckRenderer {
  public init() {}

  private let text = TextRenderer(options: TextOptions(width: TextOptions.narrowest, times: false))

  public func render(_ report: CheckReport) -> String {
    let sections = [heading(report)] + report.patches.flatMap { patch(report, $0) } + [signature(report)]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// The answer, what it is about, and what it is not about.
  private func heading(_ report: CheckReport) -> [String] {
    text.wrapped("\(report.program.name), \(CheckWords.extent(report)): \(CheckWords.answer(report)).")
      + [Limits.sentence]
  }

  private func patch(_ report: CheckReport, _ patch: PatchReport) -> [[String]] {
    let number = report.patches.count == 1 ? "" : " \(patch.number)/\(report.patches.count)"
    var sections = [text.wrapped(patch.title, first: "> [PATCH\(number)] ")]
    if let scope = CheckWords.scope(patch) {
      sections.append(text.wrapped("pteproof: \(scope)."))
    }
    for unit in patch.units {
      let width = unit.claims.map(\.name.count).max() ?? 0
      sections.append(
        text.wrapped("pteproof on \(unit.function):")
          + unit.claims.map {
            "  " + $0.name.padding(to: width + 2) + $0.status.words
              + CheckWords.orders($0, of: unit, asked: report.orders)
          })
      sections.append(unit.openNotes.flatMap { text.wrapped($0) })
      var quoted: [HunkQuote] = []
      for hunk in unit.findings.map(\.hunk) {
        if let hunk, quoted.contains(where: { $0.isSameHunk(as: hunk) }) { continue }
        if let hunk { quoted.append(hunk) }
        sections.append(quote(hunk))
        sections += unit.findings.filter { finding in
          finding.hunk.map { one in hunk.map(one.isSameHunk) ?? false } ?? (hunk == nil)
        }.map { text.finding($0.finding) }
      }
    }
    sections.append(CheckWords.coverage(patch).flatMap { text.wrapped($0) })
    sections.append(
      patch.uncovered.isEmpty
        ? []
        : text.wrapped(
          "No spec covers "
            + patch.uncovered.map { "\($0.function ?? $0.file)()" }.joined(separator: ", ") + "."))
    sections.append(
      patch.unseen.isEmpty
        ? []
        : text.wrapped(
          "Not seen under this configuration and architecture: "
            + patch.unseen.map(CheckWords.lines).joined(separator: ", ") + "."))
    return sections
  }

  /// A hunk as a mail program quotes it: as it is, however long its lines.
  private func quote(_ hunk: HunkQuote?) -> [String] {
    guard let hunk else { return [] }
    return ["> --- a/\(hunk.file)", "> +++ b/\(hunk.file)", "> " + hunk.header]
      + hunk.lines.map { line in "> " + line }
  }

  /// What the answer is about, so that it can be repeated.
  private func signature(_ report: CheckReport) -> [String] {
    let units = report.patches.flatMap(\.units)
    var names: [String] = []
    for unit in units {
      names += (unit.allowances.map(\.name) + unit.bounds.map(\.name)).filter { !names.contains($0) }
    }
    return text.wrapped(
      "\(report.program.name) \(report.program.version), Linux \(report.kernel.version), "
        + "\(report.kernel.architecture), \(report.kernel.configuration), folio\(CheckWords.folios(report).hasPrefix("of") ? "s" : "") \(CheckWords.folios(report))."
        + (names.isEmpty ? "" : " Allowances and bounds: \(names.joined(separator: ", "))."))
  }
}

extension HunkQuote {
  /// Whether it is the same part of the patch, whichever line of it is meant.
  fileprivate func isSameHunk(as other: HunkQuote) -> Bool { file == other.file && header == other.header }
}
