import Bitcode
import Foundation
import Proof
import Replay
import Terms
import Testing

@testable import Execution

/// What the executor says fork's batched PTE copy does in random worlds, against what the processor does.
@Suite struct ForkAgreementTests {
  /// A symbolic run of an order, and how many worlds to compare it in.
  struct Case {
    let order: Int
    /// Answers to the spec's choices: a preallocated folio, PROT_NONE, no struct page, and then an anon
    /// folio, or VMA operations.
    let choices: [Bool]
    var isPaged = false
    let worlds: Int
  }

  static let allChoices = (0..<16).map { number in (0..<4).map { number >> $0 & 1 == 1 } }

  /// All choices at order 0, and some of them, other ones with each seed, at the orders above.
  static func cases(_ random: inout SeededRandom) -> [Case] {
    let shuffled = allChoices.shuffled(using: &random)
    // A batch of more than one page needs a struct page.
    let folios = shuffled.filter { !$0[2] }
    var cases = allChoices.map { Case(order: 0, choices: $0, worlds: 40) }
    cases += shuffled.prefix(4).map { Case(order: 1, choices: $0, worlds: 60) }
    // With a preallocated folio the unit copies one page, whatever follows.
    let batches = folios.filter { !$0[0] }
    cases += batches.prefix(2).map { Case(order: 2, choices: $0, worlds: 80) }
    cases += batches.suffix(1).map { Case(order: 3, choices: $0, worlds: 100) }
    cases += folios.prefix(2).enumerated().map { Case(order: $0 + 1, choices: $1, isPaged: true, worlds: 60) }
    return cases
  }

  static func batch(_ module: BitcodeModule, _ order: Int, _ choices: [Bool]) throws -> SymbolicRun {
    try SymbolicRun(module, order: order, choices: choices, world: "ppf_fork_world") { executor in
      let pool = executor.pool
      guard let limit = try executor.observe("ppf_fork_limit") else { return [] }
      let arguments = [pool.constant(0, width: 64), limit]
      let result = try executor.run("ppf_fork_run", arguments)
      return [.init(function: "ppf_fork_run", arguments: arguments, result: result, guarded: pool.true)]
    }
  }

  /// Page at a time, as many pages as the batch takes.
  static func pages(_ module: BitcodeModule, _ order: Int, _ choices: [Bool]) throws -> SymbolicRun {
    try SymbolicRun(module, order: order, choices: choices, world: "ppf_fork_world") { executor in
      let pool = executor.pool
      let before = executor.memory
      guard let limit = try executor.observe("ppf_fork_limit"),
        let taken = try executor.run("ppf_fork_run", [pool.constant(0, width: 64), limit])
      else { return [] }
      executor.select(before)
      _ = executor.takeObligations()
      _ = executor.takeWrites()
      return try (0..<1 << order).compactMap { number in
        let guarded = pool.slt(pool.constant(UInt64(number), width: pool.width(taken)), taken)
        if executor.isRuledOut(guarded) { return nil }
        let arguments = [pool.constant(UInt64(number), width: 64), pool.constant(1, width: 32)]
        let result = try executor.run("ppf_fork_run", arguments, guarded: guarded)
        return .init(function: "ppf_fork_run", arguments: arguments, result: result, guarded: guarded)
      }
    }
  }

  private static let entryPoints: Set<String> = ["ppf_fork_world", "ppf_fork_run"]

  private struct Worlds {
    let agreements: [ReplayedRun]
    /// Worlds in which two names of one cell have different values.
    let contradictory: [ReplayedRun]
  }

  private static func worlds(
    _ module: BitcodeModule, _ some: Case, _ random: inout SeededRandom
  ) throws -> Worlds? {
    let run =
      try some.isPaged
      ? pages(module, some.order, some.choices) : batch(module, some.order, some.choices)
    let worlds: ForkWorlds
    do { worlds = try ForkWorlds(run, &random) } catch ForkWorlds.Failure.noWorld { return nil }
    var agreements: [ReplayedRun] = []
    var contradictory: [ReplayedRun] = []
    for _ in 0..<some.worlds {
      try worlds.next(&random)
      let agreement = run.inWorld(worlds.assignment.lookup, seed: random.next())
      if agreement.contradictions.isEmpty {
        agreements.append(agreement)
      } else {
        contradictory.append(agreement)
      }
    }
    return Worlds(agreements: agreements, contradictory: contradictory)
  }

  @Test func executorAgreesWithTheProcessor() async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let shared = try await ForkBitcode.shared.value
    let files = try await shared.files()
    let module = try BitcodeModule(linking: files, options: .init(specs: shared.specs))
    var random = SeededRandom.forTest("fork")
    var units: [NativeUnit] = []
    for optimisation in [0, 2] {
      units.append(
        try await NativeUnit.build(
          bitcode: files, entryPoints: Self.entryPoints, optimisation: optimisation,
          workDirectory: shop.folder))
    }
    var compared = 0
    var longest: [Int: Int] = [:]
    var hasFailed = false
    for some in Self.cases(&random) {
      guard let worlds = try Self.worlds(module, some, &random) else { continue }
      if let first = worlds.contradictory.first {
        // The executor ties what two names of one record hold at first only where both touch the same bytes.
        withKnownIssue("cells of different widths are not tied") {
          Issue.record("\(some), seed \(SeededRandom.seed): \(first.contradictions.prefix(3))")
        }
      }
      for unit in units {
        let outcomes = try await unit.run(worlds.agreements.map(\.native))
        let found = try zip(worlds.agreements, outcomes).map { try $0.disagreements(with: $1, in: unit) }
        if let first = found.first(where: { !$0.isEmpty }) {
          Issue.record("\(some), seed \(SeededRandom.seed): \(first.prefix(4))")
        }
        for outcome in outcomes where !some.isPaged {
          let taken = outcome.results.first.map { Int(Int32(truncatingIfNeeded: $0)) } ?? 0
          longest[some.order] = max(longest[some.order] ?? 0, taken)
          hasFailed = hasFailed || taken < 0
        }
        compared += outcomes.count
      }
    }
    print(
      "fork: \(compared) native runs compared; longest batches by order: \(longest.sorted { $0.key < $1.key })"
    )
    // The worlds are worth nothing if nothing happens in them.
    #expect(hasFailed)
    #expect(longest[0] == 1)
    #expect((1...3).contains { (longest[$0] ?? 0) > 2 })
    #expect(compared >= 2000)
  }

  /// The native side with a wrong model: a difference must be seen.
  @Test(arguments: [
    ("linux/models-x86.h", "bit, 1) != 0", "bit, 1) == 0"),
    ("linux/models.h", "ppf_ghost.copies++", "ppf_ghost.copies += 2"),
    ("linux/models.h", "ppf_ghost.lru_additions++;", ""),
  ])
  func aWrongModelIsSeen(_ edit: (file: String, from: String, to: String)) async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let shared = try await ForkBitcode.shared.value
    let module = try await BitcodeModule(linking: shared.files(), options: .init(specs: shared.specs))
    let unit = try await NativeUnit.build(
      bitcode: shared.files(edit: edit, in: shop.folder), entryPoints: Self.entryPoints,
      workDirectory: shop.folder)
    var random = SeededRandom.forTest(edit.from)
    let some = Case(order: 0, choices: [true, false, false, true], worlds: 200)
    // Few worlds show some of them (those with shadow stacks), and the seed is a new one each time: more are drawn until
    // one does.
    var isSeen = false
    for _ in 0..<25 where !isSeen {
      let worlds = try #require(try Self.worlds(module, some, &random))
      let outcomes = try await unit.run(worlds.agreements.map(\.native))
      isSeen = try zip(worlds.agreements, outcomes).contains {
        try !$0.disagreements(with: $1, in: unit).isEmpty
      }
    }
    #expect(isSeen, "seed \(SeededRandom.seed)")
  }
}
