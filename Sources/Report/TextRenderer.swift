/// A report for a terminal or a mail: plain ASCII of its own, at most `width` columns, the verdict on top of
/// what it rests on.
public struct TextRenderer: ReportRenderer {
  public var options: TextOptions

  public init(options: TextOptions = TextOptions()) { self.options = options }

  public func render(_ report: ProofReport) -> String {
    let sections: [[String]] =
      [heading(report)] + resultTables(report) + [notes(report), [verdictLine(report)]]
      + declaration(report) + report.findings.map { finding($0) } + [
        allowances(report), namedReasons("Bounds", report.bounds), configuration(report),
        variables(report), models(report), loops(report),
        unreached(report), notClaimed(report), assumptions(report),
        bootFacts(report),
      ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  // MARK: Pieces

  func styled(_ text: String, _ emphasis: Emphasis) -> String {
    options.colour ? emphasis.applied(to: text) : text
  }

  func wrapped(_ text: String, first: String = "") -> [String] {
    Wrapping.lines(text, first: first, width: options.width)
  }

  /// A title with indented lines below it; nothing at all without lines.
  func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : [styled(title, .heading)] + lines
  }

  func seconds(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "?" }
    if seconds >= 9.95 { return "\(Int(min(seconds, 1e9).rounded())) s" }
    let hundredths = Int((seconds * 100).rounded())
    if hundredths < 10 { return "0.0\(hundredths) s" }
    let tenths = Int((seconds * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) s"
  }

  // MARK: Sections

  private func heading(_ report: ProofReport) -> [String] {
    let asked = OrderRanges.words(report.orders, report.measure)
    var lines = [
      styled("\(report.program.name) \(report.program.version): \(unit(report)), \(asked)", .heading),
      Limits.sentence,
    ]
    if let kernel = report.kernel {
      lines += wrapped("\(kernel.version), \(kernel.architecture), \(kernel.path)", first: "kernel    ")
      lines += wrapped(kernel.configuration, first: "config    ")
      lines += wrapped(kernel.compiler, first: "compiler  ")
    }
    switch report.measure {
    case .order:
      lines += wrapped("\(OrderRanges.words(report.orders)), loops \(report.method)", first: "folios    ")
    case .window:
      lines += wrapped(
        "of any size, \(OrderRanges.words(report.orders, .window)) (PTEs), \(report.method)",
        first: "folios    ")
    }
    return lines
  }

  /// A kernel's function, or the name of a self-contained spec.
  private func unit(_ report: ProofReport) -> String {
    report.unit.contains("/") ? report.unit : "\(report.unit)()"
  }

  private func verdictLine(_ report: ProofReport) -> String {
    wrapped(verdictSentence(report)).enumerated().map { number, line in
      let word = report.verdict.rawValue
      guard number == 0, line.hasPrefix(word) else { return line }
      return styled(word, Emphasis(report.verdict)) + line.dropFirst(word.count)
    }.joined(separator: "\n")
  }

  /// The verdict with what restricts it, so that it cannot be quoted without.
  private func verdictSentence(_ report: ProofReport) -> String {
    var sentence = report.verdict.rawValue + ": "
    sentence += report.verdict == .proved ? provedWhat(report) : whereItHolds(report)
    let totals = report.totals
    sentence += "; \(totals.solverQueries) solver \(totals.solverQueries == 1 ? "query" : "queries")"
    if options.times { sentence += " in \(seconds(totals.seconds)) with \(count(totals.workers, "worker"))" }
    if let opinions = totals.secondOpinions { sentence += "; " + words(opinions) }
    return sentence
  }

  private func words(_ opinions: SecondOpinions) -> String {
    let confirmed = "a second solver confirmed \(count(opinions.confirmed, "answer"))"
    return opinions.undecided == 0 ? confirmed : "\(confirmed) and left \(opinions.undecided) open"
  }

  private func provedWhat(_ report: ProofReport) -> String {
    let claims = report.claims.count == 1 ? "1 claim" : "all \(report.claims.count) claims"
    let limits = [
      (report.allowances.filter { !$0.usedBy.isEmpty }.count, "allowance"), (report.bounds.count, "bound"),
      (report.kernel?.deviations.count ?? 0, "deviation"),
      (report.declaration?.differences.filter { $0.status == .allowed }.count ?? 0, "allowed difference"),
    ].filter { $0.0 > 0 }.map(count)
    let configurations = report.kernel?.configurations.map { ", in \($0.joined(separator: " and "))" } ?? ""
    let what = "\(claims) at \(OrderRanges.words(report.orders, report.measure))\(configurations)"
    return limits.isEmpty ? what : "\(what), with \(limits.joined(separator: ", ")), listed below"
  }

  /// The claims and orders that have the run's verdict.
  private func whereItHolds(_ report: ProofReport) -> String {
    let places = report.claims.flatMap { claim in
      claim.results.filter { $0.verdict == report.verdict }.map { result in
        claim.name + (result.ordersText.map { "/\($0)" } ?? "")
      }
    }
    return places.isEmpty ? "no claim has a result" : UsedBy.words(places, report.measure)
  }

  private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// What leaves claims open: what is the same of several, such as a time limit, once.
  private func notes(_ report: ProofReport) -> [String] {
    var notes: [(text: String, results: [(claim: String, result: OrderResult)])] = []
    for claim in report.claims {
      for result in claim.results {
        guard let note = report.openNote(result) else { continue }
        if let known = notes.firstIndex(where: { $0.text == note }) {
          notes[known].results.append((claim.name, result))
        } else {
          notes.append((note, [(claim.name, result)]))
        }
      }
    }
    return section(
      "Notes",
      notes.flatMap { note in
        let about =
          note.results.count == 1
          ? note.results.map { "\($0.claim), \($0.result.words(report.measure))" }.joined()
          : UsedBy.words(
            note.results.map { claim, result in claim + (result.ordersText.map { "/\($0)" } ?? "") },
            report.measure)
        return wrapped("\(about): \(note.text)", first: "  ")
      })
  }

  private func allowances(_ report: ProofReport) -> [String] {
    func lines(_ allowance: AllowanceReport) -> [String] {
      wrapped(UsedBy.words(allowance.usedBy, report.measure), first: "  \(allowance.name): ")
        + wrapped(allowance.condition, first: "    when  ") + wrapped(allowance.relation, first: "    then  ")
        + wrapped(allowance.reason, first: "    why   ")
    }
    let used = report.allowances.filter { !$0.usedBy.isEmpty }
    let unused = report.allowances.filter { $0.usedBy.isEmpty && !$0.denied }.map(\.name)
    let denied = report.allowances.filter(\.denied).map(\.name)
    // What is not proved may yet need them.
    let word = report.verdict == .proved ? "not needed" : "not used"
    let others =
      (unused.isEmpty ? [] : wrapped(unused.joined(separator: ", "), first: "  \(word): "))
      + (denied.isEmpty ? [] : wrapped(denied.joined(separator: ", "), first: "  denied: "))
    return section("Allowances", used.flatMap(lines) + others)
  }

  private func loops(_ report: ProofReport) -> [String] {
    let summarised = report.loops.filter(\.isSummarised).map(\.function)
    let lines =
      (summarised.isEmpty ? [] : wrapped(summarised.joined(separator: ", "), first: "  summarised: "))
      + report.loops.filter { !$0.isSummarised }.flatMap {
        wrapped("\($0.function): \($0.reason ?? "")", first: "  unrolled: ")
      }
    return section("Loops, for all orders at once", lines)
  }

  func namedReasons(_ title: String, _ items: [NamedReason]) -> [String] {
    section(
      title, items.flatMap { wrapped($0.name, first: "  ") + wrapped($0.reason, first: "    ") })
  }

  private func configuration(_ report: ProofReport) -> [String] {
    section(
      "Configuration, where it is not what the spec wants",
      (report.kernel?.deviations ?? []).flatMap { deviation in
        wrapped("\(deviation.symbol): wanted \(deviation.wanted), found \(deviation.found)", first: "  ")
          + wrapped(deviation.hides, first: "    hides  ")
      })
  }

  /// What the unit reads of the kernel's variables: named where it may be anything, else counted.
  private func variables(_ report: ProofReport) -> [String] {
    let words: [(VariableReport.Status, String)] = [
      (.arbitrary, "arbitrary"), (.described, "described by the spec"), (.bootFact, "fixed by boot"),
      (.refused, "refused"),
    ]
    return section(
      "Variables of the kernel that were read",
      words.flatMap { status, word in
        let names = report.variables.filter { $0.status == status }.map(\.name)
        return names.isEmpty
          ? [] : wrapped(names.joined(separator: ", "), first: "  \(names.count) \(word): ")
      })
  }

  private func bootFacts(_ report: ProofReport) -> [String] {
    guard options.assumptions else { return [] }
    return section(
      "Boot facts",
      report.bootFacts.flatMap {
        wrapped("\($0.variable), set by \($0.setBy)", first: "  ") + wrapped($0.reason, first: "    ")
      })
  }

  private func models(_ report: ProofReport) -> [String] {
    section(
      "Models",
      report.models.flatMap { model in
        let lines = wrapped("\(model.function): \(model.reason)", first: "  ")
        guard model.matches == false else { return lines }
        return lines
          + wrapped(
            "this kernel's body differs from the one it was written for (\(model.replaces))",
            first: "    warning: ")
      })
  }

  private func unreached(_ report: ProofReport) -> [String] {
    section(
      "Branches that no world reaches",
      byFunction(report.unreachedBranches).flatMap { wrapped($0, first: "  ") })
  }

  /// One entry a function: its lines together.
  private func byFunction(_ places: [LocationText]) -> [String] {
    // File, function, configurations.
    var lines: [[String?]: [Int]] = [:]
    var order: [[String?]] = []
    for place in places {
      let key = [place.file, place.function, place.configurations?.joined(separator: ", ")]
      if lines[key] == nil { order.append(key) }
      lines[key, default: []].append(place.line)
    }
    return order.map { key in
      let numbers = (lines[key] ?? []).map(String.init).joined(separator: ",")
      return "\(key[0] ?? ""):\(numbers)" + (key[1].map { ", \($0)()" } ?? "")
        + (key[2].map { " (in \($0))" } ?? "")
    }
  }

  private func notClaimed(_ report: ProofReport) -> [String] {
    section("Not claimed", report.notClaimed.flatMap { wrapped($0, first: "  ") })
  }

  private func assumptions(_ report: ProofReport) -> [String] {
    guard options.assumptions else { return [] }
    return report.assumptions.isEmpty
      ? section("Assumptions", ["  none"]) : namedReasons("Assumptions", report.assumptions)
  }

  func place(_ location: LocationText) -> String {
    "\(location.file):\(location.line)" + (location.function.map { ", \($0)()" } ?? "")
  }
}

extension ProofReport {
  /// A result's note, unless a finding says of what has no meaning here what the note says of each claim.
  fileprivate func openNote(_ result: OrderResult) -> String? {
    guard result.verdict == .unmodelled, let note = result.note else { return result.note }
    return findings.contains { $0.unmodelled.map { note.hasPrefix($0.construct) } ?? false } ? nil : note
  }
}
