@testable import Report

/// Reports to render. The values are made up, but for their shape: nothing here was measured or proved.
enum Sample {
  static let program = ProgramReport(version: "1.2.3")

  static let kernel = KernelSummary(
    version: "6.12.0", path: "../linux-source-6.12.tar.xz", architecture: "x86_64",
    configuration: "x86_64_defconfig with transparent huge pages, userfaultfd, soft-dirty, KSM, DEBUG_VM",
    compiler: "clang 19.1.7")

  static let allowances = [
    AllowanceReport(
      name: "shared-mixed-write", condition: "the VMA is VM_SHARED and the batch mixes write bits",
      relation: "the child's write bit is the OR of the parent's over the batch",
      reason: "a shared mapping write-protects nothing, so the batch takes one write bit for all",
      usedBy: ["batch = pages/1", "batch = pages/2", "batch = pages/3", "frame/2"]),
    AllowanceReport(
      name: "soft-dirty-untracked", condition: "soft-dirty is not tracked in the VMA",
      relation: "the child's bit is that of the batch's first page", reason: "nobody reads it"),
    AllowanceReport(
      name: "dirty-encoding", condition: "c", relation: "r", reason: "w", denied: true),
  ]

  static let bounds = [
    NamedReason(
      name: "folio.refcount <= INT_MAX - n",
      reason: "folio_ref_add() has no overflow check where folio_get() has one")
  ]

  static let assumptions = [
    NamedReason(
      name: "vma_needs_copy(dst, src)", reason: "fork copies the page tables of no other VMA (mm/memory.c)"),
    NamedReason(
      name: "the folio's last pfn <= highest_memmap_pfn < 2^34",
      reason: "the struct pages of existing memory, which 46 bits address"),
  ]

  static let models = [
    ModelReport(
      function: "arch_atomic_add", replaces: "5f2c", reason: "inline asm: lock addl", matches: true),
    ModelReport(
      function: "arch_clear_bit", replaces: "77aa01", reason: "inline asm: lock andb or lock btr",
      matches: false),
    ModelReport(function: "folio_add_lru_vma", replaces: "", reason: "a function in another file"),
  ]

  static let notClaimed = [
    "Runs are sequential: no hardware setting of accessed and dirty bits at the same time, no lockless walker, "
      + "no foreign reference counts moving.",
    "TLB flushes and notifiers.",
  ]

  static func results(_ orders: [Int], _ verdict: Verdict = .proved) -> [OrderResult] {
    orders.map {
      OrderResult(order: $0, verdict: verdict, seconds: 0.04 * Double(1 << (2 * $0)), goals: 10, cases: 3)
    }
  }

  static func claims(_ orders: [Int]) -> [ClaimReport] {
    [
      ClaimReport(name: "batch = pages", explanation: "e", results: results(orders)),
      ClaimReport(name: "page = spec", explanation: "e", results: results(orders)),
      ClaimReport(
        name: "pte-laws", explanation: "e",
        results: [OrderResult(order: nil, verdict: .proved, seconds: 1.26)]),
    ]
  }

  /// All claims at three orders, with everything that a proof can rest on.
  static var proved: ProofReport {
    ProofReport(
      program: program, unit: "copy_present_ptes", kernel: kernel, orders: [0, 1, 2],
      claims: claims([0, 1, 2]), allowances: allowances, bounds: bounds, assumptions: assumptions,
      models: models,
      unreachedBranches: [LocationText(file: "mm/memory.c", line: 12, function: "some_function")],
      notClaimed: notClaimed, totals: Totals(seconds: 3.44, solverQueries: 1234, workers: 2))
  }

  /// Ten orders with verdicts of every kind.
  static var tenOrders: ProofReport {
    var report = proved
    report.orders = Array(0...9)
    report.claims = claims(report.orders)
    report.claims[0].results[8].verdict = .undecided
    report.claims[0].results[8].note = "the limit of 600 s was hit; 12 of 512 goals are open"
    report.claims[0].results[9].verdict = .unmodelled
    report.claims[1].results.removeLast()
    report.kernel?.deviations = [
      ConfigurationDeviation(
        symbol: "CONFIG_MEM_SOFT_DIRTY", wanted: "y", found: "n",
        hides: "whatever happens to a soft-dirty bit")
    ]
    return report
  }

  /// A batch that drops the dirty bit of the third of four pages in the child and counts one page twice.
  static var refuted: ProofReport {
    var report = proved
    report.orders = [2]
    report.claims = [
      ClaimReport(
        name: "batch = pages", explanation: "e",
        results: [OrderResult(order: 2, verdict: .refuted, seconds: 0.31, goals: 7, cases: 2)])
    ]
    report.allowances = []
    report.findings = [dirtyLost]
    report.totals = Totals(seconds: 0.31, solverQueries: 1, workers: 1)
    return report
  }

  static let base: UInt64 = 0x3_4000

  static var dirtyLost: FindingReport {
    FindingReport(
      kind: .difference, claim: "batch = pages", order: 2,
      what: "pte_dirty() of the child's PTE 2 is what page at a time leaves it",
      caseDescription: "anon folio, private mapping, the batch takes 4 pages",
      world: [
        ObservationReport(name: "folio.pfn", value: base),
        ObservationReport(name: "folio.order", value: 2),
        ObservationReport(name: "folio.refcount", value: 9),
        ObservationReport(name: "vma.flags", value: 0x20_0000_0173, flagNames: vmFlags),
        ObservationReport(name: "max_nr", value: 4),
        ObservationReport(name: "vma.vm_page_prot", value: 0x8000_0000_0000_0025),
      ],
      counters: [
        Comparison(name: "folio.refcount", before: 9, batched: 14, paged: 13, differs: true),
        Comparison(name: "folio.large_mapcount", before: 0xFFFF_FFFF, batched: 3, paged: 3, differs: false),
        Comparison(name: "rss.anon", before: 100, batched: 104, paged: 104, differs: false),
      ],
      pages: (0..<4).map { page(UInt64($0)) },
      location: LocationText(file: "mm/memory.c", line: 951, function: "__copy_present_ptes"),
      replay: "reproduced: the native run ends in the same two states")
  }

  static let vmFlags = [
    FlagName(mask: 0x1, name: "VM_READ"), FlagName(mask: 0x2, name: "VM_WRITE"),
    FlagName(mask: 0x8, name: "VM_SHARED"), FlagName(mask: 0x10, name: "VM_MAYREAD"),
    FlagName(mask: 0x20, name: "VM_MAYWRITE"), FlagName(mask: 0x40, name: "VM_MAYEXEC"),
    FlagName(mask: 0x100, name: "VM_GROWSDOWN"),
  ]

  private static func same(_ name: String, _ before: UInt64, _ after: UInt64) -> Comparison {
    Comparison(name: name, before: before, batched: after, paged: after, differs: false)
  }

  /// A PTE that is none before, and of the page after, or nothing.
  private static func none(_ name: String) -> [Comparison] {
    ["pfn", "present", "write", "dirty", "young", "soft-dirty", "uffd-wp", "special", "raw"].map {
      same("\(name).pte.\($0)", $0 == "pfn" ? 0 &- base : 0, $0 == "pfn" ? 0 &- base : 0)
    }
  }

  /// Page 3 is touched by no run and maps another folio's page; page 2 differs.
  private static func page(_ index: UInt64) -> PageComparison {
    if index == 3 {
      return PageComparison(
        index: 3,
        values: [
          same("parent.pte.pfn", 0x77 &- base, 0x77 &- base), same("parent.pte.present", 1, 1),
          same("parent.pte.write", 0, 0), same("parent.pte.dirty", 0, 0), same("parent.pte.young", 1, 1),
          same("parent.pte.soft-dirty", 0, 0), same("parent.pte.uffd-wp", 1, 1),
          same("parent.pte.special", 0, 0), same("parent.pte.raw", 0x77425, 0x77425),
        ] + none("child"))
    }
    let dirty: UInt64 = index == 2 ? 1 : 0
    let raw = (base + index) << 12 | 0x25
    return PageComparison(
      index: Int(index),
      values: [
        same("parent.pte.pfn", index, index), same("parent.pte.present", 1, 1),
        same("parent.pte.write", 1, 0), same("parent.pte.dirty", dirty, dirty),
        same("parent.pte.young", 1, 1), same("parent.pte.soft-dirty", 0, 0), same("parent.pte.uffd-wp", 0, 0),
        same("parent.pte.special", 0, 0), same("parent.pte.raw", raw | 2 | dirty << 6, raw | dirty << 58),
        same("child.pte.pfn", 0 &- base, index), same("child.pte.present", 0, 1),
        same("child.pte.write", 0, 0),
        Comparison(name: "child.pte.dirty", before: 0, batched: 0, paged: dirty, differs: dirty == 1),
        same("child.pte.young", 0, 0), same("child.pte.soft-dirty", 0, 0), same("child.pte.uffd-wp", 0, 0),
        same("child.pte.special", 0, 0),
        Comparison(
          name: "child.pte.raw", before: 0, batched: raw & ~0x20, paged: raw & ~0x20 | dirty << 58,
          differs: dirty == 1),
        same("page.mapcount", 1, 2), same("page.exclusive", 1, 0),
      ])
  }

  /// A call to a function without a model.
  static var unmodelled: ProofReport {
    var report = refuted
    report.claims[0].results[0].verdict = .unmodelled
    report.findings = [
      FindingReport(
        kind: .unmodelled, claim: "batch = pages", order: 2,
        what: "a feasible path meets code without a meaning",
        caseDescription: "file folio, shared mapping",
        unmodelled: UnmodelledCode(
          construct: "call of mm_new_helper()",
          location: LocationText(file: "mm/memory.c", line: 960, function: "copy_present_ptes"),
          howToAddModel: "write a C function of that name in the spec and declare it as a model"))
    ]
    return report
  }

  /// A WARN in one run only, so that there is nothing to compare with.
  static var assertion: ProofReport {
    var report = refuted
    report.findings = [
      FindingReport(
        kind: .assertion, claim: "invariants", order: 0, what: "VM_WARN_ON_FOLIO is not reached",
        runs: RunTitles(batched: "after"), world: [ObservationReport(name: "max_nr", value: 1)],
        counters: [
          Comparison(name: "folio.pfn", before: 0x100, batched: nil, paged: nil, differs: false),
          Comparison(name: "folio.mapcount", before: 0, batched: 1, paged: nil, differs: true),
        ],
        pages: [
          PageComparison(
            index: 0,
            values: [
              Comparison(name: "parent.pte.pfn", before: 0, batched: 0, paged: nil, differs: false),
              Comparison(name: "parent.pte.write", before: 1, batched: 0, paged: nil, differs: false),
            ])
        ],
        location: LocationText(file: "include/linux/rmap.h", line: 300))
    ]
    return report
  }

  static let all: [String: ProofReport] = [
    "proved": proved, "ten-orders": tenOrders, "refuted": refuted, "unmodelled": unmodelled,
    "assertion": assertion,
  ]
}
