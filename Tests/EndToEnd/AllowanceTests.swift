import Proof
import Testing

/// Allowances permit the difference that they name, and no other.
@Suite struct AllowanceTests {
  /// An allowance, the part of the world to which it applies, and a bug in what it weakens.
  struct Example: Sendable, CustomTestStringConvertible {
    var allowance: String
    /// A condition in C, of the spec's world once it is built.
    var applies: String
    var bug: SeededEdit
    var testDescription: String { allowance }
  }

  private static func inBatch(_ name: String, _ statement: String) -> SeededEdit {
    .bug(
      name, KernelFile.memory, [Replacement("if (any_writable)", "\(statement) $0", in: "copy_present_ptes")],
      breaks: [.batchEqualsPages], order: 1, "")
  }

  static let examples = [
    Example(
      allowance: "shared-mixed-write", applies: "ppf_is_shared()",
      // The child's PTEs are then as writable as the first, not as any.
      bug: inBatch("allowed-write-not-or", "any_writable = false;")),
    Example(
      allowance: "soft-dirty-untracked", applies: "(ppf_src_vma.vm_flags & PPF_VM_SOFTDIRTY) != 0",
      // The child's bits are then none, not the first page's.
      bug: inBatch("allowed-soft-dirty-lost", "pte = pte_clear_soft_dirty(pte);")),
    Example(
      allowance: "dirty-encoding",
      applies:
        "ppf_is_cow() && (ppf_world.first_word & PPF_X86_DIRTY) && !(ppf_world.first_word & PPF_X86_RW)",
      // Neither encoding is left.
      bug: inBatch("allowed-dirty-lost", "pte = pte_mkclean(pte);")),
  ]

  @Test(arguments: examples) func deniedItRefutes(_ example: Example) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(
        try await kernel.module(), orders: [1], claims: [.batchEqualsPages], denied: [example.allowance])
      #expect(result.refuted == [.batchEqualsPages], "\(result.summary)")
    }
  }

  @Test(arguments: examples) func inItsOwnWorldABugIsStillRefuted(_ example: Example) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let specs = try kernel.specs(
        "world-of-\(example.allowance)", file: "linux/fork-world.h",
        [Worlds.assuming(example.applies)])
      let claims: Set<Claim> = [.batchEqualsPages, .notVacuous]
      let kept = try await prove(try await kernel.module(specs: specs), orders: [1], claims: claims)
      #expect(kept.verdict == .proved, "\(kept.summary)")
      #expect(kept.claims.reduce(into: Set()) { $0.formUnion($1.allowances) }.contains(example.allowance))
      let broken = try await prove(
        try await kernel.module(example.bug, specs: specs), orders: [1], claims: [.batchEqualsPages])
      #expect(broken.refuted == [.batchEqualsPages], "\(broken.summary)")
    }
  }

  /// Each allowance that the spec declares is tried here.
  @Test func allAreCovered() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let declared = Allowance.declared(in: try await kernel.module()).map(\.name)
    #expect(Set(declared) == Set(Self.examples.map(\.allowance)))
  }
}

/// Edits of the spec's world.
enum Worlds {
  /// One assumption more, once the world is built.
  static func assuming(_ condition: String) -> Replacement {
    Replacement(
      "pp_arbitrary(ppf_rss, sizeof(ppf_rss), \"rss\");",
      "$0 pp_assume(\(condition), \"of-this-test\", \"a test's.\");",
      in: "ppf_fork_world")
  }
}
