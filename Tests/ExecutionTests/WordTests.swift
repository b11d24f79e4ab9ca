import Execution
import Testing

/// Integers of any width, and the compiler's intrinsics on them.
@Suite struct WordTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let expression: String
    let expected: @Sendable (UInt64) -> UInt64
    init(_ expression: String, _ expected: @escaping @Sendable (UInt64) -> UInt64) {
      self.expression = expression
      self.expected = expected
    }
    var testDescription: String { expression }
  }

  static let intrinsics: [Case] = [
    Case("__builtin_bswap32(x)") { UInt64(UInt32(truncatingIfNeeded: $0).byteSwapped) },
    Case("__builtin_bswap64(x)") { $0.byteSwapped },
    Case("__builtin_bswap16(x)") { UInt64(UInt16(truncatingIfNeeded: $0).byteSwapped) },
    Case("__builtin_bitreverse32(x)") {
      var (x, reversed) = (UInt32(truncatingIfNeeded: $0), UInt32(0))
      for _ in 0..<32 {
        reversed = reversed << 1 | x & 1
        x >>= 1
      }
      return UInt64(reversed)
    },
    Case("__builtin_popcountl(x)") { UInt64($0.nonzeroBitCount) },
    Case("__builtin_clzl(x | 1)") { UInt64(($0 | 1).leadingZeroBitCount) },
    Case("__builtin_ctzl(x | 1ul << 40)") { UInt64(($0 | 1 << 40).trailingZeroBitCount) },
    Case("__builtin_ffsl(x)") { $0 == 0 ? 0 : UInt64($0.trailingZeroBitCount + 1) },
    Case("__builtin_rotateleft32((u32)x, 7)") {
      let x = UInt32(truncatingIfNeeded: $0)
      return UInt64(x << 7 | x >> 25)
    },
    Case("__builtin_rotateright64(x, x & 63)") {
      let n = $0 & 63
      return n == 0 ? $0 : $0 >> n | $0 << (64 - n)
    },
    Case("({ u32 r; u64 c = __builtin_add_overflow((u32)x, 0xfffffff0u, &r); r * 2ul + c; })") {
      let (r, c) = UInt32(truncatingIfNeeded: $0).addingReportingOverflow(0xffff_fff0)
      return UInt64(r) * 2 + (c ? 1 : 0)
    },
    Case("({ int r; u64 c = __builtin_sub_overflow((int)x, 0x7fffffff, &r); (u32)r * 2ul + c; })") {
      let (r, c) = Int32(truncatingIfNeeded: $0).subtractingReportingOverflow(0x7fff_ffff)
      return UInt64(UInt32(bitPattern: r)) * 2 + (c ? 1 : 0)
    },
    Case("({ u64 r; u64 c = __builtin_mul_overflow(x, 0x1000000000000ul, &r); r ^ c; })") {
      let (r, c) = $0.multipliedReportingOverflow(by: 0x1_0000_0000_0000)
      return r ^ (c ? 1 : 0)
    },
    Case("({ long r; u64 c = __builtin_mul_overflow((long)x, -3l, &r); (u64)r ^ c; })") {
      let (r, c) = Int64(bitPattern: $0).multipliedReportingOverflow(by: -3)
      return UInt64(bitPattern: r) ^ (c ? 1 : 0)
    },
    Case(
      "({ short r; u64 c = __builtin_mul_overflow((short)x, (short)300, &r); (unsigned short)r * 2ul + c; })"
    ) {
      let (r, c) = Int16(truncatingIfNeeded: $0).multipliedReportingOverflow(by: 300)
      return UInt64(UInt16(bitPattern: r)) * 2 + (c ? 1 : 0)
    },
    // As the kernel's fls(), ffs(), __ffs() and fls64() are written.
    Case(#"({ int r; asm("bsrl %1,%0" : "=r"(r) : "rm"((u32)x), "0"(-1)); (u64)(r + 1); })"#) {
      UInt64(32 - UInt32(truncatingIfNeeded: $0).leadingZeroBitCount)
    },
    Case(#"({ int r; asm("bsfl %1,%0" : "=r"(r) : "r"((u32)x), "0"(-1)); (u64)(r + 1); })"#) {
      let low = UInt32(truncatingIfNeeded: $0)
      return low == 0 ? 0 : UInt64(low.trailingZeroBitCount + 1)
    },
    Case(#"({ int r = -1; asm("bsrq %1,%q0" : "+r"(r) : "r"(x)); (u64)(r + 1); })"#) {
      UInt64(64 - $0.leadingZeroBitCount)
    },
    Case(#"({ u64 r; asm("rep; bsf %1,%0" : "=r"(r) : "r"(x | 8)); r; })"#) {
      UInt64(($0 | 8).trailingZeroBitCount)
    },
    Case(#"({ u64 r; asm("bsr %1,%0" : "=r"(r) : "rm"(x | 8)); r; })"#) {
      UInt64(63 - ($0 | 8).leadingZeroBitCount)
    },
    Case(#"({ u64 r = x; asm("" : "+r"(r)); r; })"#) { $0 },
    // Words that are no power of two.
    Case("({ struct { u64 a : 37, b : 27; } s = { x, x }; s.a + s.b; })") {
      ($0 & (1 << 37 - 1)) + ($0 & (1 << 27 - 1))
    },
    Case("({ struct { u32 a : 24; u8 b; } s = { x, 1 }; s.a + (u64)s.b; })") { ($0 & 0xff_ffff) + 1 },
    Case("(u64)(unsigned _BitInt(37))x * 3") { ($0 & (1 << 37 - 1)) &* 3 },
  ]

  @Test("an expression, of the arguments", arguments: intrinsics)
  func value(_ test: Case) throws {
    let run = try SpecRun("u64 t_run(u64 x) { return \(test.expression); }", inputs: [.init("x", 64)])
    let result = try #require(run.result)
    for x: UInt64 in [
      0, 1, 2, 3, 255, 300, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x1_0000_0000,
      0x1234_5678_9abc_def0, 1 << 63, .max, .max / 3, .max - 1,
    ] {
      #expect(run.world(["x": x])?.value(of: result) == test.expected(x), "\(x)")
    }
    #expect(try run.broken(.unmodelled).isEmpty)
    #expect(try run.broken(.undefined).isEmpty)
  }

  @Test("a scan of 0 that says nothing of its result gives anything")
  func scanOfZero() throws {
    let run = try SpecRun(
      #"u64 t_run(void) { u64 r; asm("rep; bsf %1,%0" : "=r"(r) : "r"(0ul)); return r; }"#)
    #expect(run.constant == nil)
  }

  @Test(
    "what is wider, or no integer, is refused, where it is met, and is nothing else",
    arguments: [
      "unsigned __int128 w = *(unsigned __int128 *)m; return (u64)(w >> 64);",
      "unsigned __int128 w = (unsigned __int128)a * a; return w >> 3 > 5;",
      "__int128 w[2] = { a, 1 }; return (u64)w[a & 1];",
      "struct { __int128 x; u64 y; } s = { a, 2 }; return s.y + (u64)(s.x >> 1);",
      "unsigned __int128 w = a; switch (w) { case 5: return 1; case (unsigned __int128)1 << 70: return 2; default: return 3; }",
      "unsigned __int128 w = a & 1 ? ((unsigned __int128)1 << 90) : a; return w != a;",
      "return wide(a);", "return handed(a, (__int128)a << 100);",
      "unsigned _BitInt(100) w = a; return (u64)(w * w);",
      "float f = a; return (u64)(f * 2);", "return a > 2 ? (u64)half(a) : 1;",
      "double d[2] = { 1.5, 2.5 }; return d[a & 1] > 2;",
      "typedef int v4 __attribute__((vector_size(16))); v4 v = { a, 2, 3, 4 }; v += v; return v[a & 3];",
      "return variadic(2, a, 7ul);", "long double l = a; return l > 3;",
      "unsigned __int128 w = 0; return __builtin_add_overflow(w, a, &w) + (u64)w;",
      "static __int128 s = 5; return __sync_fetch_and_add(&s, a) != 0;",
    ])
  func refused(_ body: String) throws {
    let run = try SpecRun(
      """
      u64 m[4];
      static __attribute__((noinline)) __int128 wide(u64 a) { return (__int128)a << 70; }
      static __attribute__((noinline)) u64 handed(u64 a, __int128 w) { return a + (u64)(w >> 100); }
      static __attribute__((noinline)) double half(u64 a) { return a / 2.0; }
      static __attribute__((noinline)) u64 variadic(int n, ...) {
        __builtin_va_list list; __builtin_va_start(list, n);
        u64 sum = 0; while (n--) sum += __builtin_va_arg(list, u64);
        __builtin_va_end(list); return sum;
      }
      static u64 body(u64 a) { \(body) }
      u64 t_run(u32 a) { return a > 4 ? body(a) : 0; }
      """, inputs: [.init("a", 3)])
    // Where a result is the same whatever it was, it may be known all the same.
    #expect(try !run.broken(.unmodelled).isEmpty)
    for obligation in run.obligations where obligation.kind == .unmodelled {
      #expect(obligation.location != nil, "\(obligation.what)")
    }
    for a in UInt64(0)...4 { #expect(!run.isBroken(.unmodelled, [a])) }
    for a in UInt64(5)...7 { #expect(run.isBroken(.unmodelled, [a]), "\(a)") }
  }

  @Test("initial values: read as they are, or refused, never as zeroes")
  func initialValues() throws {
    let wide = try SpecRun(
      """
      static struct { unsigned __int128 pad; u64 mask; __int128 less; } s = { (unsigned __int128)1 << 100, 77, -2 };
      u64 t_run(void) { u64 *p = (u64 *)&s; return p[0] + p[1] + s.mask + p[4] + p[5]; }
      """)
    #expect(wide.constant == 1 << 36 + 77 &- 2 &- 1)
    let float = try SpecRun(
      """
      static struct { double pad; u64 mask; } s = { 1.5, 77 };
      u64 t_run(u32 a) { return a > 4 ? *(volatile u64 *)&s.mask : 0; }
      """, inputs: [.init("a", 3)])
    for a in UInt64(0)..<8 { #expect(float.isBroken(.unmodelled, [a]) == (a > 4), "\(a)") }
    #expect(
      float.obligations.contains { $0.what.contains("load of s, whose initial value cannot be decoded") })
  }
}
