import Bitcode
import Foundation
import Proof
import Replay
import Terms
import Testing

/// What the executor says small C programs do, against what the processor does.
@Suite struct ProgramAgreementTests {
  /// Random worlds a program and level of optimisation.
  static let worlds = 40

  static var source: String {
    Programs.trap + Programs.preamble
      + Programs.all.enumerated().map { number, program in
        "#undef ME\n#define ME \(number + 1)\nRUN(\(program.name))\n{\n\(program.body)\n}\n"
      }.joined(separator: "\n")
  }

  static let entryPoints = Set(Programs.all.map { "run_\($0.name)" } + ["world"])

  static func symbolic(_ module: BitcodeModule, _ program: String) throws -> SymbolicRun {
    try SymbolicRun(module, loopBound: 10, world: "world") { executor in
      let arguments = ["a", "b", "c"].map { executor.pool.variable($0, width: 64) }
      let result = try executor.run("run_\(program)", arguments)
      return [
        .init(function: "run_\(program)", arguments: arguments, result: result, guarded: executor.pool.true)
      ]
    }
  }

  static func agreements(_ run: SymbolicRun, count: Int, _ random: inout SeededRandom) -> [ReplayedRun] {
    let assignment = Assignment(run)
    return (0..<count).compactMap { _ in
      assignment.drawAll(&random)
      guard assignment.determineExits() else { return nil }
      let agreement = run.inWorld(assignment.lookup, seed: random.next())
      return agreement.undefined == nil ? agreement : nil
    }
  }

  @Test func executorAgreesWithTheProcessor() async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    var random = SeededRandom.forTest("programs")
    let bitcode = try shop.bitcode(Self.source)
    let module = try BitcodeModule(linking: [bitcode])
    var agreements: [(program: String, agreement: ReplayedRun)] = []
    for (name, _) in Programs.all {
      let run = try Self.symbolic(module, name)
      let unmodelled = run.obligations.filter { $0.leavesOpen }
      #expect(unmodelled.isEmpty, "\(name): \(unmodelled.map(\.what))")
      let some = Self.agreements(run, count: Self.worlds, &random)
      #expect(some.count == Self.worlds, "\(name): every world has one meaning")
      agreements += some.map { (name, $0) }
    }
    for optimisation in [0, 2] {
      let unit = try await NativeUnit.build(
        bitcode: [bitcode], entryPoints: Self.entryPoints, optimisation: optimisation,
        workDirectory: shop.folder)
      let outcomes = try await unit.run(agreements.map(\.agreement.native))
      var reported: Set<String> = []
      for ((program, agreement), outcome) in zip(agreements, outcomes) {
        let found = try agreement.disagreements(with: outcome, in: unit)
        guard !found.isEmpty, reported.insert(program).inserted else { continue }
        Issue.record("-O\(optimisation) \(program), seed \(SeededRandom.seed): \(found.prefix(4))")
      }
    }
  }

  /// Each program with one thing wrong in it natively: the comparison must see every one of them.
  @Test func everyWrongMeaningIsSeen() async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    var random = SeededRandom.forTest("wrong programs")
    let bitcode = try shop.bitcode(Self.source)
    let module = try BitcodeModule(linking: [bitcode])
    let unit = try await NativeUnit.build(
      bitcode: [bitcode], entryPoints: Self.entryPoints, optimisation: 0, workDirectory: shop.folder)
    for (number, program) in Programs.all.enumerated() {
      let run = try Self.symbolic(module, program.name)
      // Few worlds show some of them (one in five for a shift of a negative number), and the seed is a new
      // one each time: more are drawn until one does.
      var seen = false
      for _ in 0..<25 where !seen {
        let some = Self.agreements(run, count: Self.worlds, &random)
        let outcomes = try await unit.run(
          some.map { agreement in
            var native = agreement.native
            native.world.cells.append(
              .init(.symbol("broken", offset: 0), size: 4, value: .number(UInt64(number + 1))))
            return native
          })
        seen = try zip(some, outcomes).contains { agreement, outcome in
          try !agreement.disagreements(with: outcome, in: unit).isEmpty
        }
      }
      #expect(seen, "\(program.name), seed \(SeededRandom.seed)")
    }
  }
}
