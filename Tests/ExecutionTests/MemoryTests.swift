import Bitcode
import Execution
import Terms
import Testing

/// Byte cells, records of arrays, and what lies outside of them.
@Suite struct MemoryTests {
  @Test("accesses of mixed widths agree with an array of bytes", arguments: 0..<8)
  func mixedWidths(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed) + 1)
    // The reference: what each byte holds, as a function of the arguments.
    let size = 24
    var steps: [(store: Bool, guarded: Bool, offset: Int, width: Int, number: UInt64)] = []
    var body = ""
    for number in 0..<28 {
      let width = random.pick([1, 2, 4, 8])
      let step = (
        store: random.below(3) > 0, guarded: random.below(2) == 0, offset: random.below(size - width + 1),
        width: width, number: UInt64(number)
      )
      steps.append(step)
      let place = "*(u\(width * 8) *)(bytes + \(step.offset))"
      // 0x9e37... spreads the argument over all bytes of a word.
      body +=
        step.store
        ? "\(step.guarded ? "if (a & 1) " : "")\(place) = (a + \(number)) * 0x9e3779b97f4a7c15ul;\n"
        : "r = r * 31 + \(place);\n"
    }
    let run = try SpecRun(
      """
      u8 bytes[\(size)] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 };
      u64 t_run(u64 a) { u64 r = 0; \(body) return r; }
      """, inputs: [.init("a", 4)])
    let expected: ([UInt64]) -> UInt64 = { row in
      var bytes = (0..<size).map { UInt8($0 < 12 ? $0 + 1 : 0) }
      var result: UInt64 = 0
      for step in steps {
        if step.store {
          guard !step.guarded || row[0] & 1 == 1 else { continue }
          let word = (row[0] + step.number) &* 0x9e37_79b9_7f4a_7c15
          for byte in 0..<step.width {
            bytes[step.offset + byte] = UInt8(truncatingIfNeeded: word >> UInt64(8 * byte))
          }
        } else {
          let word = (0..<step.width).reduce(UInt64(0)) {
            $0 | UInt64(bytes[step.offset + $1]) << UInt64(8 * $1)
          }
          result = result &* 31 &+ word
        }
      }
      return result
    }
    #expect(run.disagreements(expected) == [])
    #expect(try run.broken(.access).isEmpty)
  }

  @Test("a copy of a struct and memset, over words that were there")
  func copies() throws {
    let run = try SpecRun(
      """
      struct s { u16 a; u8 b[7]; u32 c; } x = { 1, { 2, 3, 4, 5, 6, 7, 8 }, 9 }, y;
      u64 t_run(u64 a) {
        x.b[3] = a; __builtin_memcpy(&y, &x, sizeof(x));
        x.c = 100; __builtin_memset(&x.b[5], 0xab, 2);
        return y.a + y.b[2] * 10 + y.b[3] * 1000 + y.b[6] * 100000ul + y.c * 10000000ul
          + ((u64)*(u16 *)&x.b[4] << 40) + ((u64)(x.c == 100 && x.b[6] == 0xab) << 60);
      }
      """, inputs: [.init("a", 3)])
    #expect(
      run.disagreements {
        1 + 40 + $0[0] * 1000 + 800_000 + 90_000_000 + (0xab06 << 40) + (1 << 60)
      } == [])
  }

  /// An array of records at symbolic indices: base + p, base + q, and fixed ones, which may be the same.
  private static let records = """
    struct record { u64 word; u32 count; u32 rest; };
    struct record array[12];
    u64 p, q;
    void world(void) {
      pp_array(array, 12, sizeof(struct record), "array", 0);
      p = pp_any_in("p", 4, 0, 5, "small");
      q = pp_any_in("q", 4, 0, 5, "small");
    }
    """

  /// The result for all p and q, all cells zero at first.
  private func aliasing(
    _ body: String, _ reference: (inout [UInt64], inout [UInt64], Int, Int) -> UInt64
  ) throws -> [String] {
    let run = try SpecRun(Self.records + "u64 t_run(void) { \(body) }", world: "world")
    #expect(try run.broken(.access).isEmpty)
    let result = try #require(run.result)
    var found: [String] = []
    for p in 0...5 {
      for q in 0...5 {
        var (words, counts) = ([UInt64](repeating: 0, count: 12), [UInt64](repeating: 0, count: 12))
        let expected = reference(&words, &counts, p, q)
        guard let world = run.world(["p": UInt64(p), "q": UInt64(q)]) else {
          found.append("no world \(p) \(q)")
          continue
        }
        let value = world.value(of: result)
        if value != expected { found.append("p = \(p), q = \(q): \(value), not \(expected)") }
      }
    }
    return found
  }

  @Test("a store at base + p is seen at base + 0 if p is 0")
  func storeThenFixed() throws {
    let found = try aliasing(
      """
      array[0].word = 5; array[3].word = 6; array[p].word = 7; array[p + 1].word += 8;
      return array[0].word + array[1].word * 100 + array[3].word * 10000 + array[p].word * 1000000;
      """
    ) { words, _, p, _ in
      words[0] = 5
      words[3] = 6
      words[p] = 7
      words[p + 1] += 8
      return words[0] + words[1] * 100 + words[3] * 10000 + words[p] * 1_000_000
    }
    #expect(found == [])
  }

  @Test("two symbolic indices that may be one")
  func twoGroups() throws {
    let found = try aliasing(
      """
      array[p].word = 1; array[q + 1].word = 2; array[p + 2].count = 3; array[q].count += 4;
      if (p > 2) array[q].word = array[p].word + 10;
      array[p].word += 20;
      return array[p].word + array[q].word * 100 + array[q + 1].word * 10000 + array[p + 2].count * 1000000ul
        + array[q].count * 100000000ul;
      """
    ) { words, counts, p, q in
      words[p] = 1
      words[q + 1] = 2
      counts[p + 2] = 3
      counts[q] += 4
      if p > 2 { words[q] = words[p] + 10 }
      words[p] += 20
      return words[p] + words[q] * 100 + words[q + 1] * 10000 + counts[p + 2] * 1_000_000 + counts[q]
        * 100_000_000
    }
    #expect(found == [])
  }

  @Test("a narrow store in a record, then a wide load through another index")
  func narrowThenWide() throws {
    let found = try aliasing(
      """
      array[p].word = 0x1111111111111111ul; *(u16 *)((u8 *)&array[q].word + 3) = 0x2222;
      return array[p].word ^ array[q].word ^ array[2].word;
      """
    ) { words, _, p, q in
      words[p] = 0x1111_1111_1111_1111
      words[q] = words[q] & ~(0xffff << 24) | 0x2222 << 24
      return words[p] ^ words[q] ^ words[2]
    }
    #expect(found == [])
  }

  @Test("the initial content of one record is the same through two indices")
  func initialContent() throws {
    let run = try SpecRun(
      Self.records + "int t_run(void) { u64 x = array[p].word; u64 y = array[q].word; return x == y; }",
      world: "world")
    let result = try #require(run.result)
    let pool = run.pool
    // p == q implies the same word; p != q does not.
    var byName: [String: Term] = [:]
    for ordinal in 0..<pool.variableCount {
      let variable = pool.variable(ordinal: ordinal)
      if let info = pool.variableInfo(variable) { byName[info.name] = variable }
    }
    let same = pool.eq(try #require(byName["p"]), try #require(byName["q"]))
    let differs = pool.eq(result, pool.constant(0, width: pool.width(result)))
    #expect(try isPossible(pool.and(same, differs), run) == false)
    #expect(try isPossible(pool.and(pool.not(same), differs), run))
  }

  private func isPossible(_ condition: Term, _ run: SpecRun) throws -> Bool {
    if case .satisfiable = try run.executor.prover.satisfiable(condition, label: "test") { return true }
    return false
  }

  @Test("describe() says what a record holds at first, however it is reached")
  func describe() throws {
    let run = try SpecRun(
      """
      u64 array[8];
      void describe(void *record, pp_word index) { *(u64 *)record = index * 3 + 1; }
      u64 p;
      void world(void) {
        pp_array(array, 8, 8, "array", describe);
        p = pp_any_in("p", 3, 0, 6, "small");
      }
      u64 t_run(void) { u64 x = array[p]; array[p + 1] = 50; return x + array[2] * 100 + array[p + 1] * 10000; }
      """, world: "world")
    let result = try #require(run.result)
    for p in UInt64(0)...6 {
      let third: UInt64 = p + 1 == 2 ? 50 : 7
      #expect(run.world(["p": p])?.value(of: result) == p * 3 + 1 + third * 100 + 500_000, "p = \(p)")
    }
  }

  // MARK: Stray accesses

  @Test(
    "an access outside its object is an obligation that breaks, and one inside is not",
    arguments: [
      ("array[4] = 1;", true), ("array[3] = 1;", false), ("return array[-1];", true),
      ("return *(u64 *)((u8 *)array + 25);", true), ("return *(u64 *)((u8 *)array + 24);", false),
      ("return *(u64 *)0;", true), ("if (a > 9) return *(u64 *)8;", false),
      ("if (a > 2) return *(u64 *)8;", true), ("u64 *p = a ? &array[3] : &array[4]; *p = 1;", true),
      ("u64 *p = a ? &array[3] : &array[0]; *p = 1;", false), ("*(u64 *)&fixed = 2;", true),
      ("return fixed;", false),
    ])
  func strayAccess(_ statement: String, isStray: Bool) throws {
    let run = try SpecRun(
      """
      u64 array[4];
      const u64 fixed = 4;
      u64 t_run(u64 a) { \(statement) return 0; }
      """, inputs: [.init("a", 2)])
    #expect(try run.broken(.access).isEmpty == !isStray, "\(run.obligations.map(\.what))")
  }

  @Test("a symbolic index is bounded by the array", arguments: [(2, true), (3, false)])
  func symbolicIndex(offset: Int, isInside: Bool) throws {
    let run = try SpecRun(
      """
      u64 array[8], p;
      void world(void) { pp_array(array, 8, 8, "array", 0); p = pp_any_in("p", 8, 0, 5, "small"); }
      u64 t_run(void) { return array[p + \(offset)]; }
      """, world: "world")
    #expect(try run.broken(.access).isEmpty == isInside)
  }
}
