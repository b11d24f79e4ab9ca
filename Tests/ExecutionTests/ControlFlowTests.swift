import Testing

/// A C function, its arguments' widths in bits, and what it returns by a reference in Swift.
struct Program: Sendable, CustomTestStringConvertible {
  let name: String
  let widths: [Int]
  let source: String
  var loopBound = 20
  let expected: @Sendable ([UInt64]) -> UInt64

  var testDescription: String { name }

  func run() throws -> SpecRun {
    try SpecRun(
      source, inputs: zip(["a", "b", "c"], widths).map { .init($0, $1) }, loopBound: loopBound)
  }
}

/// Guards and merges at joins: for all arguments of a small width.
@Suite struct ControlFlowTests {
  @Test("constants fold to what C computes")
  func constants() throws {
    let run = try SpecRun(
      """
      u64 t_run(void) {
        u32 x = 0xfffffff0u; int y = -7; u64 z = 1;
        x += 0x25; z = (z << 40) | x; z ^= (u64)(y / 2) & 0xff00; z -= y % 4; z *= 3;
        return z >> (x & 3);
      }
      """)
    var x: UInt32 = 0xffff_fff0
    x &+= 0x25
    var z: UInt64 = 1 << 40 | UInt64(x)
    z ^= UInt64(bitPattern: Int64(-7 / 2)) & 0xff00
    z &-= UInt64(bitPattern: Int64(-7 % 4))
    z &*= 3
    #expect(run.constant == z >> UInt64(x & 3))
    #expect(try run.broken(.undefined).isEmpty)
  }

  @Test("joins", arguments: programs)
  func joins(_ program: Program) throws {
    let run = try program.run()
    #expect(run.disagreements(program.expected) == [])
    #expect(run.executor.loopsCutOff == 0)
  }

  static let programs: [Program] = [
    Program(
      name: "guarded stores", widths: [3, 3],
      source: """
        u32 x, y;
        u32 t_run(u32 a, u32 b) {
          x = 1; y = 2;
          if (a < b) x = a; else if (a == b) { y = x; x = 7; }
          if (b & 1) y += x;
          return x * 16 + y;
        }
        """,
      expected: { row in
        var (x, y): (UInt64, UInt64) = (1, 2)
        if row[0] < row[1] {
          x = row[0]
        } else if row[0] == row[1] {
          y = x
          x = 7
        }
        if row[1] & 1 == 1 { y += x }
        return x * 16 + y
      }),
    Program(
      name: "switch that falls through", widths: [4],
      source: """
        int t_run(u32 a) {
          int r = 0;
          switch (a) {
          case 0: r += 1;
          case 1: case 9: r += 10; break;
          case 3: return -5;
          case 12: r = 3;
          default: r += 100;
          }
          return r;
        }
        """,
      expected: { row in
        switch row[0] {
        case 0: 11
        case 1, 9: 10
        case 3: UInt64(bitPattern: -5)
        case 12: 103
        default: 100
        }
      }),
    Program(
      name: "early returns in nested ifs", widths: [2, 2, 2],
      source: """
        u32 n;
        u32 t_run(u32 a, u32 b, u32 c) {
          n = 5;
          if (a) {
            n += a;
            if (b > 1) { if (c == 2) return n; n = 40; if (c) return n + b; }
          } else if (b == c) return 99;
          n += b;
          return n * 2;
        }
        """,
      expected: { row in
        let (a, b, c) = (row[0], row[1], row[2])
        var n: UInt64 = 5
        if a != 0 {
          n += a
          if b > 1 {
            if c == 2 { return n }
            n = 40
            if c != 0 { return n + b }
          }
        } else if b == c {
          return 99
        }
        n += b
        return n * 2
      }),
    Program(
      name: "signed and unsigned, widened and cut", widths: [4, 4],
      source: """
        int t_run(u32 a, u32 b) {
          signed char s = (signed char)(a << 4); u8 u = (u8)(b << 5);
          int r = s < u ? s - u : u >> 2;
          return (short)(r * 2000) + (s >> 3) + (a && b) - (a || b);
        }
        """,
      expected: { row in
        let s = Int(Int8(truncatingIfNeeded: row[0] << 4))
        let u = Int(UInt8(truncatingIfNeeded: row[1] << 5))
        let r = s < u ? s - u : u >> 2
        let both = row[0] != 0 && row[1] != 0 ? 1 : 0
        let one = row[0] != 0 || row[1] != 0 ? 1 : 0
        return UInt64(bitPattern: Int64(Int(Int16(truncatingIfNeeded: r * 2000)) + (s >> 3) + both - one))
      }),
    Program(
      name: "a call through a pointer", widths: [2, 3],
      source: """
        static u32 one(u32 x) { return x + 1; }
        static u32 two(u32 x) { return x * 2; }
        u32 (*const table[2])(u32) = { one, two };
        u32 t_run(u32 a, u32 b) {
          u32 (*f)(u32) = a == 1 ? one : a == 2 ? two : 0;
          return (f ? f(b) : 50) + table[1](b) * 100;
        }
        """,
      expected: { row in
        let first = row[0] == 1 ? row[1] + 1 : row[0] == 2 ? row[1] * 2 : 50
        return first + row[1] * 200
      }),
  ]
}
