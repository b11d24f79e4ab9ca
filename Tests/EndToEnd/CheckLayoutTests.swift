import Foundation
import Report
import Testing

@testable import pteproof

/// Structures whose members move: both sides are proved by themselves, but not from one world.
@Suite struct CheckLayoutTests {
  private static let types = "include/linux/mm_types.h"

  private func check(_ name: String, _ edits: [SeededEdit]) async throws -> CheckReport {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write(edits, name: name)
    return try await Gate.proofs.pass {
      try await EndToEnd.check([path, "--orders", "0", "--claim", "patched = base"])
    }
  }

  /// Members that the spec sets itself, and one that only the kernel's code looks at.
  @Test(
    arguments: [
      (
        "vm_mm",
        "struct mm_struct *vm_mm;\n\tpgprot_t vm_page_prot;          /* Access permissions of this VMA. */",
        "pgprot_t vm_page_prot;\n\tstruct mm_struct *vm_mm;"
      ),
      (
        "vm_ops", "const struct vm_operations_struct *vm_ops;",
        "unsigned long vm_pteproof; const struct vm_operations_struct *vm_ops;"
      ),
    ])
  func aMemberThatMoves(_ member: String, _ old: String, _ new: String) async throws {
    let report = try await check(
      "moved-\(member)", [.neutral("moved-\(member)", Self.types, [Replacement(old, new)], "")])
    let unit = try #require(report.patches.first?.units.first, "\(report.patches)")
    #expect(report.statuses()["patched = base"] == .unmodelled, "\(unit.claims)")
    let note = try #require(unit.notes.first { $0.hasPrefix("patched = base: ") }, "\(unit.notes)")
    #expect(note.contains("struct vm_area_struct") && note.contains("\(member) is at offset"), "\(note)")
    #expect(report.verdict.exitStatus == 4)
  }

  /// A structure that the unit does not look into may be what it likes.
  @Test func anotherStructure() async throws {
    let edit = SeededEdit.neutral(
      "other-structure", Self.types,
      [
        Replacement(
          "struct vma_lock {\n\tstruct rw_semaphore lock;",
          "struct vma_lock {\n\tlong pteproof;\n\tstruct rw_semaphore lock;")
      ],
      "")
    let swapped = try #require(NeutralEdits.all.first { $0.name == "de-morgan" })
    let report = try await check("other-structure", [edit, swapped])
    #expect(report.statuses()["patched = base"] == .same, "\(report.patches)")
  }
}
