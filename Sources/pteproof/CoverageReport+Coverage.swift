import Execution
import Report

extension CoverageReport {
  init(_ coverage: Coverage) {
    func values<Key>(_ all: [Key: Coverage.Reach], _ function: KeyPath<Key, String>) -> [String: [(Key, Int)]]
    {
      Dictionary(grouping: all, by: { $0.key[keyPath: function] }).mapValues {
        $0.map { ($0.key, $0.value.rawValue) }
      }
    }
    let sides = values(coverage.sides, \.function)
    let choices = values(coverage.choices, \.function)
    let names = Set(coverage.blocks.keys).union(sides.keys).union(choices.keys).sorted()
    self.init(
      functions: names.map { name in
        let blocks = coverage.blocks[name] ?? [:]
        return FunctionCoverage(
          name: name, taken: blocks.filter { $0.value == .taken }.keys.sorted(),
          open: blocks.filter { $0.value == .open }.keys.sorted(),
          sides: (sides[name] ?? []).map { [$0.0.block, $0.0.successor, $0.1] }
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) },
          choices: (choices[name] ?? []).map { [$0.0.register, $0.0.holds ? 1 : 0, $0.1] }
            .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) })
      }, models: coverage.models.sorted(), builtInBounds: coverage.builtInBounds.sorted())
  }

  /// The same for who computes with it.
  var executed: Coverage {
    var coverage = Coverage()
    for function in functions {
      for block in function.taken { coverage.note(block: block, of: function.name, .taken) }
      for block in function.open { coverage.note(block: block, of: function.name, .open) }
      for side in function.sides where side.count == 3 {
        coverage.note(
          .init(function: function.name, block: side[0], successor: side[1]),
          Coverage.Reach(rawValue: side[2]) ?? .open)
      }
      for choice in function.choices where choice.count == 3 {
        coverage.note(
          .init(function: function.name, register: choice[0], holds: choice[1] == 1),
          Coverage.Reach(rawValue: choice[2]) ?? .open)
      }
    }
    coverage.models = Set(models)
    coverage.builtInBounds = Set(builtInBounds)
    return coverage
  }
}
