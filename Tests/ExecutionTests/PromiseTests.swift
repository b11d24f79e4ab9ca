import Bitcode
import Execution
import Foundation
import Testing

/// What code claims of itself is a thing to prove: for each way to say it, code that keeps the promise for some arguments
/// and breaks it for others.
@Suite struct PromiseTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// Before `u64 t_run(u32 a)`.
    var before = ""
    /// Its body.
    let body: String
    var kind = Obligation.Kind.unreachable
    /// Of the compiler.
    var flags: [String] = []
    /// For which arguments, of 0 to 7, the promise is broken.
    let isBroken: @Sendable (UInt64) -> Bool
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "unreachable", body: "if (a == 3) __builtin_unreachable(); return a;") { $0 == 3 },
    Case(
      name: "the default of a switch",
      body: "switch (a) { case 0 ... 5: return 1; default: __builtin_unreachable(); }"
    ) {
      $0 > 5
    },
    Case(
      name: "unreachable in a helper",
      before: "static u64 h(u32 a) { if (a & 4) return 1; __builtin_unreachable(); }",
      body: "return h(a);"
    ) { $0 < 4 },
    Case(
      name: "unreachable behind a barrier",
      body: "if (a == 3) { asm volatile(\"\" ::: \"memory\"); __builtin_unreachable(); } return a;"
    ) {
      $0 == 3
    },
    Case(
      name: "unreachable behind a WARN",
      body:
        "if (a == 3) { asm volatile(\"1: .byte 0x0f, 0x0b\" :: \"i\"(0), \"i\"(0), \"i\"(1)); __builtin_unreachable(); } return a;"
    ) {
      $0 == 3
    },
    Case(name: "assume", body: "__builtin_assume(a < 6); return a;") { $0 >= 6 },
    Case(
      name: "assume of something else's", before: "static int small(u32 a) { return a < 2; }",
      body: "_Bool b = small(a); __builtin_assume(b); return a;"
    ) {
      $0 >= 2
    },
    Case(
      name: "assume_aligned", before: "char m[16];",
      body: "char *p = __builtin_assume_aligned(m + a, 4); return (u64)p & 3;"
    ) {
      $0 % 4 != 0
    },
    Case(
      name: "a noreturn function that returns",
      before:
        "static __attribute__((noreturn, noinline)) void stop(u32 a) { if (a != 5) for (;;) asm volatile(\"1: .byte 0x0f, 0x0b\"); }",
      body: "if (a & 1) stop(a); return a;"
    ) { $0 == 5 },
    Case(
      name: "returns_nonnull",
      before: "int m; __attribute__((returns_nonnull, noinline)) static int *f(u32 a) { return a ? &m : 0; }",
      body: "return f(a) != 0;", flags: ["-fdelete-null-pointer-checks"]
    ) { $0 == 0 },
    Case(
      name: "nonnull",
      before: "int m; __attribute__((nonnull, noinline)) static u64 f(int *p) { return p != 0; }",
      body: "return f(a ? &m : 0);", flags: ["-fdelete-null-pointer-checks"]
    ) { $0 == 0 },
    Case(
      name: "const that reads",
      before:
        "volatile u64 m[2]; __attribute__((const, noinline)) static u64 f(u32 a) { return a > 4 ? m[1] : a; }",
      body: "return f(a);", kind: .undefined
    ) { $0 > 4 },
    Case(
      name: "pure that writes",
      before:
        "u64 m; __attribute__((pure, noinline)) static u64 f(u32 a) { u64 own[2]; own[a & 1] = m; if (a == 2) m++; return own[a & 1]; }",
      body: "return f(a);", kind: .undefined
    ) { $0 == 2 },
    Case(
      name: "pure whose result nothing wants",
      before: "u64 m; __attribute__((pure, noinline)) static u64 f(u32 a) { if (a == 2) m++; return 0; }",
      body: "f(a); return 0;", kind: .undefined
    ) { $0 == 2 },
    Case(name: "a shift by a constant width", body: "return a == 7 ? 1ul << (a | 64) : 0;", kind: .undefined)
    { $0 == 7 },
    Case(
      name: "a shift by what is known to be too much",
      body: "u32 n = a | 32; if (a == 7) return a << n; return 0;", kind: .undefined
    ) {
      $0 == 7
    },
    Case(
      name: "a division by what is known to be 0", body: "u32 n = a & 8; if (a == 7) return a / n; return 0;",
      kind: .undefined
    ) {
      $0 == 7
    },
    Case(
      name: "the least number divided by -1", body: "int x = a << 29, y = a - 5; return y ? x / y : 0;",
      kind: .undefined
    ) {
      $0 == 4
    },
    Case(
      name: "pointers that are no whole records apart", before: "struct r { char c[8]; } m[4];",
      body: "return (struct r *)((char *)m + a) - m;", kind: .undefined
    ) {
      $0 % 8 != 0
    },
    Case(
      name: "a store behind a local that is dead",
      body: "u32 m[4]; u64 i = 4; if (a == 3) m[i] = a; return a;", kind: .access
    ) {
      $0 == 3
    },
    Case(
      name: "a store at a constant index behind a local",
      body: "u32 m[4] = { 1 }; if (a == 3) m[4] = a; return m[0];", kind: .access
    ) {
      $0 == 3
    },
    Case(
      name: "a read behind a constant table", before: "static const u32 m[4] = { 1, 2, 3, 4 };",
      body: "u64 i = 4; return a == 3 ? m[i] : 0;", kind: .access
    ) {
      $0 == 3
    },
  ]

  @Test("each is broken for just the arguments for which it is", arguments: cases)
  func promise(_ promise: Case) throws {
    let module = try SpecRun.compile(
      "\(promise.before)\nu64 t_run(u32 a) { \(promise.body) }", flags: promise.flags)
    let run = try SpecRun(module, inputs: [.init("a", 3)])
    for a in UInt64(0)..<8 {
      #expect(
        run.isBroken(promise.kind, [a]) == promise.isBroken(a), "a = \(a): \(run.obligations.map(\.what))")
      #expect(!run.isBroken(.unmodelled, [a]), "\(run.obligations.map(\.what))")
    }
  }

  @Test("signed overflow, where the compiler may rule it out")
  func overflow() throws {
    let source = """
      int t_run(int a) { int big = 0x7ffffff8; return (big + a) ^ (a * 0x15555555) ^ (-0x7ffffffd - a); }
      """
    let wrapping = try SpecRun(source, inputs: [.init("a", 4)])
    #expect(try wrapping.broken(.undefined).isEmpty)
    let run = try SpecRun(SpecRun.compile(source, flags: ["-fno-wrapv"]), inputs: [.init("a", 4)])
    for a in UInt64(0)..<16 {
      let n = Int32(a)
      let isBroken =
        Int32(0x7fff_fff8).addingReportingOverflow(n).overflow
        || n.multipliedReportingOverflow(by: 0x1555_5555).overflow
        || Int32(-0x7fff_fffd).subtractingReportingOverflow(n).overflow
      #expect(run.isBroken(.undefined, [a]) == isBroken, "\(a)")
    }
  }

  @Test("BUG() is one finding: that control does not come behind it is no other")
  func bug() throws {
    let run = try SpecRun(
      """
      int t_run(u32 a) { if (a == 5) { asm volatile("1: .byte 0x0f, 0x0b"); __builtin_unreachable(); } return a; }
      """, inputs: [.init("a", 3)])
    #expect(try run.broken(.warning).count == 1)
    #expect(run.obligations.allSatisfy { $0.kind == .warning })
  }

  @Test("a function that does not return, as declared, is one finding: its own")
  func panic() throws {
    let run = try SpecRun(
      """
      __attribute__((noreturn)) static void panic(void) { asm volatile("1: .byte 0x0f, 0x0b"); __builtin_unreachable(); }
      __attribute__((noreturn)) static void stop(void) { panic(); }
      int t_run(u32 a) { if (a == 5) stop(); return a; }
      """, inputs: [.init("a", 3)])
    #expect(try run.broken(.warning).count == 1)
    #expect(try run.broken(.unreachable).isEmpty)
  }

  @Test(
    "what nothing here can prove is refused, where it is called",
    arguments: [
      "static u64 f(u64 *restrict p, u64 *restrict q) { *p = 1; return *q; } u64 m, n;\nCALL f(&m, &n)",
      "__attribute__((weak)) u64 f(void) { return 1; }\nCALL f()",
      "__attribute__((weak)) volatile u64 f;\nCALL f",
      "extern inline __attribute__((gnu_inline)) u64 f(void) { return 1; }\nCALL f()",
      "u64 f(void) { return 1; } u64 g(void) __attribute__((weak, alias(\"f\")));\nCALL g()",
      "__attribute__((returns_twice)) static u64 f(void) { return 1; }\nCALL f()",
    ])
  func refused(_ code: String) throws {
    let parts = code.split(separator: "CALL ")
    let run = try SpecRun(
      "\(parts[0])\nu64 t_run(u32 a) { return a > 4 ? \(parts[1]) : 0; }", inputs: [.init("a", 3)])
    for a in UInt64(0)..<8 { #expect(run.isBroken(.unmodelled, [a]) == (a > 4), "\(a)") }
  }

  // MARK: __builtin_constant_p()

  @Test("it may be true of what is constant on the path, each time anew")
  func constant() throws {
    let run = try SpecRun(
      """
      static u64 f(u64 n) { return __builtin_constant_p(n); }
      u64 t_run(void) { return f(3) * 2 + f(3); }
      """)
    let result = try #require(run.result)
    var seen: Set<UInt64> = []
    for value in UInt64(0)..<4 {
      let differs = run.pool.eq(result, run.pool.constant(value, width: 64))
      if case .satisfiable = try run.executor.prover.satisfiable(differs, label: "test") {
        seen.insert(value)
      }
    }
    #expect(seen == [0, 1, 2, 3])
  }

  @Test("it is false of what varies when the code runs")
  func varying() throws {
    let run = try SpecRun(
      """
      u64 m; static u64 f(u64 n) { return __builtin_constant_p(n); }
      void t_world(void) { pp_arbitrary(&m, sizeof(m), "m"); }
      u64 t_run(u32 a) { return f(m) | f(a) | f(a + 1) | f(m & 1); }
      """, world: "t_world", inputs: [.init("a", 3)])
    #expect(run.constant == 0)
  }

  @Test("a constant that came together with what varies is one where it is taken")
  func joined() throws {
    let run = try SpecRun(
      """
      static u64 f(u64 n) { return __builtin_constant_p(n); }
      u64 t_run(u32 a) { u64 n = a & 4 ? 1 : a; return f(n); }
      """, inputs: [.init("a", 3)])
    let result = try #require(run.result)
    for a in UInt64(0)..<8 {
      let isTrue = run.world(["a": a, "__builtin_constant_p()": 1])?.value(of: result)
      #expect(isTrue == (a & 4 != 0 ? 1 : 0), "\(a)")
    }
  }

  @Test("an arm that does not compile is for the other answer")
  func errorArm() throws {
    let run = try SpecRun(
      """
      __attribute__((error("not constant"))) void bad(void);
      static u64 f(u64 n) { if (!__builtin_constant_p(n)) bad(); return n + 1; }
      u64 t_run(u32 a) { return f(3) + a; }
      """, inputs: [.init("a", 3)])
    #expect(try run.broken(.unmodelled).isEmpty)
    let result = try #require(run.result)
    for a in UInt64(0)..<8 {
      #expect(run.world(["a": a, "__builtin_constant_p()": 1])?.value(of: result) == a + 4)
      #expect(run.world(["a": a, "__builtin_constant_p()": 0]) == nil)
    }
    // Of what varies there is no other answer.
    let open = try SpecRun(
      """
      __attribute__((error("not constant"))) void bad(void);
      static u64 f(u64 n) { if (!__builtin_constant_p(n)) bad(); return n + 1; }
      u64 t_run(u32 a) { return f(a); }
      """, inputs: [.init("a", 3)])
    #expect(try open.broken(.unmodelled).count == 1)
  }

  // MARK: By value

  @Test("a structure that is handed over by value is a copy")
  func byValue() throws {
    let source = { (parameter: String, argument: String, dot: String) in
      """
      struct s { u64 x, y, z; };
      static __attribute__((noinline)) u64 f(struct s \(parameter)s) { s\(dot)x += 10; return s\(dot)x; }
      u64 t_run(u32 a) { struct s s = { a, 1, 2 }; u64 r = f(\(argument)s); return r * 100 + s.x + s.z; }
      """
    }
    let run = try SpecRun(source("", "", "."), inputs: [.init("a", 3)])
    #expect(run.disagreements { ($0[0] + 10) * 100 + $0[0] + 2 } == [])
    let pointer = try SpecRun(source("*", "&", "->"), inputs: [.init("a", 3)])
    #expect(pointer.disagreements { ($0[0] + 10) * 100 + $0[0] + 10 + 2 } == [])
    let digest = { (run: SpecRun) in run.executor.module.closureDigest(of: "t_run") }
    #expect(digest(run) != digest(pointer))
  }

  @Test("a structure as a result, in memory and in registers")
  func results() throws {
    let run = try SpecRun(
      """
      struct large { u64 x, y, z; }; struct small { u64 x; u8 y; }; struct pair { u32 x; u8 y; u16 z; };
      static __attribute__((noinline)) struct large f(struct large s) { s.y += s.x; return s; }
      static __attribute__((noinline)) struct small g(u32 a) { struct small s = { a, a + 1 }; if (a & 1) s.y = 9; return s; }
      static __attribute__((noinline)) struct pair h(u32 a) { return a & 2 ? (struct pair){ a, 3, 4 } : (struct pair){ 1, a, 5 }; }
      u64 t_run(u32 a) {
        struct large s = { a, 1, 2 };
        s = f(s); s = f(s);
        struct small t = g(a); struct pair p = h(a);
        return s.y + t.x * 10 + t.y * 100 + p.x * 1000 + p.y * 10000 + p.z * 100000;
      }
      """, inputs: [.init("a", 3)])
    let found = run.disagreements { row in
      let a = row[0]
      let (x, y, z): (UInt64, UInt64, UInt64) = a & 2 != 0 ? (a, 3, 4) : (1, a, 5)
      let flag: UInt64 = a & 1 == 1 ? 9 : a + 1
      let parts: [UInt64] = [1 + 2 * a, a * 10, flag * 100, x * 1000, y * 10000, z * 100_000]
      return parts.reduce(0, +)
    }
    #expect(found == [])
    #expect(try run.broken(.unmodelled).isEmpty)
  }
}
