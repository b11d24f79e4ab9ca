import Execution
import Terms
import Testing

/// Two addresses that were counted from the same place, compared.
///
/// Of sums of variables with ranges the term layer sees for itself that they do not wrap; so the lengths here are
/// one of two, and only a fact of the path bounds them.
@Suite struct PointerOrderTests {
  private static let bounded = """
    u64 table[64];
    u32 t_run(u32 a, u32 b, u32 c) {
      int length = a & 1 ? b : b - c;
      u64 *p = table + c + a, *end = table + c + length;
      if (length <= 0) return 7;
      // A store, so that both ways do not become one.
      table[0] = 1;
      return p < end;
    }
    """

  private static func length(_ row: [UInt64]) -> Int {
    row[0] & 1 == 1 ? Int(row[1]) : Int(row[1]) - Int(row[2])
  }

  @Test("as C has it, whatever wraps", arguments: programs)
  func order(_ program: Program) throws {
    #expect(try program.run().disagreements(program.expected) == [])
  }

  @Test("of two that do not wrap, what was counted is compared")
  func counted() throws {
    #expect(try !comparesAddresses(Self.bounded))
  }

  @Test("of two of which one may be before the start, the addresses are")
  func mayBeBefore() throws {
    let source = """
      u64 table[64];
      u32 t_run(u32 a, u32 b, u32 c) {
        int length = a & 1 ? b : b - c;
        return table + c + a < table + c + length;
      }
      """
    #expect(try comparesAddresses(source))
  }

  /// Is the result still one of addresses, in which an index is multiplied by a record's size?
  private func comparesAddresses(_ source: String) throws -> Bool {
    let run = try SpecRun(source, inputs: [.init("a", 2), .init("b", 2), .init("c", 2)])
    let result = try #require(run.result)
    return run.pool.smtlib([run.pool.eq(result, run.pool.constant(1, width: 32))]).contains("bvmul")
  }

  static let programs: [Program] = [
    Program(
      name: "a length that the path bounds", widths: [3, 3, 3], source: bounded,
      expected: { row in length(row) <= 0 ? 7 : Int(row[0]) < length(row) ? 1 : 0 }),
    Program(
      name: "a length that may be negative, and a start from which it wraps", widths: [3, 3, 3],
      source: """
        u32 t_run(u32 a, u32 b, u32 c) {
          int length = a & 1 ? b : b - c;
          u64 start = (u64)c << 62;
          return start + a < start + length;
        }
        """,
      expected: { row in
        let start = row[2] << 62
        return start &+ row[0] < start &+ UInt64(bitPattern: Int64(length(row))) ? 1 : 0
      }),
    Program(
      name: "a length that may be negative, and a start from which it does not", widths: [3, 3, 3],
      source: """
        u64 table[64];
        u32 t_run(u32 a, u32 b, u32 c) {
          u64 *p = table + 8 + c + (int)(a - 4), *end = table + 8 + c + (int)(b - 4);
          return p < end;
        }
        """,
      expected: { row in row[0] < row[1] ? 1 : 0 }),
    Program(
      name: "a start from which one of the two wraps", widths: [2, 2, 2],
      source: """
        u32 t_run(u32 a, u32 b, u32 c) {
          u64 start = ((u64)c << 62) - 8;
          return start + 8 * a < start + 8 * b;
        }
        """,
      expected: { row in
        let start = (row[2] << 62) &- 8
        return start &+ 8 * row[0] < start &+ 8 * row[1] ? 1 : 0
      }),
    Program(
      name: "a product that wraps", widths: [4, 4, 2],
      source: """
        u64 table[64];
        u32 t_run(u32 a, u32 b, u32 c) {
          return table + c + ((u64)a << 60) + 3 <= table + c + ((u64)b << 60) + 4;
        }
        """,
      // Times 8, the lowest bit alone is left: it puts an address into the upper half.
      expected: { row in row[0] & 1 <= row[1] & 1 ? 1 : 0 }),
    Program(
      name: "a distance of 2^31 bytes and more", widths: [3, 3, 3],
      source: """
        char table[64];
        u32 t_run(u32 a, u32 b, u32 c) {
          int length = a & 1 ? b : b - c;
          char *p = table + c + (u64)a * 0x30000000, *end = table + c + length;
          if (length <= 0) return 7;
          table[0] = 1;
          return p < end;
        }
        """,
      expected: { row in length(row) <= 0 ? 7 : Int(row[0]) * 0x3000_0000 < length(row) ? 1 : 0 }),
    Program(
      name: "steps of different sizes", widths: [3, 3, 3],
      source: """
        u64 table[64];
        u32 t_run(u32 a, u32 b, u32 c) {
          int length = a & 1 ? b : b - c;
          char *p = (char *)(table + c) + 6 * a, *q = (char *)(table + c) + 4l * length + 2;
          if (length <= 0) return 16;
          table[0] = 1;
          return (p < q) + 2 * (p <= q) + 4 * (p > q) + 8 * (p >= q);
        }
        """,
      expected: { row in
        if length(row) <= 0 { return 16 }
        let (p, q) = (6 * Int(row[0]), 4 * length(row) + 2)
        return (p < q ? 1 : 0) + (p <= q ? 2 : 0) + (p > q ? 4 : 0) + (p >= q ? 8 : 0)
      }),
  ]
}
