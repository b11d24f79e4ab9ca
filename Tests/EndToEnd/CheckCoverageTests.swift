import Foundation
import Report
import Testing

@testable import pteproof

/// A patch holds if all that changes was looked at: what no unit has, and what no world executes, is named.
@Suite struct CheckCoverageTests {
  private static let run = "copy_present_ptes"
  private static let nonpresent = "copy_nonpresent_pte"
  private static let quick = ["--orders", "1", "--claim", "invariants"]

  private func report(
    _ name: String, _ edits: [SeededEdit], _ arguments: [String] = quick
  ) async throws -> CheckReport {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write(edits, name: name)
    return try await Gate.proofs.pass { try await check([path] + arguments) }
  }

  private static func edit(_ file: String, _ find: String, _ replace: String, in function: String? = nil)
    -> SeededEdit
  {
    .neutral("edit", file, [Replacement(find, replace, in: function)], "")
  }

  private static let held = edit(
    KernelFile.memory, "folio_ref_add(folio, nr);", "barrier(); $0", in: run)

  /// Beside one that holds, a file of no unit and one of another architecture.
  @Test func aPartThatNoUnitHas() async throws {
    let edits = [
      Self.held,
      Self.edit("mm/mprotect.c", "oldpte = ptep_get(pte);", "$0 barrier();", in: "change_pte_range"),
    ]
    let report = try await report("partly", edits)
    #expect(report.statuses()["invariants"] == .holds)
    #expect(report.verdict == .undecided && report.verdict.exitStatus == 3)
    #expect(report.patches[0].lookedAt == ["mm/memory.c"])
    #expect(report.patches[0].unchecked.map(\.words) == ["mm/mprotect.c (in no unit)"])
    #expect(report.patches[0].unseen.isEmpty)
    for format in CheckFormat.allCases where format != .sarif {
      let text = try format.renderer(TextOptions()).render(report).replacing("\n", with: " ")
      #expect(text.contains("mm/mprotect.c (in no unit)") || format == .json, "\(text)")
    }
    let text = try CheckFormat.text.renderer(TextOptions()).render(report)
    #expect(text.contains("holds for 1 of 2 files; not looked at: mm/mprotect.c (in no unit)"), "\(text)")
    let partial = try await self.report("partly", edits, Self.quick + ["--partial"])
    #expect(partial.verdict == .proved)
    #expect(
      try CheckFormat.text.renderer(TextOptions()).render(partial)
        .contains("holds for 1 of 2 files; not looked at: mm/mprotect.c (in no unit)"))
  }

  /// Of a file that no unit reads it is not known whether the compiler sees it.
  @Test func aFileOfNoUnitAlone() async throws {
    let report = try await report(
      "no-unit",
      [Self.edit("mm/mprotect.c", "oldpte = ptep_get(pte);", "$0 barrier();", in: "change_pte_range")])
    #expect(report.patches[0].scope == .concernsNoUnit && report.patches[0].unseen.isEmpty)
    #expect(report.verdict.exitStatus == 3)
    // That a part need not be looked at does not make nothing hold.
    let partial = try await self.report(
      "no-unit",
      [Self.edit("mm/mprotect.c", "oldpte = ptep_get(pte);", "$0 barrier();", in: "change_pte_range")],
      Self.quick + ["--partial"])
    #expect(partial.verdict.exitStatus == 3)
  }

  /// Another function of the same file, and a macro that it uses: the unit's own code is the same.
  @Test func aFunctionOfNoUnit() async throws {
    let report = try await report(
      "no-unit-function",
      [
        Self.held,
        Self.edit(
          KernelFile.memory, "struct vm_area_struct *vma = vmf->vma;", "$0 might_sleep();", in: "do_cow_fault"
        ),
      ])
    #expect(report.patches[0].unchecked.map(\.words) == ["mm/memory.c in do_cow_fault() (in no unit)"])
    #expect(report.verdict.exitStatus == 3)
    let text = try CheckFormat.text.renderer(TextOptions()).render(report)
    #expect(text.contains("holds for 1 of 1 file in part"), "\(text)")
  }

  /// What stands on other lines than before is not changed by a declaration, though might_sleep() knows its line.
  @Test func aDeclarationThatNoUnitUses() async throws {
    let declaration = Self.edit(
      KernelFile.batch, "typedef int __bitwise fpb_t;", "$0\nint pteproof_unused(int pte);")
    let report = try await report(
      "declaration",
      [
        declaration,
        Self.edit(
          KernelFile.memory, "folio_ref_add(folio, nr);", "barrier();\n$0", in: Self.run),
      ])
    #expect(report.patches[0].unchecked.map(\.words) == ["mm/internal.h (in no unit)"])
    // A constant that another function uses, too.
    let constant = try await self.report(
      "constant", [Self.edit(KernelFile.batch, "((__force fpb_t)BIT(1))", "((__force fpb_t)BIT(5))")])
    #expect(constant.patches[0].unchecked.map(\.function) == ["zap_present_ptes"])
    #expect(constant.patches[0].lookedAt == ["mm/internal.h"])
  }

  /// The swap entries that worlds are built without.
  @Test(arguments: [
    ("lost-migration", "rss[mm_counter(folio)]++;", "rss[mm_counter(folio)]++; $0", 1, 2),
    ("early-end", "pte_t orig_pte = ptep_get(src_pte);", "$0 if (addr == 1) return 0;", 1, 1),
  ])
  func codeThatABoundKeepsAway(_ name: String, _ find: String, _ replace: String, _ at: Int, _ of: Int)
    async throws
  {
    let edit = SeededEdit.neutral(
      name, KernelFile.memory,
      [Replacement(find, replace, in: Self.nonpresent, occurrence: at, of: of)], "")
    let report = try await report(name, [edit], ["--claim", "invariants", "--window", "1"])
    #expect(report.patches[0].units.map(\.unit) == ["fork-range"])
    #expect(report.statuses()["invariants"] == .holds)
    #expect(report.verdict.exitStatus == 3)
    let part = try #require(report.patches[0].unchecked.first)
    #expect(part.reason == .keptAway && part.function == Self.nonpresent, "\(part)")
    #expect(part.why?.contains("no-swap-entries") == true, "\(part)")
  }

  /// A WARN does not excuse it: swap entries are lost behind one that would be seen at each of them.
  @Test func aWarningThatABoundKeepsAway() async throws {
    let edit = Self.edit(
      KernelFile.memory, "if (unlikely(!pte_present(ptent))) {",
      "if (WARN_ON_ONCE(!pte_present(ptent))) continue; $0", in: "copy_pte_range")
    let report = try await report("warned-swap", [edit], ["--claim", "no WARN, no BUG", "--window", "1"])
    #expect(report.verdict.exitStatus == 3)
    let part = try #require(report.patches[0].unchecked.first)
    #expect(part.reason == .keptAway && part.why?.contains("no-swap-entries") == true, "\(part)")
  }

  /// A line that is only removed: what it did in the base no world has seen.
  @Test func aRemovedLineThatABoundKeepsAway() async throws {
    let edit = SeededEdit.neutral(
      "removed", KernelFile.memory,
      [Replacement("rss[MM_SWAPENTS]++;", "", in: Self.nonpresent)], "")
    let report = try await report("removed-swap", [edit], ["--claim", "invariants", "--window", "1"])
    #expect(report.verdict.exitStatus == 3)
    #expect(
      report.patches[0].unchecked.contains { $0.removed && $0.reason == .keptAway },
      "\(report.patches[0].unchecked)")
  }

  /// A model runs in the place of the changed body.
  @Test func aBodyThatAModelReplaces() async throws {
    let report = try await report(
      "modelled",
      [Self.edit("arch/x86/include/asm/cpufeature.h", "asm goto(", "barrier(); $0", in: "_static_cpu_has")])
    let part = try #require(report.patches[0].unchecked.first, "\(report.patches)")
    #expect(part.why?.contains("a model stands for _static_cpu_has()") == true, "\(part)")
    #expect(report.verdict.exitStatus == 3)
  }

  /// What fork() never asks of the function that it shares with others.
  @Test func aParameterThatOthersPass() async throws {
    let report = try await report(
      "parameter-of-others",
      [Self.edit(KernelFile.batch, "*any_young |= young;", "*any_young |= !young;", in: "folio_pte_batch")])
    let part = try #require(report.patches[0].unchecked.first, "\(report.patches)")
    #expect(part.why?.contains("never calls folio_pte_batch() with") == true, "\(part)")
    #expect(report.verdict.exitStatus == 3)
  }

  /// What no world reaches for good is named, and holds.
  @Test(arguments: [
    ("warn", "VM_WARN_ON_ONCE(nr < 1); $0", "WARN or BUG"),
    ("check", "if (nr < 1) return -EINVAL; $0", "proved unreachable"),
    ("warned-check", "if (WARN_ON_ONCE(nr < 1)) return -EINVAL; $0", "WARN or BUG"),
  ])
  func deadCodeHolds(_ name: String, _ replace: String, _ why: String) async throws {
    let report = try await report(
      "dead-\(name)", [Self.edit(KernelFile.memory, "folio_ref_add(folio, nr);", replace, in: Self.run)])
    #expect(report.verdict == .proved, "\(report.patches[0].unchecked)")
    let dead = report.patches[0].dead
    #expect(!dead.isEmpty && dead.allSatisfy { $0.why?.contains(why) == true }, "\(dead)")
  }

  /// A copy of the step under another name: what is proved of the step says nothing any more.
  @Test func aStepThatIsNotCalledAnyMore() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let memory = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
    let lines = memory.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let name = try #require(lines.firstIndex { $0.hasPrefix("copy_present_ptes(") })
    let end = try #require(lines[name...].firstIndex { $0.hasPrefix("}") })
    let copy =
      ["static inline int"] + [lines[name].replacingOccurrences(of: Self.run, with: "copy_batch")]
      + Array(lines[(name + 1)...end]) + [""]
    let calls = lines[(end + 1)...].map {
      $0.replacingOccurrences(of: "ret = \(Self.run)(", with: "ret = copy_batch(")
    }
    let edited = (lines[...end] + [""] + copy + calls).joined(separator: "\n")
      .replacingOccurrences(
        of: "static inline int\ncopy_present_ptes", with: "static __maybe_unused int\ncopy_present_ptes")
    let path = try DiffWriter(kernel: kernel).write(
      ["mm/memory.c": (memory, edited)], folder: kernel.scratch + "/diffs/copy")
    let report = try await Gate.proofs.pass {
      try await check([path, "--claim", "invariants", "--window", "1-2"])
    }
    #expect(
      report.patches[0].units.map(\.unit).contains("fork-range"), "\(report.patches[0].units.map(\.unit))")
    // All of the copy is executed, but for what stands behind its WARNs: what a window's bounds keep away nothing shows.
    let after = edited.split(separator: "\n", omittingEmptySubsequences: false)
    for part in report.patches[0].unchecked {
      let first = try #require(part.first)
      #expect(after[first - 1].contains("WARN"), "\(part)")
    }
  }

  /// Of two hunks the one without which the claim holds is to blame, wherever the other stands.
  @Test func theGuiltyHunk() async throws {
    let innocent = Self.edit(
      KernelFile.batch, "expected_pte = pte_advance_pfn(expected_pte, cur_nr);", "barrier(); $0",
      in: "folio_pte_batch")
    let bug = try #require(SeededBugs.all.first { $0.name == "one-reference" })
    let report = try await report("guilty", [innocent, bug])
    let finding = try #require(report.patches[0].units[0].findings.first)
    #expect(finding.hunk?.file == "mm/memory.c", "\(finding.hunk?.header ?? "none")")
    let other = try #require(SeededBugs.all.first { $0.name == "uffd-wp-not-compared" })
    let swapped = try await self.report("guilty-other", [other, Self.held])
    #expect(swapped.patches[0].units[0].findings.first?.hunk?.file == other.file)
  }
}
