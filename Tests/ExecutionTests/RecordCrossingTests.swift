import Execution
import Testing

/// Accesses that reach from one record of an array into the next.
@Suite struct RecordCrossingTests {
  private static let array = """
    u32 array[12];
    u64 p;
    void world(void) {
      pp_array(array, 12, sizeof(u32), "array", 0);
      p = pp_any_in("p", 4, 0, 5, "small");
    }
    """

  @Test("memset in pieces of 8 over records of 4, at a fixed place")
  func fill() throws {
    let run = try SpecRun(
      Self.array + """
        u64 t_run(u64 a) {
          array[2] = a; array[3] = a + 1; array[4] = a + 2; array[5] = a + 3;
          __builtin_memset(&array[3], 0x11, 8);
          return array[2] + array[3] * 16ul + array[4] * 256ul + ((u64)array[5] << 56);
        }
        """, world: "world", inputs: [.init("a", 3)])
    #expect(
      run.disagreements { $0[0] + 0x1111_1111 * 16 + 0x1111_1111 * 256 &+ (($0[0] + 3) << 56) } == [])
    #expect(try run.broken(.access).isEmpty)
  }

  @Test("a word over two records, stored and read back, at any place")
  func word() throws {
    let run = try SpecRun(
      Self.array + """
        u64 t_run(u64 a) {
          *(u64 *)&array[p + 1] = a << 30 | 5;
          return *(u64 *)&array[p + 1] + array[p + 1] + array[p + 2];
        }
        """, world: "world", inputs: [.init("a", 6)])
    #expect(
      run.disagreements {
        let word = $0[0] << 30 | 5
        return word + (word & 0xffff_ffff) + (word >> 32)
      } == [])
    #expect(try run.broken(.access).isEmpty)
  }

  @Test("a part of a word that lies behind the last record is an access outside")
  func end() throws {
    for (place, isInside) in [("10", true), ("11", false), ("p + 5", true), ("p + 6", false)] {
      let run = try SpecRun(
        Self.array + "void t_run(void) { *(u64 *)&array[\(place)] = 1; }", world: "world")
      #expect(try run.broken(.access).isEmpty == isInside, "\(place)")
    }
  }
}
