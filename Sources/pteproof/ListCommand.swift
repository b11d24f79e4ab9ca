import ArgumentParser
import Report

/// `pteproof list`: what can be proved.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the units with their claims and allowances.")

  static func text(_ units: [KnownUnit] = KnownUnit.all) -> String {
    units.map { unit in
      let width = (unit.claims + unit.allowances).map(\.name.count).max() ?? 0
      func lines(_ title: String, _ items: [KnownUnit.Item]) -> [String] {
        ["  \(title)"]
          + items.flatMap { item in
            Wrapping.lines(
              item.explanation,
              first: "    " + item.name + String(repeating: " ", count: width - item.name.count + 2),
              width: TextOptions.narrowest)
          }
      }
      return
        (["\(unit.name): \(unit.function)() in \(unit.file)"] + lines("claims", unit.claims)
        + lines("allowances", unit.allowances)).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }
}
