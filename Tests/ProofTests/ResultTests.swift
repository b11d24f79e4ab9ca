import Foundation
import Proof
import Synchronization
import Testing

/// What a result says beside its verdict: findings, cases, goals, progress.
@Suite struct ResultTests {
  @Test("a finding is a world: its values break the claim")
  func finding() async throws {
    let result = try await Toy.prove("ONE_TOO_FEW", claims: [.batchEqualsPages])
    let finding = try #require(result[.batchEqualsPages]?.finding)
    func value(_ name: String, _ index: Int) throws -> Finding.Value {
      try #require(finding.values.first { $0.name == name && $0.index == index }, "\(name) \(index)")
    }
    let word = try #require(try value("source", 1).before)
    let target = try value("target", 1)
    // The batch of two has left the second word alone, page at a time has copied it.
    #expect(target.batched == target.before)
    #expect(target.paged == word | 8)
    #expect(target.batched != target.paged)
    // It is a batch of two: equal words, no error bits.
    #expect((word ^ (try #require(try value("source", 0).before))) & 7 == 0)
    #expect(word & 6 == 0)
    // The cell is the one that differs, as the values have it.
    let cell = try #require(finding.cell)
    #expect(cell.batched == target.batched)
    #expect(cell.paged == target.paged)
  }

  @Test("the place of a WARN is its line")
  func warning() async throws {
    let result = try await Toy.prove("WARN_SECOND", claims: [.noWarnings])
    let finding = try #require(result[.noWarnings]?.finding)
    let lines = Toy.source.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains(".byte 0x0f, 0x0b") }) + 1
    #expect(finding.location?.line == line)
    #expect(finding.location?.file.hasSuffix("toy.c") == true)
    #expect(finding.values.first { $0.name == "source" && $0.index == 1 }?.before.map { $0 & 128 } == 128)
  }

  @Test(
    "only the claims that are asked for are answered", arguments: Claim.allCases.filter { $0 != .pteLaws })
  func chosenClaims(claim: Claim) async throws {
    let result = try await Toy.prove(claims: [claim])
    #expect(result.claims.map(\.claim) == [claim])
    #expect(result.verdict == .proved)
  }

  @Test("each order has its own results, in order")
  func orders() async throws {
    let result = try await Toy.prove("COUNT_ONE_MORE", orders: [1, 0], claims: [.invariants, .notVacuous])
    #expect(result.claims.map(\.claim) == [.invariants, .invariants, .notVacuous, .notVacuous])
    #expect(result.claims.map(\.number) == [0, 1, 0, 1])
    // With one page nothing is counted twice.
    #expect(result.claims.map(\.verdict) == [.proved, .refuted, .proved, .proved])
  }

  @Test("for the verdict alone, nothing is begun once all is refuted")
  func stopsWhenRefuted() async throws {
    let plan = ProofPlan(
      module: try Toy.module("COUNT_ONE_MORE"), unit: "toy", orders: [1, 2, 3], claims: [.invariants],
      jobs: 1,
      stopsWhenRefuted: true)
    let result = try await Prover(plan).run { _ in }
    #expect(result.verdict == .refuted)
    #expect(result.claims.map(\.number) == [1])
  }

  @Test("a choice makes two cases, and a finding says which")
  func choices() async throws {
    let proved = try await Toy.prove("CHOICE")
    #expect(proved.verdict == .proved)
    for claim in proved.claims { #expect(claim.cases == 2, "\(claim)") }
    // The batch returns 0 only if bit 0 of the first word is set: in one case of the two.
    let refuted = try await Toy.prove("CHOICE", "RETURN_ZERO", claims: [.batchEqualsPages])
    #expect(refuted[.batchEqualsPages]?.verdict == .refuted)
    #expect(refuted[.batchEqualsPages]?.finding?.choices == ["first: yes"])
  }

  @Test("two runs give equal results, but for the times", arguments: ["ACCUMULATE", "COUNT_ONE_MORE"])
  func repeatable(edit: String) async throws {
    let module = try Toy.module(edit)
    func run() async throws -> [String] {
      let plan = ProofPlan(module: module, unit: "toy", orders: [0, 1], jobs: 2)
      return try await Prover(plan).run { _ in }.claims.map { claim in
        let finding = claim.finding.map { finding in
          "\(finding.what) \(finding.values) \(finding.world) \(finding.choices) \(finding.isMinimal)"
        }
        return "\(claim.claim) \(claim.number ?? -1) \(claim.verdict) \(claim.goals) \(claim.cases) "
          + "\(claim.allowances.sorted()) \(claim.note ?? "") \(finding ?? "")"
      }
    }
    let first = try await run()
    let second = try await run()
    #expect(first == second)
    #expect(!first.isEmpty)
  }

  @Test("laws hold for arbitrary words, or are refuted by one")
  func laws() async throws {
    func prove(_ law: String) async throws -> ProofResult {
      let module = try Toy.compile(
        "#include \"pteproof.h\"\n__attribute__((used)) void pp_law_toy(void) { pp_word x = pp_any(\"x\", 64); \(law) }"
      )
      return try await Prover(ProofPlan(module: module, unit: "toy", orders: [1], claims: [.pteLaws])).run {
        _ in
      }
    }
    let holds = try await prove("pp_check(((x | 2) & ~2ul) == (x & ~2ul), \"1\");")
    #expect(holds[.pteLaws]?.verdict == .proved)
    #expect(holds[.pteLaws]?.number == nil)
    let fails = try await prove("pp_check((x | 2) != 7, \"2\");")
    #expect(fails.verdict == .refuted)
    let world = try #require(fails[.pteLaws]?.finding?.world)
    #expect(world.map { $0.value | 2 } == [7])
    #expect(world.map(\.name) == ["x"])
    let empty = try await prove(
      "pp_assume(x < 2, \"a\", \"r\"); pp_assume(x > 4, \"b\", \"r\"); pp_check(0, \"3\");")
    #expect(empty.verdict == .undecided)
  }

  @Test("progress counts up to the last part")
  func progress() async throws {
    let seen = Mutex<[ProofProgress]>([])
    let plan = ProofPlan(module: try Toy.module("CHOICE"), unit: "toy", orders: [0, 1], jobs: 1)
    _ = try await Prover(plan).run { progress in seen.withLock { $0.append(progress) } }
    let all = seen.withLock { $0 }
    #expect(all.allSatisfy { $0.total == 4 && $0.done < 4 })
    #expect(Set(all.map(\.done)) == [0, 1, 2, 3])
    #expect(all.map(\.done) == all.map(\.done).sorted())
  }

  @Test("a cancelled proof ends, with no result")
  func cancelled() async throws {
    let plan = ProofPlan(module: try Toy.module(), unit: "toy", orders: [3], jobs: 1)
    let task = Task { try await Prover(plan).run { _ in } }
    task.cancel()
    await #expect(throws: CancellationError.self) { _ = try await task.value }
  }
}
