import Proof
import Testing

/// The corpus against the real kernel: what is wrong is refuted, what is right is proved.
@Suite struct CorpusTests {
  @Test func theKernelItselfIsProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(try await kernel.module(), orders: [0, 1, 2])
      #expect(result.verdict == .proved, "\(result.summary)")
      #expect(Set(result.claims.map(\.claim)) == Set(Claim.allCases))
    }
  }

  /// Each bug at its least order, by each of the claims that it is expected to break there.
  @Test(arguments: SeededBugs.all) func bugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(bug)
      let result = try await prove(module, orders: [bug.smallestOrder], claims: Set(bug.breaks))
      #expect(result.refuted == Set(bug.breaks), "\(bug.why)\n\(result.summary)")
      let count = try await result.expectReplays(
        in: module, unit: "ppf_fork", bug.name, mayBeImpossible: Self.cannotAllBeRun.contains(bug.name))
      #expect(count == bug.breaks.count)
    }
  }

  /// Bugs that read what nobody initialised, reach for memory that is not theirs, or look at a struct page of which the
  /// executor does not know which it is.
  private static let cannotAllBeRun: Set = [
    "wrprotect-one-more", "batch-copies-its-first-page", "batch-despite-prealloc", "peek-behind-batch",
    "batch-always-fails", "flags-not-initialised", "any-writable-not-initialised", "batch-ignores-pfn",
    "detection-by-pointer-too-far", "detection-one-too-far", "no-window-end",
    "folio-end-without-offset",
    // Where code breaks a promise there is no behaviour to compare with; and natively the compiler chooses for itself.
    "two-pages-unreachable", "batch-assumed-even", "pure-that-counts", "not-protected-if-constant",
    "advance-without-inversion", "no-folio-end",
  ]

  @Test(arguments: NeutralEdits.all) func neutralEditIsProved(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let unit = "copy_present_ptes"
      let module = try await kernel.module(edit)
      let before = try #require(try await kernel.module().closureDigest(of: unit))
      let after = try #require(module.closureDigest(of: unit))
      #expect((before != after) == (edit.kind == .neutral(changesBitcode: true)))
      // Order 1 has every path of the batch; the unedited kernel is proved at more orders above.
      let result = try await prove(module, orders: [1])
      #expect(result.verdict == .proved, "\(edit.why)\n\(result.summary)")
    }
  }
}
