import Bitcode
import Testing

struct GlobalTests {
  @Test func bytesAndRelocations() throws {
    let module = try CompiledC.decode(
      """
      extern int elsewhere;
      int callee(void);
      struct record { char tag; int number; void *pointer; short tail[3]; int (*call)(void); };
      static int target[4];
      struct record record = { 'x', -2, &target[3], { 1, 0x1234, -1 }, callee };
      int zeroed[5];
      const unsigned long long word = 0x0102030405060708;
      int *outside = &elsewhere;
      __attribute__((section("special"), aligned(64))) int placed = 7;
      long addresses = (long)&target[1];
      """)
    let record = try #require(module.globals["record"])
    #expect(record.size == 32)
    #expect(!record.isConstant)
    // x86-64: char at 0, int at 4, pointer at 8, three shorts at 16, pointer at 24; little endian.
    var expected = Array(repeating: UInt8(0), count: 32)
    expected[0] = UInt8(ascii: "x")
    expected.replaceSubrange(4..<8, with: [0xFE, 0xFF, 0xFF, 0xFF])
    expected.replaceSubrange(16..<22, with: [1, 0, 0x34, 0x12, 0xFF, 0xFF])
    #expect(record.initial == expected)
    #expect(record.relocations.map(\.offset) == [8, 24])
    #expect(record.relocations.map(\.target) == [.global(name: "target", offset: 12), .function("callee")])

    #expect(module.globals["zeroed"]?.initial == Array(repeating: 0, count: 20))
    #expect(module.globals["word"]?.initial == [8, 7, 6, 5, 4, 3, 2, 1])
    #expect(module.globals["word"]?.isConstant == true)
    #expect(module.globals["outside"]?.relocations.map(\.target) == [.global(name: "elsewhere", offset: 0)])
    #expect(module.globals["elsewhere"]?.isExternal == true)
    #expect(module.globals["elsewhere"]?.initial == nil)
    #expect(module.globals["elsewhere"]?.size == 4)
    #expect(module.globals["placed"]?.section == "special")
    #expect(module.globals["placed"]?.alignment == 64)
    #expect(module.globals["target"]?.isLocal == true)
    #expect(module.globals["addresses"]?.relocations.map(\.target) == [.global(name: "target", offset: 4)])
  }

  @Test func strings() throws {
    let module = try CompiledC.decode("const char *text(void) { return \"pages\" + 2; }")
    let text = try #require(module.functions["text"])
    guard case .global(let name, let offset)? = text.returnValues.first else {
      Issue.record("\(text.returnValues)")
      return
    }
    #expect(offset == 2)
    #expect(module.globals[name]?.initial == Array("pages".utf8) + [0])
  }
}
