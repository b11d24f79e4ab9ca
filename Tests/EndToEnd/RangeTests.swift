import Proof
import Testing

/// fork's whole range against the real kernel: what is wrong between the steps is refuted, what is right is proved.
@Suite struct RangeTests {
  private static let unit = "fork-range"

  @Test func corpusIsWellFormed() {
    let names = RangeEdits.bugs.map(\.name) + RangeEdits.neutral.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(RangeEdits.bugs.count >= 12)
    #expect(RangeEdits.neutral.count >= 4)
    #expect(Set(RangeEdits.bugsBetweenSteps.map(\.edit.name)).isDisjoint(with: names))
    #expect(RangeEdits.bugs.allSatisfy { !$0.breaks.isEmpty })
  }

  @Test func theKernelItselfIsProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(unit: Self.unit), window: 1, cases: nil, claims: Set(Claim.allCases))
      #expect(result.verdict == .proved, "\(result.summary)")
      #expect(Set(result.claims.map(\.claim)) == Set(Claim.allCases).subtracting([.pteLaws]))
    }
  }

  /// Each bug in a case of the world that shows it, by each of the claims that it is expected to break there.
  @Test(arguments: RangeEdits.bugs) func bugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(bug, unit: Self.unit), window: 1, cases: [[false]],
        claims: Set(bug.breaks))
      #expect(result.refuted == Set(bug.breaks), "\(bug.why)\n\(result.summary)")
    }
  }

  /// What is wrong between steps is not proved by them, though a window of one PTE, which has one step, may be. Here where
  /// steps are short, and one behind a batch: the others take half a minute each.
  @Test(
    arguments: RangeEdits.bugsBetweenSteps.filter {
      $0.world == .own || $0.edit.name == "child-advances-by-one"
    }
  ) func bugBetweenStepsIsNotProved(_ bug: RangeEdits.StepBug) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(bug.edit, unit: Self.unit), steps: 2, cases: [bug.world.choices],
        claims: [.batchEqualsPages, .accesses, .initialised])
      #expect([.refuted, .undecided].contains(result.verdict), "\(bug.edit.why)\n\(result.summary)")
      #expect(
        result.claims.contains { $0.claim != .notVacuous && $0.verdict != .proved }, "\(result.summary)")
    }
  }

  /// The cases in which those bugs are looked for are proved of the kernel itself.
  @Test(arguments: [RangeEdits.StepBug.World.own, .page]) func theKernelItselfIsProvedByStep(
    _ world: RangeEdits.StepBug.World
  ) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(unit: Self.unit), steps: 2, cases: [world.choices],
        claims: [.batchEqualsPages, .invariants, .accesses, .initialised])
      #expect(result.verdict == .proved, "\(result.summary)")
    }
  }

  /// In a window of one PTE: larger ones take longer.
  @Test(arguments: RangeEdits.neutral) func neutralEditIsProved(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(edit, unit: Self.unit)
      let before = try #require(try await kernel.module(unit: Self.unit).closureDigest(of: "copy_pte_range"))
      let after = try #require(module.closureDigest(of: "copy_pte_range"))
      #expect((before != after) == (edit.kind == .neutral(changesBitcode: true)))
      let result = try await proveRange(
        module, window: 1, cases: [[true]], claims: [.batchEqualsPages, .invariants, .initialised])
      #expect(result.verdict == .proved, "\(edit.why)\n\(result.summary)")
    }
  }
}
