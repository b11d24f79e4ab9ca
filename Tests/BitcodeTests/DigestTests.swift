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

/// What must tell code apart.
struct DigestDifferenceTests {
  /// The closure's digest of `f`, and its body's.
  private func digests(_ source: String) throws -> (closure: String, body: String) {
    let module = try CompiledC.decode(source)
    return (
      try #require(module.closureDigest(of: "f")), try #require(module.functions["f"]).bodyDigest
    )
  }

  @Test(
    arguments: [
      (
        "int f(int n) { if (n) { static int lost = 1; return lost; } else { static int lost = 2; return lost; } }",
        "int f(int n) { if (n) { static int lost = 2; return lost; } else { static int lost = 1; return lost; } }"
      ),
      (
        "int f(int n) { static int lost = 1; if (n) { static int lost = 2; return lost; } return lost; }",
        "int f(int n) { static int lost = 2; if (n) { static int lost = 1; return lost; } return lost; }"
      ),
      (
        "static int a[2] = { 1, 2 }; static int *p = a; int f(void) { return *p; }",
        "static int a[2] = { 1, 2 }; static int *p = a + 1; int f(void) { return *p; }"
      ),
      ("int v = 3; int f(void) { return v; }", "int v = 4; int f(void) { return v; }"),
      ("int v = 3; int f(void) { return v; }", "extern int v; int f(void) { return v; }"),
      ("int v = 3; int f(void) { return v; }", "const int v = 3; int f(void) { return v; }"),
      ("int v = 3; int f(void) { return v; }", "__attribute__((weak)) int v = 3; int f(void) { return v; }"),
      (
        "int v = 3; int f(void) { return v; }",
        "__attribute__((section(\".data..ro_after_init\"))) int v = 3; int f(void) { return v; }"
      ),
      (
        "static double v = 1.5; double *f(void) { return &v; }",
        "static double v = 2.5; double *f(void) { return &v; }"
      ),
      (
        "static __int128 v = 5; void *f(void) { return &v; }",
        "static __int128 v = (__int128)5 << 90; void *f(void) { return &v; }"
      ),
    ])
  func variables(_ pair: (String, String)) throws {
    let (one, other) = (try digests(pair.0), try digests(pair.1))
    #expect(one.closure != other.closure)
  }

  @Test(
    arguments: [
      ("int f(int n) { return n; }", "__attribute__((weak)) int f(int n) { return n; }"),
      ("int f(int n) { return n; }", "__attribute__((const)) int f(int n) { return n; }"),
      (
        "__attribute__((pure)) int f(int n) { return n; }",
        "__attribute__((const)) int f(int n) { return n; }"
      ),
      ("int f(int *p, int *q) { return *p; }", "int f(int *restrict p, int *restrict q) { return *p; }"),
      ("int f(int n) { return n + 1; }", "int f(int n) { return (int)(n + 1u); }"),
      (
        "int f(int n) { if (n == 3) __builtin_unreachable(); return n; }", "int f(int n) { return n; }"
      ),
      (
        "int f(int n) { __builtin_assume(n > 3); return n; }",
        "int f(int n) { __builtin_assume(n > 4); return n; }"
      ),
      (
        "void stop(int); int f(int n) { if (n) stop(n); return 0; }",
        "__attribute__((noreturn)) void stop(int); int f(int n) { if (n) stop(n); return 0; }"
      ),
      ("int f(int n) { return __builtin_constant_p(n); }", "int f(int n) { return 0; }"),
      (
        "int f(int n) { asm(\"incl %0\" : \"+m\"(n)); return n; }",
        "int f(int n) { asm(\"incl %0\" : \"=m\"(n)); return n; }"
      ),
      (
        "void f(int *p) { asm volatile(\"incl %0\" : \"+m\"(*p)); }",
        "void f(int *p) { asm volatile(\"incl %0\" : \"+m\"(*p) : : \"memory\"); }"
      ),
      (
        "void f(int *p) { asm volatile(\"incl %0\" : \"+m\"(*p)); }",
        "void f(int *p) { asm volatile(\"lock incl %0\" : \"+m\"(*p)); }"
      ),
      (
        "void f(void) { asm volatile(\"1: .byte 0x0f, 0x0b\" :: \"i\"(0), \"i\"(1), \"i\"(0)); }",
        "void f(void) { asm volatile(\"1: .byte 0x0f, 0x0b\" :: \"i\"(0), \"i\"(1), \"i\"(1)); }"
      ),
    ])
  func bodies(_ pair: (String, String)) throws {
    #expect(try digests(pair.0).body != digests(pair.1).body)
  }

  /// A by-value argument is copied where it is handed over: the caller differs, too.
  @Test func callersOfByValue() throws {
    func source(_ star: String, _ dot: String, _ and: String) -> String {
      """
      struct s { long a, b, c; };
      static __attribute__((noinline)) void g(struct s \(star)s) { s\(dot)a = 3; }
      long f(long n) { struct s s = { n }; g(\(and)s); return s.a; }
      """
    }
    let (one, other) = (try digests(source("", ".", "")), try digests(source("*", "->", "&")))
    #expect(one.body != other.body)
    #expect(one.closure != other.closure)
  }

  /// What stands before a function in its file numbers its statics otherwise, and changes nothing.
  @Test func numbersOfTheFileDoNotCount() throws {
    let body = """
      int f(int n) {
        static const char *text = "text"; static int once = 1;
        if (n) { static int once = 2; return once + text[n]; }
        return once;
      }
      """
    let before = """
      int e(int n) {
        static const char *text = "other"; static int once = 5;
        if (n) { static int once = 6; return once + text[n]; }
        return once;
      }
      int d(void) { static int once; return once++; }
      """
    let (one, other) = (try digests(body), try digests(before + "\n" + body))
    #expect(one.closure == other.closure)
    #expect(one.body == other.body)
  }

  /// Two statics of one name that change places are others where both modules become one, too.
  @Test func mergingTellsStaticsApart() throws {
    func source(_ first: Int, _ second: Int) -> String {
      """
      int f(int n) { if (n) { static int lost = \(first); return lost++; } else { static int lost = \(second); return lost--; } }
      """
    }
    let base = try CompiledC.decode(source(1, 2))
    let swapped = try #require(base.merged(with: try CompiledC.decode(source(2, 1)), root: "f"))
    #expect(swapped.renamed == ["f"])
    func constants(_ first: Int, _ second: Int) -> String {
      """
      int f(int n) {
        if (n) { static const int lost[2] = { \(first) }; return lost[n]; }
        else { static const int lost[2] = { \(second) }; return lost[n]; }
      }
      """
    }
    let other = try CompiledC.decode(constants(1, 2))
    #expect(
      try #require(other.merged(with: try CompiledC.decode(constants(2, 1)), root: "f")).renamed == ["f"])
    #expect(try #require(other.merged(with: try CompiledC.decode(constants(1, 2)), root: "f")).renamed == [])
  }
}
