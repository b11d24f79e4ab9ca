import Foundation
import Report
import Testing

@testable import pteproof

/// What a diff is about, and what is refused. Nothing is proved here.
@Suite struct CheckScopeTests {
  private func diff(_ name: String, _ file: String, _ replacements: [Replacement]) async throws -> String {
    let kernel = try await KernelUnderTest.shared.value
    return try DiffWriter(kernel: kernel).write([.neutral(name, file, replacements, "")], name: name)
  }

  /// A function that no spec covers.
  @Test func concernsNoUnit() async throws {
    let path = try await diff(
      "uncovered", KernelFile.memory,
      [Replacement("struct vm_area_struct *vma = vmf->vma;", "$0 might_sleep();", in: "do_cow_fault")])
    let report = try await check([path])
    #expect(report.patches[0].scope == .concernsNoUnit)
    #expect(report.patches[0].uncovered.map(\.function) == ["do_cow_fault"])
    #expect(report.patches[0].units.isEmpty)
    #expect(report.verdict.exitStatus == 3)
  }

  /// Another architecture's file, and what an #ifdef leaves out.
  @Test func notSeenAtAll() async throws {
    let arm = try await diff(
      "arm64", "arch/arm64/include/asm/pgtable.h",
      [Replacement("pte = clear_pte_bit(pte, __pgprot(PTE_WRITE));", "$0 $0", in: "pte_wrprotect")])
    let kernel = try await KernelUnderTest.shared.value
    let memory = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
    let off = try DiffWriter(kernel: kernel).write(
      ["mm/memory.c": (memory, memory + "#ifdef CONFIG_NOT_THERE\nint never_compiled;\n#endif\n")],
      folder: kernel.scratch + "/diffs/ifdef")
    for path in [arm, off] {
      let report = try await check([path])
      #expect(report.patches[0].scope == .notSeen, "\(report.patches[0])")
      #expect(Set(report.patches[0].unseen.map(\.file)) == Set(report.patches[0].files))
      #expect(report.verdict.exitStatus == 3)
    }
  }

  /// A macro that nobody expands is not seen; one that the unit expands is.
  @Test func macros() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let header = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/internal.h", encoding: .utf8)
    @Sendable func report(_ name: String, _ old: String, _ new: String) async throws -> CheckReport {
      let text = header.replacingOccurrences(of: old, with: new)
      #expect(text != header)
      let path = try DiffWriter(kernel: kernel).write(
        ["mm/internal.h": (header, text)], folder: kernel.scratch + "/diffs/" + name)
      return try await check([path, "--orders", "1", "--claim", "invariants"])
    }
    let unused = try await report(
      "unused-macro", "typedef int __bitwise fpb_t;",
      "typedef int __bitwise fpb_t;\n#define NOBODY(x) ((x) + 1)")
    #expect(unused.patches[0].scope == .notSeen)
    // The two flags trade places: other constants, the same behaviour.
    let flags = try await Gate.proofs.pass {
      try await report(
        "flags", "#define FPB_IGNORE_SOFT_DIRTY\t\t((__force fpb_t)BIT(1))",
        "#define FPB_IGNORE_SOFT_DIRTY\t\t((__force fpb_t)BIT(5))")
    }
    #expect(flags.patches[0].scope == .checked)
    #expect(flags.patches[0].unseen.isEmpty)
    #expect(flags.patches[0].units[0].unchanged == false)
    #expect(flags.statuses()["invariants"] == .holds)
  }

  /// Another parameter is named. What calls the step is proved in its place; a claim that this does not have is unmodelled.
  @Test func anotherSignature() async throws {
    let path = try await diff(
      "signature", KernelFile.memory,
      [
        Replacement(
          "pte_t *dst_pte, pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int *rss, struct folio **prealloc)",
          "pte_t *dst_pte, pte_t *src_pte, pte_t pte, unsigned long addr, int max_nr, int flavour, int *rss, struct folio **prealloc)"
        ),
        Replacement("addr, max_nr, rss", "addr, max_nr, 0, rss", in: "copy_pte_range"),
      ])
    let laws = try await check([path, "--claim", "pte-laws"])
    #expect(laws.verdict.exitStatus == 4)
    let step = try #require(laws.patches[0].units.first)
    #expect(step.unit == "fork" && step.windows == nil)
    #expect(step.claims.map(\.status) == [.unmodelled])
    #expect(step.notes.first?.contains("new: flavour") == true, "\(step.notes)")

    let report = try await Gate.proofs.pass {
      try await check([path, "--claim", "page=spec", "--claim", "patched=base", "--window", "1"])
    }
    #expect(report.verdict == .proved)
    #expect(report.patches[0].units.map(\.unit) == ["fork-range"])
    let range = try #require(report.patches[0].units.first)
    #expect(range.windows == [1])
    #expect(range.notes.first?.contains("new: flavour") == true, "\(range.notes)")
    #expect(report.statuses()["page = spec"] == .holds)
    #expect(report.statuses()["patched = base"] == .same)
    let text = try CheckFormat.text.renderer(TextOptions()).render(report)
    #expect(text.contains("folios    of any size, window 1 (PTEs)"), "\(text)")
    #expect(text.contains("holds before and after, window 1"), "\(text)")
  }

  /// The loop around the steps is the outer unit's; the step itself is as it was, and is not proved again.
  @Test func theLoopAround() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(RangeEdits.bugs.first { $0.name == "no-memory-is-no-error" })
    let path = try DiffWriter(kernel: kernel).write([bug], name: "loop")
    let report = try await Gate.proofs.pass {
      try await check([path, "--claim", "invariants", "--claim", "patched=base", "--window", "1"])
    }
    #expect(report.patches[0].units.map(\.unit) == ["fork-range"])
    #expect(report.patches[0].uncovered.isEmpty)
    #expect(report.statuses()["invariants"] == .broken)
    #expect(report.statuses()["patched = base"] == .broken)
    #expect(report.verdict.exitStatus == 1)
    let finding = try #require(report.patches[0].units[0].findings.first)
    #expect(finding.hunk?.file == "mm/memory.c")
    let mail = try CheckFormat.mail.renderer(TextOptions()).render(report)
    #expect(mail.contains("broken by this diff, window 1"), "\(mail)")
    #expect(mail.split(separator: "\n").allSatisfy { $0.count <= 75 }, "\(mail)")
  }

  @Test func whatDoesNotCompileIsToldAtItsLine() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let path = try await diff(
      "nonsense", KernelFile.memory,
      [Replacement("if (any_writable)", "if (any_writeable)", in: "copy_present_ptes")])
    let message = try await refusal([path])
    let memory = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
    let line =
      try #require(
        memory.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
          $0.contains("if (any_writable)")
        }) + 1
    #expect(message.contains("does not compile: mm/memory.c:\(line): "), "\(message)")
    #expect(message.contains("any_writeable"), "\(message)")
  }

  /// A header that the patch removes and the unit reads.
  @Test func aRemovedHeader() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let text = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/swap.h", encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let path = kernel.scratch + "/removed.diff"
    try
      ("diff --git a/mm/swap.h b/mm/swap.h\ndeleted file mode 100644\n--- a/mm/swap.h\n+++ /dev/null\n"
      + "@@ -1,\(lines.count) +0,0 @@\n" + lines.map { "-\($0)\n" }.joined())
      .write(toFile: path, atomically: true, encoding: .utf8)
    let message = try await refusal([path])
    #expect(message.contains("mm/swap.h is not in this tree"), "\(message)")
  }

  /// The program itself: one line, exit status 2, the tree untouched, nothing left.
  @Test func refusedFromOutside() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let path = kernel.scratch + "/stale.diff"
    try "--- a/mm/memory.c\n+++ b/mm/memory.c\n@@ -1,3 +1,3 @@\n no\n-such\n+line\n here\n"
      .write(toFile: path, atomically: true, encoding: .utf8)
    let outcome = try await Program.run(["check", "--kernel", kernel.path, "--cache", kernel.cache, path])
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.isOneErrorLine && outcome.errors.contains("hunk 1 of 1 of mm/memory.c"), "\(outcome)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: kernel.cache + "/temporary")
        .filter { !$0.hasPrefix("\(ProcessInfo.processInfo.processIdentifier)-") }.isEmpty)
    for (arguments, expected) in [
      (["check", "--kernel", kernel.path], "nothing to check"),
      (["check", path], "check needs a kernel"),
      (["check", "--kernel", kernel.path, "--worktree", path], "--worktree takes no patches"),
      (["check", "--kernel", kernel.path, "--format", "pdf", path], "unknown format 'pdf'"),
      (["check", "--kernel", kernel.path, "--allow", "not vacuous", path], "cannot be allowed"),
      (["check", "--kernel", kernel.path, "-p", "x", path], "is not a number"),
    ] {
      let outcome = try await Program.run(arguments)
      #expect(
        outcome.status == 2 && outcome.isOneErrorLine && outcome.errors.contains(expected), "\(outcome)")
    }
  }
}
