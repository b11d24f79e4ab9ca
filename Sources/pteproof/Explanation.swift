import Bitcode
import Proof
import Report

/// What a name means, in the words of a kernel developer, with its reason and source.
enum Explanation {
  /// - Throws: `UserError` for a name that nothing has.
  static func text(of name: String, seed: [SeedUnit]) throws(UserError) -> String {
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    let sections =
      units(name, seed) + Claim.allCases.filter { bare($0.rawValue) == bare(name) }.map(claim)
      + tags(name, seed) + differences(name, seed) + kernelAllowances(name)
    guard !sections.isEmpty else {
      throw UserError("nothing is called '\(name)'", hint: "see 'pteproof list'")
    }
    return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private static func wrapped(_ text: String, _ first: String = "  ") -> [String] {
    Wrapping.lines(text, first: first, width: TextOptions.narrowest)
  }

  private static func claim(_ claim: Claim) -> [String] {
    ["\(claim.rawValue): a claim"] + wrapped(claim.explanation)
  }

  private static func units(_ name: String, _ seed: [SeedUnit]) -> [[String]] {
    let known = KnownUnit.all.filter { $0.name == name }.map { unit in
      ["\(unit.name): a unit of Linux"] + wrapped("\(unit.function)() in \(unit.file)")
    }
    return known
      + seed.filter { $0.name == name }.map { unit in
        ["\(unit.name): a unit that needs no kernel"] + wrapped(unit.declaration.summary)
          + wrapped("specs/\(unit.name).c", "  source  ")
          + unit.expectations.flatMap { wrapped("\($0.finding), from order \($0.order) on", "  expects ") }
          + (unit.expectations.isEmpty ? wrapped("to be proved", "  expects ") : [])
      }
  }

  /// A tag is the checks that carry it: each is an obligation that no world makes false.
  private static func tags(_ name: String, _ seed: [SeedUnit]) -> [[String]] {
    guard let tag = seed.lazy.flatMap(\.tags).first(where: { $0.name == name }) else { return [] }
    var checks: [String] = []
    for unit in seed {
      for text in unit.checkTexts(tag: name) where !checks.contains(text) { checks.append(text) }
    }
    return [
      ["\(name): a tag of checks in 'page = spec' and 'invariants'"] + wrapped(tag.meaning)
        + wrapped("Each becomes one constraint, that no world makes it false after a run:")
        + checks.flatMap { wrapped($0, "    - ") }
        + wrapped("Ask for them alone by --claim \(name), or --claim invariants/\(name).")
        + wrapped("See the constraints themselves by 'pteproof explain \(name) --smt UNIT'.")
    ]
  }

  private static func differences(_ name: String, _ seed: [SeedUnit]) -> [[String]] {
    if let finding = seed.lazy.flatMap(\.findings).first(where: { $0.name == name }) {
      let having = seed.filter { $0.expectations.contains { $0.finding == name } }.map(\.name)
      return [
        ["\(name): a difference, not allowed but by --allow \(name)"]
          + wrapped(finding.condition, "  when    ")
          + wrapped(finding.relation, "  then    ") + wrapped(finding.reason, "  why     ")
          + wrapped(having.isEmpty ? "no unit" : having.joined(separator: ", "), "  had by  ")
      ]
    }
    guard let allowance = seed.lazy.flatMap(\.allowances).first(where: { $0.name == name }) else { return [] }
    return [
      ["\(name): an allowance of the seed, denied by --deny \(name)"]
        + wrapped(allowance.condition, "  when    ") + wrapped(allowance.relation, "  then    ")
        + wrapped(allowance.reason, "  why     ")
    ]
  }

  private static func kernelAllowances(_ name: String) -> [[String]] {
    KnownUnit.all.flatMap { unit in
      unit.allowances.filter { $0.name == name }.map { item in
        ["\(name): an allowance of \(unit.name), denied by --deny \(name)"] + wrapped(item.explanation)
      }
    }
  }
}
