import Execution
import Proof
import Testing

/// Code of another file that nobody has described: whatever comes of it is no fault of the kernel's.
@Suite struct UnmodelledTests {
  private static let edit = SeededEdit.neutral(
    "helper-elsewhere", KernelFile.memory,
    [
      Replacement(
        "folio = page_folio(page);",
        "$0 { extern int helper_elsewhere(struct vm_area_struct *vma);"
          + " if (helper_elsewhere(src_vma)) pte = pte_mkspecial(pte); }", in: "copy_present_ptes")
    ], "not known to be one: the helper may be anything")

  @Test func aHelperElsewhereRefutesNothing() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(try await kernel.module(Self.edit), sizes: [.order(1)])
      let open = result.claims.filter { $0.claim != .pteLaws && $0.claim != .notVacuous }
      #expect(open.allSatisfy { $0.verdict == .unmodelled && $0.finding == nil }, "\(result.summary)")
      #expect(result.obstacles.map(\.obstacle) == [.call(function: "helper_elsewhere")])
      #expect(result.obstacles.first?.location?.function == "copy_present_ptes")
    }
  }
}
