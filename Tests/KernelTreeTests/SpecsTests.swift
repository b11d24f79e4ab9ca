import Foundation
import Specs
import Testing

@Suite struct SpecsTests {
  @Test func theShippedSpecsAreFoundFromAnywhere() throws {
    let scratch = try Scratch()
    let folder = try Specs.materialise(into: scratch.path)
    let header = try String(contentsOfFile: folder + "/include/pteproof.h", encoding: .utf8)
    #expect(header.contains("pp_any"))
    #expect(folder.hasSuffix(String(try Specs.digest().prefix(16))))
    #expect(FileManager.default.fileExists(atPath: folder + "/linux/fork.c"))
  }

  @Test func anOverrideWinsAndItsContentsNameTheCopy() throws {
    let scratch = try Scratch()
    try scratch.write("int pp;\n", to: "mine/include/pteproof.h")
    try scratch.write("int a;\n", to: "mine/linux/x.c")
    try scratch.write("no spec\n", to: "mine/linux/notes.txt")
    let mine = scratch.path + "/mine"
    let first = try Specs.materialise(into: scratch.path, override: mine)
    #expect(try shell("find . -type f | sort", in: first) == "./include/pteproof.h\n./linux/x.c\n")
    #expect(try Specs.materialise(into: scratch.path, override: mine) == first)
    // A copy that was tampered with is made anew.
    try shell("echo 'int b;' > linux/x.c; echo > linux/y.c", in: first)
    #expect(try Specs.materialise(into: scratch.path, override: mine) == first)
    #expect(try shell("cat linux/*", in: first) == "int a;\n")
    try scratch.write("int c;\n", to: "mine/linux/x.c")
    #expect(try Specs.materialise(into: scratch.path, override: mine) != first)
    #expect(throws: SpecsError.self) { try Specs.digest(override: scratch.path) }
  }
}
