import Foundation
import Report
import Testing

@testable import pteproof

/// A patch that gives the unit another parameter, and the user's file that says what to pass.
@Suite struct CheckAdapterTests {
  /// The new parameter does nothing unless it is set: then a page gets one reference too many.
  private func diff(_ name: String) async throws -> String {
    let kernel = try await KernelUnderTest.shared.value
    return try DiffWriter(kernel: kernel).write(
      [
        .neutral(
          "parameter", KernelFile.memory,
          [
            Replacement(
              "pte_t *dst_pte, pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int *rss, struct folio **prealloc)",
              "pte_t *dst_pte, pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int flavour, int *rss, struct folio **prealloc)"
            ),
            Replacement("addr, max_nr, rss", "addr, max_nr, 0, rss", in: "copy_pte_range"),
            Replacement(
              "folio = page_folio(page);", "$0 if (flavour) folio_get(folio);", in: "copy_present_ptes"),
          ], "")
      ], name: name)
  }

  private func adapter(_ name: String, _ text: String) async throws -> String {
    let path = try await KernelUnderTest.shared.value.scratch + "/\(name).c"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func passing(_ flavour: String) -> String {
    """
    static int PP_BASE(copy_present_ptes)(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma,
    		pte_t *dst_pte, pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int *rss,
    		struct folio **prealloc)
    {
    	return copy_present_ptes(dst_vma, src_vma, dst_pte, src_pte, pte, addr, max_nr, \(flavour), rss, prealloc);
    }

    """
  }

  @Test func whatTheAdapterPassesDecides() async throws {
    let path = try await diff("parameter")
    let right = try await adapter("adapter-right", passing("0"))
    let wrong = try await adapter("adapter-wrong", passing("1"))
    try await Gate.proofs.pass {
      let arguments = [
        path, "--orders", "0", "--window", "1", "--claim", "patched = base", "--claim", "page = spec",
      ]
      let same = try await check(arguments + ["--spec", right])
      let unit = try #require(same.patches.first?.units.first)
      #expect(same.statuses()["patched = base"] == .same, "\(unit)")
      #expect(same.statuses()["page = spec"] == .holds, "\(unit)")
      #expect(unit.notes.contains { $0.contains("called through adapter-right.c") }, "\(unit.notes)")
      #expect(same.verdict == .proved)
      let other = try await check(arguments + ["--spec", wrong])
      #expect(other.statuses()["patched = base"] == .broken)
      #expect(other.verdict == .refuted)
    }
    // Without it there is no answer, and the parameter is named.
    let none = try await check([path, "--claim", "pte-laws"])
    #expect(none.verdict == .unmodelled)
    #expect(none.patches[0].units[0].notes.first?.contains("new: flavour") == true)
  }

  @Test func whatIsNoAdapter() async throws {
    let path = try await diff("parameter-refused")
    let empty = try await adapter("adapter-empty", "/* nothing */\n")
    let nonsense = try await adapter("adapter-nonsense", passing("0, 0"))
    #expect(
      try await refusal([path, "--spec", empty])
        == "--spec \(empty) defines no function PP_BASE(copy_present_ptes)")
    let message = try await refusal([path, "--spec", nonsense])
    #expect(
      message.contains("--spec \(nonsense) does not compile: \(nonsense):5: too many arguments"), "\(message)"
    )
    #expect(try await refusal([path, "--spec", empty + "x"]) == "there is no file '\(empty)x' for --spec")
  }
}
