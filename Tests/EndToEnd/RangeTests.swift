import Proof
import Testing

/// fork's whole range against the real kernel: what is wrong between the steps is refuted, what is right is proved.
@Suite struct RangeTests {
  private static let unit = "fork-range"

  @Test func corpusIsWellFormed() {
    let names = RangeEdits.bugs.map(\.edit.name) + RangeEdits.neutral.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(RangeEdits.bugs.count >= 12)
    #expect(RangeEdits.neutral.count >= 4)
    #expect(RangeEdits.bugs.allSatisfy { !$0.edit.breaks.isEmpty })
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
  @Test(arguments: RangeEdits.bugs) func bugIsRefuted(_ bug: RangeEdits.Bug) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(bug.edit, unit: Self.unit), window: 1, cases: [[bug.isLarge]],
        claims: Set(bug.edit.breaks))
      #expect(result.refuted == Set(bug.edit.breaks), "\(bug.edit.why)\n\(result.summary)")
    }
  }

  /// In a window of one PTE, as all of these tests: larger ones take minutes.
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
