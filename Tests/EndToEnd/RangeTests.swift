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
