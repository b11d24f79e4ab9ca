import Foundation
import Testing

@testable import Terms

/// Every rule, proved by a solver that has nothing to do with this program.
@Suite struct RuleProofTests {
  static let solver = "/usr/bin/cvc5"

  /// Products of sums, and divisions by other numbers than powers of two: not for a bit-blaster at 64 bits.
  static let hardWhenWide: Set<Rule> = [
    .scaledSum, .iteArithmetic, .signedQuotientOfPositives, .signedRemainderOfPositives,
  ]

  struct Outcome {
    /// Rules of the queries that were satisfiable: a difference was found.
    var refuted: [String] = []
    var undecided: [String] = []
    var queries = 0
    /// Rules that none of their cases made use of.
    var unused: [Rule] = []
  }

  /// Builds the cases of each rule, simplifies them, and asks for a difference, all in one script.
  static func check(widths: [Int], rules: [Rule] = Rule.allCases, faulty: Bool = false) throws -> Outcome {
    var outcome = Outcome()
    var script = ""
    var labels: [String] = []
    for rule in rules {
      var isUsed = false
      for width in widths where width <= 16 || !hardWhenWide.contains(rule) {
        let raw = TermPool(simplify: false)
        let cases = RuleCases(raw, width: width).matching(rule)
        for (number, term) in cases.enumerated() {
          let simplified = TermPool()
          var map: [Term: Term] = [:]
          for ordinal in 0..<raw.variableCount {
            let variable = raw.variable(ordinal: ordinal)
            guard let info = raw.variableInfo(variable) else { continue }
            map[variable] = simplified.variable(info.name, width: info.width, range: info.range)
          }
          if faulty { simplified.faultyRule = rule }
          let result = simplified.rebuilt([term], from: raw) { map[$0] }[0]
          guard simplified.uses(of: rule) > 0 else { continue }
          isUsed = true
          if simplified.asConstant(result) != nil, simplified.asConstant(result) == raw.asConstant(term) {
            continue
          }
          labels.append("\(rule) \(number), width \(width)")
          // Not push and pop: the solver gets slower with each query that it remembers.
          script += "(reset)\n(set-logic QF_BV)\n"
          var left = SMTLIBPrinter(raw, prefix: "raw_")
          left.define(term)
          var right = SMTLIBPrinter(simplified, prefix: "new_")
          for (variable, other) in map {
            left.define(variable)
            right.name(other, left.reference(variable))
          }
          right.define(result)
          script += left.text + right.text
          script += "(assert (distinct \(left.reference(term)) \(right.reference(result))))\n(check-sat)\n"
        }
      }
      if !isUsed { outcome.unused.append(rule) }
    }
    let answers = try run(script)
    outcome.queries = labels.count
    try #require(answers.count == labels.count, "\(answers.prefix(5))")
    for (label, answer) in zip(labels, answers) where answer != "unsat" {
      if answer == "sat" { outcome.refuted.append(label) } else { outcome.undecided.append(label) }
    }
    return outcome
  }

  static func run(_ script: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("rules-\(UUID()).smt2")
    try script.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: solver)
    process.arguments = ["--tlimit-per=20000", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: solver)))
  func everyRuleIsSound() throws {
    let outcome = try Self.check(widths: [8, 16, 64])
    #expect(outcome.refuted == [])
    #expect(outcome.undecided == [])
    #expect(outcome.unused == [])
    #expect(outcome.queries > 500)
  }

  /// The check finds a wrong result of any rule.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: solver)))
  func everyWrongRuleIsFound() throws {
    let outcome = try Self.check(widths: [8], faulty: true)
    let found = Set(outcome.refuted.compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(Rule.allCases.map { "\($0)" }.filter { !found.contains($0) } == [])
  }
}
