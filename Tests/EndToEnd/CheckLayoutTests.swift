import Foundation
import Report
import Testing

@testable import pteproof

/// Structures whose members move: both sides run from one world, in which each member is where the base has it.
@Suite struct CheckLayoutTests {
  private static let types = "include/linux/mm_types.h"

  private func check(_ name: String, _ edits: [SeededEdit], order: Int = 0) async throws -> CheckReport {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write(edits, name: name)
    return try await Gate.proofs.pass {
      try await EndToEnd.check([path, "--orders", "\(order)", "--claim", "patched = base"])
    }
  }

  private static func moved(_ old: String, _ new: String) -> SeededEdit {
    .neutral("moved", types, [Replacement(old, new)], "")
  }

  /// Members that the spec sets itself, which trade places.
  private static let traded = moved(
    "struct mm_struct *vm_mm;\n\tpgprot_t vm_page_prot;          /* Access permissions of this VMA. */",
    "pgprot_t vm_page_prot;\n\tstruct mm_struct *vm_mm;")
  /// A new one in an anonymous structure, in front of nearly all others.
  private static let new = moved(
    "struct maple_tree mm_mt;", "unsigned long mm_pteproof; struct maple_tree mm_mt;")

  private static func inBatch(_ statement: String) -> SeededEdit {
    .neutral(
      "batch", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "\(statement) $0", in: "copy_present_ptes")], "")
  }

  /// The code finds each member where the base has it, so it does the same; what is laid out otherwise is said.
  @Test(arguments: [
    (traded, "vm_area_struct (vm_mm is at offset"), (new, "mm_struct (new: mm_pteproof; mm_mt is at"),
  ])
  func membersThatMove(_ edit: SeededEdit, _ note: String) async throws {
    let report = try await check("moved-\(note.prefix(9))", [edit])
    let unit = try #require(report.patches.first?.units.first, "\(report.patches)")
    #expect(report.statuses()["patched = base"] == .same, "\(unit.notes)")
    #expect(
      unit.notes.contains { $0.hasPrefix("patched = base: ") && $0.contains("struct \(note)") },
      "\(unit.notes)")
    #expect(report.verdict.exitStatus == 0)
  }

  /// A bug is one wherever the members are, and a change that keeps the behaviour is none.
  @Test func aBugWhereMembersMove() async throws {
    let bug = try #require(SeededBugs.all.first { $0.name == "child-stays-young" })
    let report = try await check("moved-bug", [Self.traded, bug])
    #expect(report.statuses()["patched = base"] == .broken, "\(report.patches)")
    // The parent's flag is behind the new member.
    let same = try await check(
      "moved-read", [Self.new, Self.inBatch("if (!src_vma->vm_mm->flags) barrier();")], order: 1)
    #expect(same.statuses()["patched = base"] == .same, "\(same.patches)")
  }

  /// What the base does not have, and what a number of bytes stands for, is not known.
  @Test(
    arguments: [
      (new, "if (src_vma->vm_mm->mm_pteproof == 5) return 1;", "looks for mm_pteproof"),
      (traded, "if (((unsigned char *)src_vma)[24] == 77) return 1;", "an address by a number of bytes"),
      (
        traded, "{ struct vm_area_struct c = *src_vma; if (c.vm_flags == 77) return 1; }",
        "copies or clears memory"
      ),
    ])
  func whatIsNotFoundByItsName(_ edit: SeededEdit, _ statement: String, _ why: String) async throws {
    let report = try await check("unnamed-\(why.prefix(9))", [edit, Self.inBatch(statement)])
    let unit = try #require(report.patches.first?.units.first, "\(report.patches)")
    #expect(report.statuses()["patched = base"] == .unmodelled, "\(unit.claims)")
    #expect(
      unit.notes.contains { $0.contains("copy_present_ptes() \(why)") || $0.contains(why) }, "\(unit.notes)")
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
