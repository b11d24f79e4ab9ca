import Proof
import Report
import Testing

@testable import pteproof

/// The configurations debug and plain: the kernel is right in both, and what breaks in one is told with its name.
@Suite struct ConfigurationTests {
  /// The units of the unmodified kernel in plain; debug is what all other tests are about.
  @Test(arguments: [
    ["fork", "--method", "summaries"], ["fork-range", "--window", "1-2", "--method", "steps"],
    ["fork-range", "--window", "1"],
  ])
  func theKernelIsProvedInPlain(_ arguments: [String]) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let options = try ProveCommand.parse(
      arguments + ["--kernel", kernel.path, "--cache", kernel.cache, "--jobs", "1", "--configs", "plain"]
    ).options(environment: [:])
    let report = try await Gate.proofs.pass {
      try await KernelEngine(known: answered).run(options, progress: Silence())
    }
    #expect(report.verdict == .proved, "\(report.claims)")
    #expect(report.kernel?.configuration.hasPrefix("plain: ") == true)
    #expect(report.kernel?.deviations == [])
    #expect(report.findings.isEmpty)
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    var edit: SeededEdit
    /// Nil: all that are asked.
    var breaksIn: [String]?

    var testDescription: String { edit.name }

    init(_ name: String, _ find: String, _ replace: String, in configurations: [String]?, _ why: String) {
      edit = .bug(
        name, KernelFile.memory, [Replacement(find, replace, in: "copy_present_ptes")],
        breaks: [.invariants], order: 0, why)
      breaksIn = configurations
    }
  }

  static let edits = [
    Edit(
      "reference-in-a-debug-check", "folio_get(folio);",
      "VM_WARN_ON_ONCE((folio_get(folio), folio_ref_count(folio) <= 0));", in: ["plain"],
      "without DEBUG_VM the reference is not taken"),
    Edit(
      "counted-twice-where-checked", "rss[MM_ANONPAGES]++;",
      "$0 if (IS_ENABLED(CONFIG_DEBUG_VM)) rss[MM_ANONPAGES]++;", in: ["debug"],
      "with DEBUG_VM a page is counted twice"),
    Edit(
      "reference-for-hinting", "folio_get(folio);",
      "$0\n#ifdef CONFIG_NUMA_BALANCING\nif (pte_protnone(pte)) folio_get(folio);\n#endif\n", in: ["plain"],
      "with NUMA balancing a page without access gets two references"),
    // The key of another file may be on.
    Edit(
      "behind-a-key", "folio_get(folio);",
      "$0 if (static_branch_unlikely(&memcg_kmem_online_key)) folio_get(folio);", in: nil,
      "where the key is on a page gets two references"),
    Edit(
      "unless-a-key", "folio_get(folio);", "if (!static_branch_likely(&memcg_kmem_online_key)) { $0 }",
      in: nil, "where the key is on a page gets no reference"),
  ]

  /// A hook of the page table check, which distributions leave out, is looked at in debug.
  @Test func aMissingHookIsToldInDebug() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let edit = SeededEdit.bug(
      "fewer-are-checked", "include/linux/pgtable.h",
      [
        Replacement(
          "page_table_check_ptes_set(mm, ptep, pte, nr);",
          "page_table_check_ptes_set(mm, ptep, pte, 1);", in: "set_ptes")
      ],
      breaks: [.batchEqualsPages], order: 1, "the check does not know of the batch's other pages")
    let path = try DiffWriter(kernel: kernel).write([edit], name: edit.name)
    let report = try await Gate.proofs.pass {
      try await check([path, "--orders", "1", "--claim", "batch=pages", "--configs", "debug,plain"])
    }
    let claim = try #require(
      report.patches.first?.units.first?.claims.first { $0.name == Claim.batchEqualsPages.rawValue })
    #expect(claim.configurations?.map(\.value) == [.broken, .holds], "\(claim.status)")
  }

  /// The child's table stays mapped: only a kernel that is built for preemption counts its RCU read sections.
  @Test func aTableThatStaysMappedIsToldInPlain() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let edit = SeededEdit.bug(
      "child-stays-mapped", KernelFile.memory,
      [
        Replacement("pte_unmap_unlock(orig_dst_pte, dst_ptl);", "spin_unlock(dst_ptl);", in: "copy_pte_range")
      ],
      breaks: [.invariants], order: 0, "an RCU read section is not left")
    let path = try DiffWriter(kernel: kernel).write([edit], name: edit.name)
    let report = try await Gate.proofs.pass {
      try await check([path, "--window", "1", "--claim", "invariants", "--configs", "debug,plain"])
    }
    let unit = try #require(report.patches.first?.units.first { $0.unit == "fork-range" })
    let claim = try #require(unit.claims.first { $0.name == Claim.invariants.rawValue })
    #expect(claim.configurations?.map(\.value) == [.holds, .broken], "\(claim.status)")
    #expect(unit.findings.map(\.finding.configurations) == [["plain"]])
  }

  @Test(arguments: edits) func theAnswerNamesTheConfiguration(_ edit: Edit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write([edit.edit], name: edit.edit.name)
    let report = try await Gate.proofs.pass {
      try await check([path, "--orders", "0", "--claim", "invariants", "--configs", "debug,plain"])
    }
    #expect(report.verdict == .refuted)
    #expect(report.kernel.configurations == ["debug", "plain"])
    let unit = try #require(report.patches.first?.units.first)
    let claim = try #require(unit.claims.first { $0.name == Claim.invariants.rawValue })
    #expect(claim.status == .broken, "\(edit.edit.why)")
    let broken = claim.configurations?.filter { $0.value == .broken }.map(\.configuration)
    #expect(broken == edit.breaksIn)
    // The other one holds, or does not compile the edit.
    #expect(claim.configurations?.allSatisfy { [.broken, .holds].contains($0.value) } ?? true)
    // Said once, and shown by the processor, in the configuration that it is about.
    let findings = unit.findings.map(\.finding).filter { $0.claim == claim.name }
    #expect(findings.map(\.configurations) == [edit.breaksIn])
    #expect(findings.allSatisfy { $0.replay == "run natively, the same C does this" }, "\(findings)")
    #expect(report.patches.allSatisfy { $0.unseen.isEmpty }, "one configuration compiles each line")
  }
}

private struct Silence: ProgressSink {
  func report(_ event: ProgressEvent) {}
}
