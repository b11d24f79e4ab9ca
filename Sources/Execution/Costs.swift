import Bitcode
import Terms

/// What a run did, counted while it was executed. These are counts and not times.
///
/// They mean something where everything is concrete: then each instruction executed is one that a processor
/// would execute, if the compiler optimised nothing.
public struct Costs: Sendable, Equatable {
  /// LLVM instructions, of all functions.
  public var instructions = 0
  /// Calls of functions with a body. Most of the kernel's are inlined by a compiler.
  public var calls = 0
  /// Locked instructions, and those that lock by themselves.
  public var atomics = 0
  /// Loads and stores of page table entries.
  public var entryReads = 0
  public var entryWrites = 0
  /// Cache lines of 64 bytes in struct pages, each once.
  public var pageLines: Set<PageLine> = []

  public struct PageLine: Sendable, Hashable {
    let page: UInt64
    let line: Int
  }

  public init() {}
}

extension Executor {
  /// Counts an access. Page tables are the arrays whose name ends in `pte`, struct pages the array `page`.
  func count(_ target: Target, isWrite: Bool) {
    guard costs != nil, let index = target.index else { return }
    let name = space[target.object].name
    if name == "page", let page = pool.asConstant(index) {
      costs?.pageLines.insert(Costs.PageLine(page: page, line: target.offset / 64))
    } else if name == "pte" || name.hasSuffix(".pte") {
      if isWrite { costs?.entryWrites += 1 } else { costs?.entryReads += 1 }
    }
  }

  func count(_ code: InlineAssembly) {
    let text = AssemblyMeaning.core(of: code.template)
    // xchg with memory locks by itself (Intel SDM volume 3A, "Automatic Locking").
    if text.hasPrefix("lock") || text.hasPrefix("xchg") { costs?.atomics += 1 }
  }
}
