import Bitcode
import Testing

struct DigestTests {
  private func digest(_ source: String, of name: String = "f") throws -> String {
    try #require(try CompiledC.decode(source).functions[name]).bodyDigest
  }

  private let original = """
    int used(const char *text, int number);
    int f(int n) {
      int sum = 0;
      for (int i = 0; i < n; i++)
        sum += used("text", i);
      return sum;
    }
    """

  @Test func namesAndLinesDoNotCount() throws {
    let renamed = """
      static int other(void) { return 3; }
      int user(void) { return other(); }


      int used(const char *text, int number);
      const char *more(void) { return "before"; }
      int f(int pages) {

        int total = 0;
        for (int index = 0; index < pages; index++)
          total += used("text",
                        index);
        return total;
      }
      """
    #expect(try digest(original) == digest(renamed))
    #expect(try digest(original).count == 12)
  }

  /// What code outside the closure does to a variable decides what the closure finds there.
  @Test func whoWritesToAVariableCounts() throws {
    func digest(_ definition: String, _ more: String = "") throws -> String {
      let source = "void one(void); void two(void); \(definition) \(more) int f(void) { return v != 0; }"
      let module = try CompiledC.decode(source, options: .init(specs: "/specs"))
      return try #require(module.closureDigest(of: "f"))
    }
    let read = try digest("static int v = 1;")
    #expect(try digest("static int v = 1;", "int get(void) { return v; }") == read)
    #expect(try digest("static int v = 1;", "void set(int to) { v = to; }") != read)
    #expect(try digest("static volatile int v = 1;") != read)
    let hook = try digest("static void (*v)(void);", "void set(void) { v = one; }")
    #expect(try digest("static void (*v)(void);", "void set(void) { v = two; }") != hook)
  }

  @Test(
    arguments: [
      ("= 0; for", "= 1; for"), ("i < n", "i <= n"), ("\"text\"", "\"test\""), ("i++)", "i += 2)"),
      ("used(\"text\", i)", "used(\"text\", n)"), ("int sum", "long sum"),
    ])
  func whatTheCodeDoesCounts(edit: (String, String)) throws {
    let flat = original.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    #expect(flat.contains(edit.0))
    let changed = flat.replacing(edit.0, with: edit.1)
    let prefix = "int used(const char *text, int number);"
    let body = { (text: String) in prefix + "\n" + text.dropFirst(prefix.count) }
    #expect(try digest(body(flat)) == digest(original))
    #expect(try digest(body(changed)) != digest(original))
  }

  @Test func countersInAssemblyDoNotCount() throws {
    func source(_ counter: Int, _ instruction: String = "nop") -> String {
      """
      void f(int *p) {
        asm volatile("\(counter): \(instruction)\\n\\t.long \(counter)b - .\\n\\t" : : "i"(\(counter)));
        asm volatile("1: incl %0\\n jmp 1b" : "+m"(*p));
      }
      """
    }
    #expect(try digest(source(743)) == digest(source(12)))
    #expect(try digest(source(743)) != digest(source(743, "ud2")))
  }

  @Test func statementsOfBugDoNotCountTheirLine() throws {
    func source(line: Int, flags: Int) -> String {
      """
      void f(void) {
        asm volatile("1: .byte 0x0f, 0x0b\\n.pushsection __bug_table,\\"aw\\"\\n2: .long 1b - .\\n"
          "\\t.word %c0\\t# bug_entry::line\\n\\t.word %c1\\t# bug_entry::flags\\n.popsection"
          : : "i"(\(line)), "i"(\(flags)));
      }
      """
    }
    #expect(try digest(source(line: 10, flags: 0)) == digest(source(line: 99, flags: 0)))
    #expect(try digest(source(line: 10, flags: 0)) != digest(source(line: 10, flags: 2305)))
  }

  @Test func numbersOfStaticsDoNotCount() throws {
    let body = "int f(void) { static int once; return once++; }"
    let before =
      "int g(void) { static int once; return once++; } int h(void) { static int once; return once; }"
    #expect(try digest(body) == digest(before + "\n" + body))
  }

  @Test func numbersOfCompileTimeAssertionsDoNotCount() throws {
    func source(_ name: String) -> String {
      "extern void \(name)(void); int f(int n) { if (n > 3) \(name)(); return n; }"
    }
    #expect(try digest(source("__compiletime_assert_553")) == digest(source("__compiletime_assert_12")))
    #expect(try digest(source("other_553")) != digest(source("other_12")))
  }

  @Test func aDeclarationHasNone() throws {
    #expect(try digest("int f(int); int g(void) { return f(1); }") == "extern")
  }

  @Test func theClosureFollowsCalls() throws {
    func source(_ constant: Int, unrelated: Int = 0) -> String {
      """
      static int leaf(int n) { return n + \(constant); }
      static int middle(int n) { return leaf(n) * 2; }
      int (*const table[])(int) = { middle };
      int f(int n) { return table[n & 0](n); }
      int g(void) { return \(unrelated); }
      """
    }
    let module = try CompiledC.decode(source(1))
    #expect(module.closure(of: "f") == ["f", "leaf", "middle"])
    let digest = try #require(module.closureDigest(of: "f"))
    #expect(try CompiledC.decode(source(1, unrelated: 5)).closureDigest(of: "f") == digest)
    let changed = try CompiledC.decode(source(2))
    #expect(changed.closureDigest(of: "f") != digest)
    #expect(changed.functions["f"]?.bodyDigest == module.functions["f"]?.bodyDigest)
    #expect(module.closureDigest(of: "nothing") == nil)
  }
}
