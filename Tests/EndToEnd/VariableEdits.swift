import Proof
import Testing

/// Edits that rest on what a variable of the kernel holds: one that is not what its initial value says, or that changes
/// between two reads; and such as do not matter.
enum VariableEdits {
  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"

  /// Before a function of mm/memory.c, by its head.
  private static func before(_ function: String, _ declarations: String) -> Replacement {
    let heads = [
      set: "static __always_inline void __copy_present_ptes(",
      run: "static inline int copy_present_ptes(",
    ]
    return Replacement(heads[function] ?? "", declarations + "\n$0")
  }

  static let bugs: [SeededEdit] = [
    .bug(
      "young-behind-a-static-key", KernelFile.memory,
      [
        before(set, "static DEFINE_STATIC_KEY_FALSE(fork_keeps_young);"),
        Replacement("pte = pte_mkold(pte);", "if (!static_branch_unlikely(&fork_keeps_young)) $0", in: set),
      ], breaks: [.pageEqualsSpec], order: 0, "somebody enables the key"),
    .bug(
      "clean-by-a-parameter", KernelFile.memory,
      [
        before(set, "static bool fork_cleans = true; module_param(fork_cleans, bool, 0644);"),
        Replacement("pte = pte_mkclean(pte);", "if (fork_cleans) $0", in: set),
      ], breaks: [.pageEqualsSpec], order: 0, "the parameter is written by way of /sys"),
    .bug(
      "mask-set-at-boot", KernelFile.memory,
      [
        before(
          set,
          "static unsigned long fork_mask __ro_after_init = ~0UL; static int __init set_fork_mask(char *s) "
            + "{ return kstrtoul(s, 0, &fork_mask); } early_param(\"fork_mask\", set_fork_mask);"),
        Replacement("pte = pte_mkold(pte);", "$0 pte = __pte(pte_val(pte) & fork_mask);", in: set),
      ], breaks: [.pageEqualsSpec], order: 0, "the command line says another mask"),
    .bug(
      "counted-in-a-static", KernelFile.memory,
      [
        Replacement(
          "rss[MM_ANONPAGES] += nr;", "{ static int batches; if (++batches < 0) nr = 1; } $0", in: run)
      ], breaks: [.batchEqualsPages], order: 1, "the count overflows in the end"),
    .bug(
      "limit-of-each-processor", KernelFile.memory,
      [
        before(run, "static DEFINE_PER_CPU(int, fork_most) = 512;"),
        Replacement("folio_ref_add(folio, nr);", "nr = min(nr, this_cpu_read(fork_most)); $0", in: run),
        Replacement(
          "int copy_page_range(",
          "void set_fork_most(int most);\nvoid set_fork_most(int most) "
            + "{ this_cpu_write(fork_most, most); }\n$0", occurrence: 1, of: 1),
      ], breaks: [.batchEqualsPages], order: 1, "it may be 0"),
    .bug(
      "late-by-jiffies", KernelFile.memory,
      [
        Replacement("int err, nr;", "$0 unsigned long begun = jiffies;", in: run),
        Replacement("rss[mm_counter_file(folio)] += nr;", "if (jiffies - begun < HZ) $0", in: run),
      ], breaks: [.batchEqualsPages], order: 1, "a tick comes in between"
    ).inEachRun,
    .bug(
      "late-by-the-time-stamp", KernelFile.memory,
      [
        Replacement("int err, nr;", "$0 u64 begun = rdtsc();", in: run),
        Replacement("rss[mm_counter_file(folio)] += nr;", "if (rdtsc() == begun) $0", in: run),
      ], breaks: [.batchEqualsPages], order: 1, "time passes"),
    .bug(
      "another-flag-at-each-read", KernelFile.memory,
      [
        before(run, "static volatile bool fork_stops;"),
        Replacement("if (any_writable)", "if (any_writable && !fork_stops)", in: run),
      ], breaks: [.batchEqualsPages], order: 1, "it is set from elsewhere"),
    .bug(
      "gives-way-for-a-signal", KernelFile.memory,
      [Replacement("if (any_writable)", "if (any_writable && !signal_pending(current))", in: run)],
      breaks: [.batchEqualsPages], order: 1, "a signal comes at any time"),
    .bug(
      "for-tasks-without-mm", KernelFile.memory,
      [
        Replacement("pte = pte_mkold(pte);", "if (current->mm != src_mm) $0", in: set)
      ], breaks: [.pageEqualsSpec], order: 0, "the task that forks has the parent's mm"),
  ]

  static let neutral: [SeededEdit] = [
    .neutral(
      "only-read", KernelFile.memory,
      [
        before(run, "static int fork_most = 512;"),
        Replacement("folio_ref_add(folio, nr);", "nr = min(nr, fork_most); $0", in: run),
      ], "nothing writes to it, and no batch is longer"),
    .neutral(
      "events-counted", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "$0 count_vm_events(PGFREE, nr);", in: run)],
      "a count that nothing is decided by"
    ).inEachRun,
    .neutral(
      "prefetched", KernelFile.memory,
      [Replacement("folio = page_folio(page);", "$0 prefetchw(dst_pte); prefetch(folio);", in: run)],
      "the caches are no part of the state"),
    .neutral(
      "of-the-task-that-forks", KernelFile.memory,
      [Replacement("pte = pte_mkold(pte);", "if (current->mm == src_mm) $0", in: set)],
      "it has the parent's mm"),
    .neutral(
      "jiffies-that-do-not-matter", KernelFile.memory,
      [
        Replacement("int err, nr;", "$0 unsigned long begun = jiffies;", in: run),
        Replacement(
          "folio_ref_add(folio, nr);", "if (time_after(jiffies, begun) || need_resched()) cpu_relax(); $0",
          in: run),
      ], "both ways do the same"),
    .neutral(
      "traced", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "trace_rss_stat(src_vma->vm_mm, MM_ANONPAGES); $0", in: run)],
      "who looks on changes nothing"),
  ]

  /// What boot is taken to fix is not fixed any more, in a patch that is about the unit, too.
  static let bootFactsBroken: [SeededEdit] = [
    .neutral(
      "zero-page-set-otherwise", KernelFile.memory,
      [
        Replacement("zero_pfn = page_to_pfn(ZERO_PAGE(0));", "zero_pfn = 1;", in: "init_zero_pfn"),
        Replacement("folio = page_folio(page);", "$0 prefetchw(dst_pte);", in: run),
      ], "init_zero_pfn()"),
    .neutral(
      "zero-page-set-elsewhere", KernelFile.memory,
      [
        before(
          run,
          "void set_zero_page(unsigned long pfn);\nvoid set_zero_page(unsigned long pfn) { zero_pfn = pfn; }"),
        Replacement("folio = page_folio(page);", "$0 prefetchw(dst_pte);", in: run),
      ], "set_zero_page()"),
  ]
}

/// What a variable of the kernel holds decides.
@Suite struct VariableEditTests {
  @Test(arguments: VariableEdits.bugs) func bugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(
        try await kernel.module(bug), orders: [bug.smallestOrder], claims: Set(bug.breaks))
      #expect(result.refuted == Set(bug.breaks), "\(bug.why)\n\(result.summary)")
    }
  }

  @Test(arguments: VariableEdits.neutral) func neutralEditIsProved(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(try await kernel.module(edit), orders: [1])
      #expect(result.verdict == .proved, "\(edit.why)\n\(result.summary)")
    }
  }

  /// The same in the unit for whole ranges, which includes the first's world.
  @Test func theTaskOfARange() async throws {
    let kernel = try await KernelUnderTest.shared.value
    @Sendable func edit(_ condition: String) -> SeededEdit {
      .neutral(
        "range-rss-if-\(condition.suffix(6))", KernelFile.memory,
        [Replacement("add_mm_rss_vec(dst_mm, rss);", "if (\(condition)) $0", in: "copy_pte_range")], "")
    }
    try await Gate.proofs.pass {
      for (condition, isProved) in [("current->mm == src_mm", true), ("current->mm == dst_mm", false)] {
        let result = try await proveRange(
          try await kernel.module(edit(condition), unit: "fork-range"), window: 1, cases: [[false]],
          claims: [.invariants])
        #expect(result.verdict == (isProved ? .proved : .refuted), "\(condition)\n\(result.summary)")
      }
    }
  }

  @Test func whatIsReadIsListed() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(try await kernel.module(), orders: [1])
      #expect(result.verdict == .proved)
      #expect(Set(result.bootFacts.map(\.variable)).isSuperset(of: ["vmemmap_base", "zero_pfn"]))
      #expect(result.variables["vmemmap_base"] == .bootFact)
      #expect(result.variables["zero_pfn"] == .bootFact)
      #expect(!result.variables.values.contains(.refused))
    }
  }

  /// A fact about a variable that the patch sets otherwise is none.
  @Test(arguments: VariableEdits.bootFactsBroken) func aFactMayBeBroken(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write([edit], name: edit.name)
    let report = try await Gate.proofs.pass {
      try await check([path, "--orders", "1", "--claim", "invariants"])
    }
    #expect(report.statuses()["invariants"] == .unmodelled, "\(report.statuses())")
    let notes = report.patches[0].units[0].notes.joined(separator: "\n")
    #expect(notes.contains("the patch changes \(edit.why)"), "\(notes)")
    #expect(report.verdict.exitStatus == 4)
  }
}
