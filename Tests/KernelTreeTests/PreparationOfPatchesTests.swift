import Foundation
import Testing

@testable import KernelTree

/// Which patches need a preparation of their own, and the tree of links that gets it.
@Suite struct PreparationOfPatchesTests {
  private func kernel(_ place: PatchedTree) -> PreparedKernel {
    PreparedKernel(
      sourceTree: place.tree, userTree: place.tree, buildDirectory: place.scratch.path + "/build",
      version: "6.99",
      architecture: "x86_64", configDescription: "", configDeviations: [], clang: "clang", clangVersion: "",
      clangMajor: 19, flags: [], cache: place.cache, identity: "")
  }

  private func state(_ paths: String...) -> TreeState {
    var state = TreeState()
    for path in paths { state.replaced[path] = "/nowhere" }
    return state
  }

  @Test(
    arguments: [
      ("mm/Kconfig", true), ("arch/x86/Kconfig.debug", true), ("mm/Makefile", true), ("Kbuild", true),
      ("scripts/mod/modpost.c", true), ("arch/x86/entry/syscalls/syscall_64.tbl", true),
      ("arch/x86/configs/x86_64_defconfig", true), ("kernel/bounds.c", true), ("mm/memory.c", false),
      ("include/linux/pgtable.h", false), ("Documentation/mm/page_tables.rst", false),
    ]) func whatKbuildReads(_ path: String, _ expected: Bool) throws
  {
    let place = try PatchedTree()
    #expect(GeneratedInputs(kernel: kernel(place), state: state(path)).touchesBuild == expected)
  }

  /// The headers that generated constants are computed from are in kbuild's own lists.
  @Test func whatGeneratedConstantsAreMadeOf() throws {
    let place = try PatchedTree()
    try place.scratch.write(
      "savedcmd_kernel/bounds.s := clang -S -o kernel/bounds.s x/bounds.c\nsource_kernel/bounds.s := x/bounds.c\n"
        + "deps_kernel/bounds.s := \\\n  \(place.tree)/include/linux/two.h \\\n",
      to: "build/kernel/.bounds.s.cmd")
    func affected(_ path: String) -> Int {
      GeneratedInputs(kernel: kernel(place), state: state(path)).affectedOffsets.count
    }
    #expect(affected("include/linux/two.h") == 1)
    #expect(affected("mm/memory.c") == 0)
    let text = "\t.ascii \"->NR_PAGEFLAGS 24 __NR_PAGEFLAGS\"\n\tret\n"
    #expect(GeneratedInputs.constants(text) == ["\"->NR_PAGEFLAGS 24 __NR_PAGEFLAGS\""])
  }

  @Test func aTreeOfLinksHasThePatchedFiles() throws {
    let place = try PatchedTree()
    try place.scratch.write("config A\n", to: "tree/mm/Kconfig")
    var state = TreeState()
    state.replaced["mm/Kconfig"] = try place.scratch.write("config B\n", to: "new")
    state.replaced["fresh/sub/file.c"] = try place.scratch.write("int x;\n", to: "fresh")
    state.replaced["include/linux/two.h"] = try place.scratch.write("#error\n", to: "stone")
    state.removed = ["include/linux/two.h"]
    let cache = try Cache(at: place.cache)
    let before = try place.contents()
    let tree = try LinkedTree(tree: place.tree, state: state, cache: cache).make()
    func text(_ path: String) -> String? { FileSystem.text(tree + "/" + path) }
    #expect(text("mm/Kconfig") == "config B\n")
    #expect(text("mm/memory.c") == PatchedTree.numbers)
    #expect(text("fresh/sub/file.c") == "int x;\n")
    #expect(!FileSystem.exists(tree + "/include/linux/two.h"))
    #expect(try place.contents() == before)
    // The same patch finds the same tree; another has its own.
    #expect(try LinkedTree(tree: place.tree, state: state, cache: cache).make() == tree)
    state.removed = []
    #expect(try LinkedTree(tree: place.tree, state: state, cache: cache).make() != tree)
    #expect(place.leftovers.isEmpty)
  }
}
