import Proof
import Testing

/// A world that contradicts itself, or has no batch, must not prove anything in silence.
@Suite struct VacuityTests {
  private func proved(
    _ name: String, assuming condition: String, order: Int, claims: Set<Claim> = Set(Claim.allCases)
  ) async throws -> ProofResult {
    let kernel = try await KernelUnderTest.shared.value
    return try await Gate.proofs.pass {
      let specs = try kernel.specs(name, file: "linux/fork-world.h", [Worlds.assuming(condition)])
      return try await prove(try await kernel.module(specs: specs), orders: [order], claims: claims)
    }
  }

  @Test func aContradictionProvesNothing() async throws {
    let result = try await proved("contradiction", assuming: "ppf_world.max_nr > PTRS_PER_PTE", order: 1)
    #expect(result.verdict != .proved)
    // The laws have worlds of their own.
    let ofWorld = result.claims.filter { $0.claim != .pteLaws }
    #expect(!ofWorld.isEmpty)
    #expect(ofWorld.allSatisfy { $0.verdict == .undecided }, "\(result.summary)")
  }

  /// A contradiction that no single assumption shows.
  @Test func aHiddenContradictionProvesNothing() async throws {
    let result = try await proved(
      "hidden-contradiction", assuming: "ppf_world.max_nr + ppf_world.table_index == PTRS_PER_PTE + 1",
      order: 1)
    let ofWorld = result.claims.filter { $0.claim != .pteLaws }
    #expect(ofWorld.allSatisfy { $0.verdict == .undecided }, "\(result.summary)")
  }

  /// A choice of which one side has no world: what is claimed is claimed of the other only.
  @Test func aCombinationWithoutAWorldIsSaid() async throws {
    let result = try await proved(
      "no-prealloc", assuming: "!ppf_world.has_prealloc || ppf_world.max_nr > PTRS_PER_PTE", order: 1,
      claims: [.pageEqualsSpec, .notVacuous])
    let vacuity = try #require(result.claims.first { $0.claim == .notVacuous })
    #expect(vacuity.verdict == .proved, "\(result.summary)")
    #expect(vacuity.note?.contains("no world has these choices: a preallocated folio") == true)
    let kernel = try await KernelUnderTest.shared.value
    let whole = try await Gate.proofs.pass {
      try await prove(try await kernel.module(), orders: [1], claims: [.pageEqualsSpec, .notVacuous])
    }
    #expect(whole.claims.first { $0.claim == .notVacuous }?.note == nil)
  }

  @Test func aWorldWithoutAFullBatchIsSaid() async throws {
    let result = try await proved(
      "no-batch", assuming: "ppf_world.max_nr == 1", order: 1, claims: [.pageEqualsSpec, .notVacuous])
    let vacuity = try #require(result.claims.first { $0.claim == .notVacuous })
    #expect(vacuity.verdict == .undecided, "\(result.summary)")
    #expect(vacuity.note?.contains("batch") == true)
    // The same claims in the world as it is.
    let kernel = try await KernelUnderTest.shared.value
    let whole = try await Gate.proofs.pass {
      try await prove(try await kernel.module(), orders: [1], claims: [.pageEqualsSpec, .notVacuous])
    }
    #expect(whole.verdict == .proved, "\(whole.summary)")
    #expect(whole.claims.contains { $0.claim == .notVacuous })
  }

  /// Code that no world reaches is listed: the batch's own where no world has one, and where some do,
  /// WARN and BUG sites only.
  @Test func whatNoWorldReachesIsListed() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bound = Self.unitLines(try await proved("no-batch-code", assuming: "ppf_world.max_nr == 1", order: 1))
    let whole = Self.unitLines(
      try await Gate.proofs.pass { try await prove(try await kernel.module(), orders: [0, 1]) })
    #expect(!bound.subtracting(whole).isEmpty, "\(bound.sorted())")
    let memory = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    for line in whole.sorted() {
      #expect(memory[line - 1].contains("WARN") || memory[line - 1].contains("BUG"), "line \(line)")
    }
  }

  /// The lines of copy_present_ptes() that no world reaches.
  private static func unitLines(_ result: ProofResult) -> Set<Int> {
    Set(result.unreached.filter { $0.function == "copy_present_ptes" }.map(\.location.line))
  }
}
