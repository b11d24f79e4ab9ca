import Testing

/// Unrolling, and what is known behind a loop.
@Suite struct LoopTests {
  @Test("loops", arguments: programs)
  func loops(_ program: Program) throws {
    let run = try program.run()
    #expect(run.disagreements(program.expected) == [])
    #expect(run.executor.loopsCutOff == 0)
  }

  static let programs: [Program] = [
    Program(
      name: "counted by an argument", widths: [3, 2],
      source: """
        u32 t_run(u32 a, u32 b) { u32 r = b; for (u32 i = 0; i < a; i++) r = r * 3 + i; return r; }
        """,
      expected: { row in (0..<row[0]).reduce(row[1]) { $0 * 3 + $1 } }),
    Program(
      name: "counted, from a constant", widths: [3],
      source:
        "u32 t_run(u32 a) { u32 r = 0; for (int i = 5; i >= 0; i--) r += (a >> (i % 3) & 1) << i; return r; }",
      expected: { row in (0...5).reduce(0) { $0 + (row[0] >> UInt64($1 % 3) & 1) << UInt64($1) } }),
    Program(
      name: "search with break: the index behind it", widths: [6],
      source: """
        u32 t_run(u32 a) {
          u32 i;
          for (i = 0; i < 6; i++) if (a >> i & 1) break;
          return i * 10 + (i < 6);
        }
        """,
      expected: { row in
        let index = UInt64((0..<6).first { row[0] >> UInt64($0) & 1 == 1 } ?? 6)
        return index * 10 + (index < 6 ? 1 : 0)
      }),
    Program(
      name: "early return, with a store on the way", widths: [4, 2],
      source: """
        u32 seen;
        static u32 find(u32 a, u32 b) {
          for (u32 i = 0; i < 4; i++) {
            if ((a >> i & 1) && i >= b) return 100 + i;
            seen += 1 << i;
          }
          return 7;
        }
        u32 t_run(u32 a, u32 b) { u32 r = find(a, b); return r * 100 + seen; }
        """,
      expected: { row in
        var seen: UInt64 = 0
        for i in 0..<UInt64(4) {
          if row[0] >> i & 1 == 1, i >= row[1] { return (100 + i) * 100 + seen }
          seen += 1 << i
        }
        return 700 + seen
      }),
    // A search bounded by its own minimum: there it is idle; the second one is not.
    Program(
      name: "the minimum of an index and its bound", widths: [3, 4],
      source: """
        static u32 least(u32 a, u32 b) { return a < b ? a : b; }
        static u32 run_of(u32 bits, u32 most) {
          u32 n = 1;
          while (n < most && (bits >> n & 1)) n++;
          return least(n, most);
        }
        u32 t_run(u32 a, u32 b) {
          u32 most = least(a + 1, 5), n = run_of(b, most);
          return n * 10 + least(n, a);
        }
        """,
      expected: { row in
        let most = min(row[0] + 1, 5)
        var n: UInt64 = 1
        while n < most, row[1] >> n & 1 == 1 { n += 1 }
        return min(n, most) * 10 + min(n, row[0])
      }),
    // Taken by some in the first iterations, by none in the last, and by all in between.
    Program(
      name: "a branch that is taken less and less often", widths: [4],
      source: """
        u32 t_run(u32 a) {
          u32 r = 0;
          for (u32 i = 0; i < 5; i++) {
            if (a >= 4 * i) r += 1 << i; else r += 100;
            if (i > 8) r += 5000;
          }
          return r;
        }
        """,
      expected: { row in (0..<UInt64(5)).reduce(0) { $0 + (row[0] >= 4 * $1 ? 1 << $1 : 100) } }),
    Program(
      name: "do while (--n)", widths: [3, 2],
      source: """
        u32 t_run(u32 a, u32 b) { u32 n = a + 1, r = 0; do { r = r * 2 + b + n; } while (--n); return r; }
        """,
      expected: { row in
        var (n, r) = (row[0] + 1, UInt64(0))
        repeat {
          r = r * 2 + row[1] + n
          n -= 1
        } while n != 0
        return r
      }),
    Program(
      name: "two exits, to two places", widths: [4, 4],
      source: """
        u32 t_run(u32 a, u32 b) {
          u32 i, r = 0;
          for (i = 0; i < 4; i++) {
            if (a >> i & 1) goto found;
            if (b >> i & 1) break;
            r += 3;
          }
          return r + 50;
        found:
          return r + i * 200;
        }
        """,
      expected: { row in
        var r: UInt64 = 0
        for i in 0..<UInt64(4) {
          if row[0] >> i & 1 == 1 { return r + i * 200 }
          if row[1] >> i & 1 == 1 { break }
          r += 3
        }
        return r + 50
      }),
    Program(
      name: "nested, with continue and break", widths: [2, 3],
      source: """
        u32 t_run(u32 a, u32 b) {
          u32 r = 0;
          for (u32 i = 0; i < 3; i++) {
            if (i == a) continue;
            for (u32 j = 0; j <= i; j++) { if ((b >> j & 1) && r > 4) break; r += i + j + 1; }
            r *= 2;
          }
          return r;
        }
        """,
      expected: { row in
        var r: UInt64 = 0
        for i in 0..<UInt64(3) where i != row[0] {
          for j in 0...i {
            if row[1] >> j & 1 == 1, r > 4 { break }
            r += i + j + 1
          }
          r *= 2
        }
        return r
      }),
    Program(
      name: "a second loop over what the first one counted", widths: [4],
      source: """
        u32 cells[4];
        u32 t_run(u32 a) {
          u32 n = 0, r = 0;
          while (n < 4 && (a >> n & 1)) n++;
          for (u32 i = 0; i < n; i++) cells[i] = i + 1;
          for (u32 i = 0; i < 4; i++) r = r * 8 + cells[i];
          return r * 8 + n;
        }
        """,
      expected: { row in
        let n = UInt64((0..<4).first { row[0] >> UInt64($0) & 1 == 0 } ?? 4)
        return (0..<UInt64(4)).reduce(0) { $0 * 8 + ($1 < n ? $1 + 1 : 0) } * 8 + n
      }),
  ]

  @Test("a loop that goes on beyond its bound is cut off, and says so")
  func cutOff() throws {
    let source = "u32 t_run(u32 a) { u32 r = 0; for (u32 i = 0; i < a; i++) r += 2; return r; }"
    let short = try SpecRun(source, inputs: [.init("a", 3)], loopBound: 4)
    #expect(short.executor.loopsCutOff == 1)
    // The worlds that remain are right; those beyond are left out.
    for a in UInt64(0)...7 {
      let evaluator = short.world(["a": a])
      #expect((evaluator != nil) == (a < 4), "\(a)")
      if let evaluator, let result = short.result { #expect(evaluator.value(of: result) == 2 * a) }
    }
    let enough = try SpecRun(source, inputs: [.init("a", 3)], loopBound: 8)
    #expect(enough.executor.loopsCutOff == 0)
  }
}
