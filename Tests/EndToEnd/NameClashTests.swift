import Foundation
import Proof
import Testing

/// A patch may bring names that specs might have: it compiles with them, and is proved.
@Suite struct NameClashTests {
  private static let names = [
    "child_pte", "parent_pte", "world", "rss", "describe_page", "fork_run", "is_cow",
  ]

  @Test func theKernelMayDefineThem() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let functions = Self.names.map { "static __maybe_unused int \($0)(int x) { return x; }" }
    let edit = SeededEdit.neutral(
      "names-of-specs", KernelFile.memory,
      [
        Replacement(
          "static __always_inline void __copy_present_ptes", functions.joined(separator: "\n") + "\n$0")
      ], changesBitcode: false, "functions that nobody calls")
    try await Gate.proofs.pass {
      let result = try await prove(
        try await kernel.module(edit), orders: [0], claims: [.pageEqualsSpec, .invariants])
      #expect(result.verdict == .proved, "\(result.summary)")
      #expect(try await kernel.module(edit, unit: "fork-range").functions["copy_pte_range"] != nil)
    }
  }
}
