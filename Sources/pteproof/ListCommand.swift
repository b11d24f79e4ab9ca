import ArgumentParser
import Proof
import Report

/// `pteproof list`: what can be proved.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the units with their claims, tags, allowances and differences.")

  @OptionGroup var folder: SpecFolder

  /// Units of kernels, then those that need none. What the latter share is listed once.
  static func text(_ units: [KnownUnit] = KnownUnit.all, seed: [SeedUnit] = []) -> String {
    let sections =
      units.map { unit in
        ["\(unit.name): \(unit.function)() in \(unit.file)"] + lines("claims", unit.claims)
          + lines("allowances", unit.allowances)
      } + (seed.isEmpty ? [] : [seedUnits(seed)])
    return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private static func seedUnits(_ seed: [SeedUnit]) -> [String] {
    func item(_ name: String, _ text: String) -> KnownUnit.Item { .init(name: name, explanation: text) }
    let differences = unique(seed.flatMap(\.findings).map { item($0.name, $0.relation) })
    return ["seed: units that need no kernel"]
      + lines("units", seed.map { item($0.name, $0.declaration.summary + expected($0)) })
      + lines(
        "tags of claims (--claim NAME/TAG or --claim TAG)",
        unique(seed.flatMap(\.tags).map { item($0.name, $0.meaning) }))
      + lines("allowances", unique(seed.flatMap(\.allowances).map { item($0.name, $0.relation) }))
      + lines("differences, not allowed but by --allow NAME", differences)
  }

  private static func expected(_ unit: SeedUnit) -> String {
    unit.expectations.isEmpty
      ? "; to be proved" : "; to be refuted by " + unit.expectations.map(\.finding).joined(separator: ", ")
  }

  private static func unique(_ items: [KnownUnit.Item]) -> [KnownUnit.Item] {
    var seen: Set<String> = []
    return items.filter { seen.insert($0.name).inserted }
  }

  private static func lines(_ title: String, _ items: [KnownUnit.Item]) -> [String] {
    let width = items.map(\.name.count).max() ?? 0
    return items.isEmpty
      ? []
      : ["  \(title)"]
        + items.flatMap { item in
          Wrapping.lines(
            item.explanation,
            first: "    " + item.name + String(repeating: " ", count: width - item.name.count + 2),
            width: TextOptions.narrowest)
        }
  }
}
