import Testing

@testable import Bitcode

/// Files are named from the tree or the specs, whatever these folders are called and wherever they lie.
@Suite struct SourceRootsTests {
  @Test(
    arguments: [
      ("/src/linux", "/cache/specs-1f", "mm/memory.c", "/src/linux", "mm/memory.c", SourceOrigin.tree),
      // clang leaves out what the name and its own folder have in common.
      ("/cache/trees/linux", "/cache/specs-1f", "trees/linux/mm/memory.c", "/cache", "mm/memory.c", .tree),
      ("/cache/trees/linux", "/cache/specs-1f", "specs-1f/linux/fork.h", "/cache", "linux/fork.h", .specs),
      ("/home/u/specs/linux", "/cache/s", "specs/linux/mm/memory.c", "/home/u", "mm/memory.c", .tree),
      ("/home/u/specs/linux", "/home/u/specs", "linux/fork.c", "/home/u/specs", "fork.c", .tree),
      ("/home/u/specs/linux", "/home/u/specs", "include/a.h", "/home/u/specs", "include/a.h", .specs),
      ("/src/linux", "/src/linux/my-specs", "my-specs/linux/fork.h", "/src/linux", "linux/fork.h", .specs),
      ("/src/linux", nil, "/src/linux/mm/../include/./linux/mm.h", "/build", "include/linux/mm.h", .tree),
      (
        "/src/linux", "/s", "./include/generated/bounds.h", "/build", "/build/include/generated/bounds.h",
        .elsewhere
      ),
      ("/src/linux", "/s", "/src/linux-6/mm/memory.c", "/build", "/src/linux-6/mm/memory.c", .elsewhere),
    ] as [(String, String?, String, String, String, SourceOrigin)])
  func namesFilesFromTheirRoot(
    _ tree: String, _ specs: String?, _ name: String, _ folder: String, _ file: String, _ origin: SourceOrigin
  ) {
    let place = SourceRoots(tree: tree, specs: specs).place(name, in: folder)
    #expect(place.file == file && place.origin == origin, "\(place)")
  }

  @Test func withoutRootsANameIsAsTheCompilerHasIt() {
    let place = SourceRoots().place("linux/mm/memory.c", in: "/src")
    #expect(place.file == "linux/mm/memory.c" && place.origin == .elsewhere)
  }

  /// A real compilation in a folder below one that is called `specs`.
  @Test func aCompiledFile() throws {
    let source = "static int twice(int a) { return a + a; } int f(int a) { return twice(a); }"
    let unit = try CompiledC()
    defer { unit.remove() }
    let path = try unit.compile(source)
    let root = unit.folder.resolvingSymlinksInPath().path
    let module = try BitcodeModule(linking: [path], options: .init(roots: SourceRoots(tree: root)))
    let place = try #require(module.functions["f"]?.location)
    #expect(place.file == "unit.c" && place.origin == .tree)
    #expect(module.locations.allSatisfy { $0.file == "unit.c" && $0.origin == .tree })
  }
}
