import Execution
import Testing

/// Inline assembly, as the kernel writes it, against what the processor does (SDM volume 2).
@Suite struct AssemblyTests {
  struct Template: Sendable, CustomTestStringConvertible {
    let name: String
    /// Works on `u64 m` and argument a; sets r.
    let statement: String
    /// m, then r, after.
    let expected: @Sendable (UInt64, UInt64) -> (m: UInt64, r: UInt64)
    var testDescription: String { name }
  }

  @Test("each template", arguments: templates)
  func meaning(_ template: Template) throws {
    for initial: UInt64 in [0, 1, 2, 0x8000_0000, 0xffff_ffff, 0xffff_ffff_ffff_ffff, 0x1_0000_0000, 6] {
      let run = try Self.run(template.statement, initial)
      let found = run.disagreements { row in
        let (m, r) = template.expected(initial, row[0])
        return m ^ (r &* 0x9e37_79b9_7f4a_7c15)
      }
      #expect(found == [], "m = \(initial)")
      #expect(try run.broken(.unmodelled).isEmpty)
    }
  }

  private static func run(_ statement: String, _ initial: UInt64) throws -> SpecRun {
    try SpecRun(
      """
      u64 m = \(initial)ul;
      u64 t_run(u64 a) {
        u64 r = 0; u8 c = 0;
        \(statement)
        return m ^ (r * 0x9e3779b97f4a7c15ul);
      }
      """, inputs: [.init("a", 3)])
  }

  private static func low(_ m: UInt64, _ change: (UInt32) -> UInt32) -> UInt64 {
    m & 0xffff_ffff_0000_0000 | UInt64(change(UInt32(truncatingIfNeeded: m)))
  }

  static let templates: [Template] = [
    Template(
      name: "per-CPU, addq", statement: #"asm volatile("addq %1, %%gs:%0" : "+m"(m) : "re"(a));"#,
      expected: { m, a in (m &+ a, 0) }),
    Template(
      name: "per-CPU, incl", statement: #"asm volatile("incl %%gs:%0" : "+m"(*(u32 *)&m));"#,
      expected: { m, _ in (low(m) { $0 &+ 1 }, 0) }),
    Template(
      name: "per-CPU, movq from memory",
      statement: #"asm volatile("movq %%gs:%1, %0" : "=r"(r) : "m"(m));"#, expected: { m, _ in (m, m) }),
    Template(
      name: "per-CPU, movq to memory", statement: #"asm volatile("movq %1, %%gs:%0" : "=m"(m) : "re"(a));"#,
      expected: { _, a in (a, 0) }),
    Template(
      name: "per-CPU, xaddq",
      statement: #"r = a; asm volatile("xaddq %0, %%gs:%1" : "+r"(r), "+m"(m) :: "memory");"#,
      expected: { m, a in (m &+ a, m) }),
    Template(
      name: "prefetch", statement: #"asm volatile("prefetcht0 %0" :: "m"(m));"#, expected: { m, _ in (m, 0) }),
    Template(
      name: "prefetch, by alternatives",
      statement: #"""
        asm volatile("# ALT: oldinstr\n771:\n\tprefetcht0 %0\n772:\n.skip -(((775f-774f)-(772b-771b)) > 0) * 1,0x90\n"
          "773:\n.pushsection .altinstructions,\"a\"\n .long 771b - .\n.popsection\n"
          ".pushsection .altinstr_replacement, \"ax\"\n774:\n\tprefetchw %0\n775:\n.popsection\n" :: "m"(m));
        """#, expected: { m, _ in (m, 0) }),
    Template(
      name: "incl", statement: #"asm volatile("lock incl %0" : "+m"(*(u32 *)&m) :: "memory");"#,
      expected: { m, _ in (low(m) { $0 &+ 1 }, 0) }),
    Template(
      name: "decl, zero flag",
      statement: #"asm volatile("lock decl %0" : "+m"(*(u32 *)&m), "=@cce"(c) :: "memory"); r = c;"#,
      expected: { m, _ in
        let after = low(m) { $0 &- 1 }
        return (after, after & 0xffff_ffff == 0 ? 1 : 0)
      }),
    Template(
      name: "addl",
      statement: #"asm volatile("lock addl %1,%0" : "+m"(*(u32 *)&m) : "ir"((u32)a) : "memory");"#,
      expected: { m, a in (low(m) { $0 &+ UInt32(a) }, 0) }),
    Template(
      name: "subl",
      statement: #"asm volatile("lock subl %1,%0" : "+m"(*(u32 *)&m) : "ir"((u32)a) : "memory");"#,
      expected: { m, a in (low(m) { $0 &- UInt32(a) }, 0) }),
    Template(
      name: "addl, sign flag",
      statement:
        #"asm volatile("lock addl %2, %0" : "+m"(*(u32 *)&m), "=@ccs"(c) : "er"((u32)a) : "memory"); r = c;"#,
      expected: { m, a in
        let after = low(m) { $0 &+ UInt32(a) }
        return (after, after >> 31 & 1)
      }),
    Template(
      name: "subl, zero flag",
      statement:
        #"asm volatile("lock subl %2, %0" : "+m"(*(u32 *)&m), "=@cce"(c) : "er"((u32)a) : "memory"); r = c;"#,
      expected: { m, a in
        let after = low(m) { $0 &- UInt32(a) }
        return (after, after & 0xffff_ffff == 0 ? 1 : 0)
      }),
    Template(
      name: "addq", statement: #"asm volatile("addq %1,%0" : "+m"(m) : "er"(a) : "memory");"#,
      expected: { m, a in (m &+ a, 0) }),
    Template(
      name: "andb",
      statement: #"asm volatile("lock andb %1,%0" : "+m"(*(u8 *)&m) : "iq"((u8)a));"#,
      expected: { m, a in (m & (~0xff | a), 0) }),
    Template(
      name: "orl",
      statement: #"asm volatile("lock orl %1,%0" : "+m"(*(u32 *)&m) : "r"((u32)a) : "memory");"#,
      expected: { m, a in (m | a, 0) }),
    Template(
      name: "btsq",
      statement:
        #"asm volatile("lock btsq %2,%0" : "+m"(m), "=@ccc"(c) : "Ir"(33L) : "memory"); r = c;"#,
      expected: { m, _ in (m | 1 << 33, m >> 33 & 1) }),
    Template(
      name: "btrq",
      statement:
        #"asm volatile("lock btrq %2,%0" : "+m"(m), "=@ccc"(c) : "Ir"(1L) : "memory"); r = c;"#,
      expected: { m, _ in (m & ~2, m >> 1 & 1) }),
    Template(
      name: "btq",
      statement: #"asm volatile("btq %2,%1" : "=@ccc"(c) : "m"(m), "Ir"(32L) : "memory"); r = c;"#,
      expected: { m, _ in (m, m >> 32 & 1) }),
    Template(
      name: "btsq without an answer",
      statement: #"asm volatile("lock btsq %1,%0" :: "m"(m), "Ir"(2L) : "memory");"#,
      expected: { m, _ in (m | 4, 0) }),
    Template(
      name: "cmpxchgq",
      statement: #"""
        u64 old = a;
        asm volatile("lock cmpxchgq %3, %1" : "=@ccz"(c), "+m"(m), "+a"(old) : "r"(77ul) : "memory");
        r = old * 2 + c;
        """#,
      expected: { m, a in m == a ? (77, m &* 2 + 1) : (m, m &* 2) }),
    Template(
      name: "xaddl",
      statement: #"""
        u32 x = a;
        asm volatile("lock xaddl %0, %1" : "+r"(x), "+m"(*(u32 *)&m) :: "memory", "cc");
        r = x;
        """#,
      expected: { m, a in (low(m) { $0 &+ UInt32(a) }, m & 0xffff_ffff) }),
    Template(
      name: "xchgq", statement: #"r = a; asm volatile("xchgq %0, %1" : "+r"(r), "+m"(m) :: "memory", "cc");"#,
      expected: { m, a in (a, m) }),
    Template(
      name: "xorb, sign flag",
      statement:
        #"asm volatile("lock xorb %2,%1" : "=@ccs"(c), "+m"(*(u8 *)&m) : "iq"((char)a) : "memory"); r = c;"#,
      expected: { m, a in (m ^ a, (m ^ a) >> 7 & 1) }),
    Template(
      name: "testb",
      statement:
        #"asm volatile("testb %2,%1" : "=@ccnz"(c) : "m"(*(u8 *)&m), "i"(6) : "memory"); r = c;"#,
      expected: { m, _ in (m, m & 6 != 0 ? 1 : 0) }),
    Template(
      name: "btsq with an answer, of memory that is an input",
      statement:
        #"asm volatile("btsq %2,%1" : "=@ccc"(c) : "m"(m), "Ir"(33L) : "memory"); r = c;"#,
      expected: { m, _ in (m | 1 << 33, m >> 33 & 1) }),
    Template(
      name: "btrl", statement: #"asm volatile("lock btrl %1,%0" :: "m"(m), "Ir"(31) : "memory");"#,
      expected: { m, _ in (m & ~0x8000_0000, 0) }),
    Template(
      name: "a prefetch that may be patched in",
      statement: #"""
        asm volatile("# ALT: oldinstr\n771:\n\tprefetcht0 %1\n772:\n# ALT: padding\n"
          ".skip -(((775f-774f)-(772b-771b)) > 0) * ((775f-774f)-(772b-771b)),0x90\n773:\n"
          ".pushsection .altinstructions,\"a\"\n .long 771b - .\n .byte 773b-771b\n.popsection\n"
          ".pushsection .altinstr_replacement, \"ax\"\n# ALT: replacement\n774:\n\tprefetchw %1\n775:\n.popsection\n"
          :: "i"(0), "m"(m));
        """#,
      expected: { m, _ in (m, 0) }),
    Template(
      name: "barriers",
      statement:
        #"asm volatile("" ::: "memory"); asm volatile("mfence" ::: "memory"); asm volatile("rep; nop");"#,
      expected: { m, _ in (m, 0) }),
  ]

  @Test("ud2 is a WARN or a BUG, for the arguments that reach it", arguments: [true, false])
  func trap(isWarning: Bool) throws {
    // include/linux/bug.h: BUGFLAG_WARNING is bit 0 of the flags.
    let run = try SpecRun(
      """
      int t_run(u32 a) {
        if (a == 5)
          asm volatile("1: .byte 0x0f, 0x0b\\n.pushsection __bug_table,\\"aw\\"\\n.long 1b, %c0, %c1, %c2\\n.popsection"
            :: "i"("f.c"), "i"(12), "i"(\(isWarning ? 3 : 2)), "i"(12ul));
        return 0;
      }
      """, inputs: [.init("a", 3)])
    let broken = try run.broken(.warning)
    #expect(broken.count == 1)
    #expect(broken.first?.what == "\(isWarning ? "WARN" : "BUG") in t_run()")
    for a in UInt64(0)..<8 { #expect(run.isBroken(.warning, [a]) == (a == 5)) }
  }

  @Test(
    "what has no meaning here is an obligation, where it is reached",
    arguments: [
      #"asm volatile("lock roll $1,%0" : "+m"(m));"#, #"asm volatile("cpuid" ::: "eax", "ebx");"#,
      #"asm volatile("lock incl %0; nop" : "+m"(m));"#, #"asm volatile("bswap %0" : "+r"(a));"#,
      #"""
      asm volatile("prefetcht0 %0\n.pushsection .altinstr_replacement, \"ax\"\nincl %0\n.popsection" :: "m"(m));
      """#,
      "elsewhere(a);", "((void (*)(void))m)();",
      // Constraints that say something else than the template does.
      #"asm volatile("lock incl %0" : "=m"(m) :: "memory");"#,
      #"asm volatile("lock addl %1,%0" : "=m"(m) : "ir"(a) : "memory");"#,
      #"static u32 n; asm volatile("lock addl %1,%0" : "=m"(m) : "ir"(a), "m"(n) : "memory");"#,
      #"asm volatile("lock btsq %1,%0" :: "m"(m), "Ir"(2L));"#,
      #"asm volatile("lock orl %1,%0" :: "m"(m), "r"(a) : "memory");"#,
      #"u8 c; asm volatile("lock btq %2,%1" : "=@ccc"(c) : "m"(m), "Ir"(2L) : "memory");"#,
      #"u8 c; asm volatile("lock decl %0" : "+m"(m), "=@ccc"(c) :: "memory");"#,
      #"u8 c; asm volatile("decl %0" : "+m"(m), "=@cco"(c) :: "memory");"#,
      #"asm volatile("" : "=m"(m));"#, #"asm volatile("nop" : "=r"(a));"#,
      #"asm volatile("addl %1,%0" : "+m"(m) : "m"(a));"#, #"asm volatile("lock movl $1,%0" : "=m"(m));"#,
      #"asm volatile("1: .byte 0x0f, 0x0b\n incl %0" : "+m"(m));"#,
      #"u64 r; asm("bsr %1,%0" : "=r"(r) : "m"(m));"#, #"u32 r; asm("lock bsrl %1,%0" : "=r"(r) : "r"(a));"#,
      #"asm volatile("prefetcht0 %0\n incl %0" :: "m"(m));"#,
      #"asm volatile(".pushsection .altinstr_replacement\n incl %0\n.popsection\n prefetcht0 %0" :: "m"(m));"#,
      #"asm volatile("andl %b1,%0" : "+m"(m) : "q"(a));"#,
    ])
  func unmodelled(_ statement: String) throws {
    let run = try SpecRun(
      """
      u32 m; void elsewhere(u32);
      u32 t_run(u32 a) { if (a > 5) { \(statement) } return a; }
      """, inputs: [.init("a", 3)])
    #expect(try run.broken(.unmodelled).count == 1)
    for a in UInt64(0)..<8 { #expect(run.isBroken(.unmodelled, [a]) == (a > 5)) }
  }

  @Test("an intrinsic of the compiler that has no meaning here")
  func unknownIntrinsic() throws {
    let run = try SpecRun(
      "u32 t_run(u32 a) { return (u64)__builtin_return_address(0) + a; }", inputs: [.init("a", 3)])
    #expect(try run.broken(.unmodelled).count == 1)
  }

  @Test("a model stands for the function of its name")
  func model() throws {
    let run = try SpecRun(
      """
      u32 elsewhere(u32);
      PP_MODEL(u32, elsewhere, (u32 x), "extern", "adds one") { return x + 1; }
      u32 t_run(u32 a) { return elsewhere(a) * 2; }
      """, inputs: [.init("a", 3)])
    #expect(run.disagreements { ($0[0] + 1) * 2 } == [])
    #expect(run.executor.modelsUsed == ["elsewhere"])
    #expect(try run.broken(.unmodelled).isEmpty)
  }
}
