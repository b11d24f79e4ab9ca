import Foundation
import Report
import Testing

@testable import pteproof

/// A patch that changes what kbuild reads: its flags are those of the patched tree, prepared by itself.
@Suite struct CheckOwnTreeTests {
  /// Half a bug in mm/memory.c, which only a flag of the patched Makefile brings to the compiler.
  @Test func aFlagOfThePatchedMakefile() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let tree = kernel.kernel.sourceTree
    let memory = try String(contentsOfFile: tree + "/mm/memory.c", encoding: .utf8)
    let edit = SeededEdit.neutral(
      "flag", KernelFile.memory,
      [
        Replacement(
          "folio = page_folio(page);", "$0\n#ifdef PTEPROOF_FLAG\n\tfolio_get(folio);\n#endif\n",
          in: "copy_present_ptes")
      ], "")
    let makefile = try String(contentsOfFile: tree + "/arch/x86/Makefile", encoding: .utf8)
    let flag = "        KBUILD_CFLAGS += -mno-red-zone\n"
    let flagged = makefile.replacingOccurrences(
      of: flag, with: flag + "        KBUILD_CFLAGS += -DPTEPROOF_FLAG\n")
    try #require(flagged != makefile)
    let writer = DiffWriter(kernel: kernel)
    let half = try writer.write([edit], name: "flag-half")
    let whole = try writer.write(
      ["mm/memory.c": (memory, try edit.applied(to: memory)), "arch/x86/Makefile": (makefile, flagged)],
      folder: kernel.scratch + "/diffs/flag-whole")
    let arguments = ["--orders", "0", "--claim", "page=spec"]
    try await Gate.proofs.pass {
      let unseen = try await check([half] + arguments)
      #expect(unseen.patches[0].scope == .notSeen, "\(unseen.patches)")
      let report = try await check([whole] + arguments)
      #expect(report.statuses()["page = spec"] == .broken, "\(report.patches)")
      #expect(report.verdict == .refuted)
      // The Makefile's line is in no C file, and is said to be none.
      #expect(report.patches[0].unseen.map(\.file) == ["arch/x86/Makefile"])
      #expect(report.patches[0].units[0].findings.first?.hunk?.file == "mm/memory.c")
    }
    #expect(try String(contentsOfFile: tree + "/arch/x86/Makefile", encoding: .utf8) == makefile)
  }
}
