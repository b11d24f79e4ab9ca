import Bitcode
import Foundation
import Testing

struct DeclarationTests {
  @Test func listsOfStringsBySection() throws {
    let declare = """
      #define DECLARE(kind, line, ...) static const char *const declare_##line[] \\
        __attribute__((used, section("pteproof." #kind))) = { __VA_ARGS__ };

      """
    let module = try CompiledC.decode(
      declare + """
        DECLARE(link, 1, "first.c", "second.c")
        DECLARE(allowance, 2, "name", "a " "condition", "", "same")
        DECLARE(link, 3, "same")
        """)
    #expect(
      module.declarations == [
        "link": [["first.c", "second.c"], ["same"]],
        "allowance": [["name", "a condition", "", "same"]],
      ])
  }

  @Test func declarationsOfLinkedFilesFollowEachOther() throws {
    let unit = try CompiledC()
    defer { unit.remove() }
    let source = """
      static const char *const declare[] __attribute__((used, section("pteproof.link"))) = { "NAME" };
      """
    let paths = try ["one", "two"].map { name in
      try unit.compile(source.replacingOccurrences(of: "NAME", with: name), name: name)
    }
    let module = try BitcodeModule(linking: paths)
    #expect(module.declarations == ["link": [["one"], ["two"]]])
    // The same of one file, without its code.
    #expect(try BitcodeModule.declarations(in: paths[1]) == ["link": [["two"]]])
  }
}
