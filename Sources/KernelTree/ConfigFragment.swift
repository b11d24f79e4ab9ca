/// What a configuration wants on top of an architecture's defconfig.
///
/// kconfig drops a symbol without a word when a dependency is missing, so each one is read back.
struct ConfigFragment {
  struct Symbol {
    var name: String
    /// Whether the symbol is to be on.
    var on: Bool
    /// Without it the spec cannot stand: an error instead of a deviation.
    var required = false
    /// Only these architectures know the symbol; nil for all.
    var architectures: [String]? = nil
    /// What a deviation keeps out of the proof or brings into it.
    var hides: String
  }

  var symbols: [Symbol]

  /// The kernel asserts as much as it can, and nothing of it is patched at run time.
  static let debug = ConfigFragment(symbols: [
    Symbol(name: "64BIT", on: true, required: true, hides: "PTEs are not 64-bit words"),
    Symbol(name: "MMU", on: true, required: true, hides: "there are no page tables"),
    Symbol(name: "TRANSPARENT_HUGEPAGE", on: true, required: true, hides: "no large folios, so no batches"),
    Symbol(
      name: "TRANSPARENT_HUGEPAGE_ALWAYS", on: true,
      hides: "large folios are not the default; the code is the same"),
    Symbol(name: "USERFAULTFD", on: true, required: true, hides: "uffd-wp bits are not exercised"),
    Symbol(name: "CHECKPOINT_RESTORE", on: true, hides: "soft-dirty tracking has no user"),
    Symbol(
      name: "MEM_SOFT_DIRTY", on: true, required: true, architectures: ["x86_64"],
      hides: "soft-dirty bits are not exercised"),
    Symbol(name: "KSM", on: true, hides: "KSM pages are not exercised"),
    Symbol(
      name: "MEMCG", on: true,
      hides: "a page is charged to no memory cgroup, which may refuse it"),
    Symbol(
      name: "X86_USER_SHADOW_STACK", on: true, architectures: ["x86_64"],
      hides: "shadow-stack VMAs and the saved-dirty bit are not exercised"),
    Symbol(name: "DEBUG_KERNEL", on: true, hides: "DEBUG_VM cannot be on"),
    Symbol(name: "DEBUG_VM", on: true, hides: "the kernel's own VM_WARN and VM_BUG sites are not assertions"),
    Symbol(
      name: "DEBUG_VM_PGFLAGS", on: false, hides: "every page flag access carries checks; the proof is slower"
    ),
    Symbol(
      name: "PAGE_TABLE_CHECK", on: true, architectures: ["x86_64", "arm64"],
      hides: "the hooks of the page table check are empty, so that one which is missing is not seen"),
    Symbol(
      name: "INIT_STACK_NONE", on: true,
      hides: "nothing: the flag that zeroes locals is dropped, so uninitialised reads are still found"),
    Symbol(
      name: "INIT_STACK_ALL_ZERO", on: false,
      hides: "nothing: the flag that zeroes locals is dropped, so uninitialised reads are still found"),
    Symbol(name: "JUMP_LABEL", on: false, hides: "static branches are patched code, which needs models"),
    Symbol(
      name: "HYPERVISOR_GUEST", on: false, architectures: ["x86_64"],
      hides: "hypervisor hooks may replace page-table writes"),
    Symbol(
      name: "PARAVIRT", on: false, architectures: ["x86_64"],
      hides: "page-table writes go through patchable calls, which need models"),
    Symbol(name: "PARAVIRT_XXL", on: false, hides: "PTE accessors are patchable calls, which need models"),
    Symbol(name: "CPU_MITIGATIONS", on: false, hides: "retpolines and barriers in inline asm appear"),
    Symbol(name: "FTRACE", on: false, hides: "function entries are patched for tracing"),
    Symbol(name: "TRACEPOINTS", on: false, hides: "trace hooks appear, which need models"),
    Symbol(name: "KASAN", on: false, hides: "the sanitizer's tags and checks are not in the proof"),
    Symbol(name: "KCSAN", on: false, hides: "the sanitizer's checks are not in the proof"),
    Symbol(name: "KMSAN", on: false, hides: "the sanitizer's checks are not in the proof"),
    Symbol(name: "UBSAN", on: false, hides: "the sanitizer's checks are not in the proof"),
    Symbol(
      name: "HUGETLBFS", on: false,
      hides: "hugetlb branches and the vmemmap optimisation's fake heads are reached in page flag tests"),
    Symbol(
      name: "PREEMPT_DYNAMIC", on: false, hides: "cond_resched() is a patchable call, which needs a model"),
    Symbol(name: "NUMA_BALANCING", on: false, hides: "NUMA hinting PTEs are reachable"),
    Symbol(name: "WERROR", on: false, hides: "nothing: warnings are not errors in the proof's compilation"),
  ])

  /// What distributions ship, as far as it changes what the units execute. All else is as in ``debug``.
  static let plain = debug.with([
    Symbol(name: "DEBUG_VM", on: false, hides: "VM_WARN and VM_BUG sites are code, and assertions"),
    Symbol(
      name: "PAGE_TABLE_CHECK", on: false, architectures: ["x86_64", "arm64"],
      hides: "each PTE that is set is handed to the page table check, which distributions leave out"),
    Symbol(name: "JUMP_LABEL", on: true, hides: "static branches are reads of variables"),
    Symbol(name: "NUMA_BALANCING", on: true, hides: "NUMA hinting PTEs are not reachable"),
    Symbol(
      name: "MEMORY_FAILURE", on: true,
      hides: "pages with bad memory are not reported to memory_failure_queue()"
    ),
    Symbol(
      name: "PREEMPT_VOLUNTARY", on: true,
      hides: "the kernel preempts otherwise than a distribution's by default"
    ),
    Symbol(name: "PREEMPT_DYNAMIC", on: true, hides: "preemption is counted nowhere and not chosen at boot"),
  ])

  /// The same with other wishes for some symbols.
  private func with(_ others: [Symbol]) -> ConfigFragment {
    let names = Set(others.map(\.name))
    return ConfigFragment(symbols: symbols.filter { !names.contains($0.name) } + others)
  }

  /// The symbols that `architecture` has.
  func symbols(for architecture: String) -> [Symbol] {
    symbols.filter { $0.architectures?.contains(architecture) ?? true }
  }

  /// The text that is appended to a defconfig.
  func text(for architecture: String) -> String {
    symbols(for: architecture)
      .map { $0.on ? "CONFIG_\($0.name)=y\n" : "# CONFIG_\($0.name) is not set\n" }
      .joined()
  }
}
