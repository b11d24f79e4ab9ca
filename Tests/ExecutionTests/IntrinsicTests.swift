import Execution
import Terms
import Testing

/// The functions of pteproof.h.
@Suite struct IntrinsicTests {
  private func isPossible(_ run: SpecRun, result value: UInt64) throws -> Bool {
    let result = try #require(run.result)
    let condition = run.pool.eq(result, run.pool.constant(value, width: run.pool.width(result)))
    if case .satisfiable = try run.executor.prover.satisfiable(condition, label: "test") { return true }
    return false
  }

  @Test("pp_any takes all values of its width, and no other")
  func any() throws {
    let run = try SpecRun(#"u64 t_run(void) { return pp_any("x", 3); }"#)
    for value in UInt64(0)..<8 { #expect(try isPossible(run, result: value)) }
    #expect(try !isPossible(run, result: 8))
  }

  @Test("two calls of pp_any with one name give two values")
  func anyTwice() throws {
    let run = try SpecRun(#"u64 t_run(void) { u64 x = pp_any("x", 8), y = pp_any("x", 8); return x ^ y; }"#)
    #expect(try isPossible(run, result: 0))
    #expect(try isPossible(run, result: 0xff))
  }

  @Test("pp_any_in takes the values of its range, and no other")
  func anyIn() throws {
    let run = try SpecRun(#"u64 t_run(void) { return pp_any_in("x", 4, 3, 9, "because"); }"#)
    for value in UInt64(0)..<17 { #expect(try isPossible(run, result: value) == (3...9).contains(value)) }
    let assumptions = run.executor.assumptions
    #expect(assumptions.map(\.name) == ["range of x"])
    #expect(assumptions.map(\.reason) == ["because"])
    #expect(assumptions.map(\.isBound) == [false])
  }

  @Test("the range of pp_any_in may depend on values")
  func anyInSymbolic() throws {
    let run = try SpecRun(
      """
      u64 t_run(void) {
        u64 low = pp_any_in("low", 4, 2, 3, "r"), x = pp_any_in("x", 4, low, low + 2, "r");
        return low * 16 + x;
      }
      """)
    for low in UInt64(0)..<5 {
      for x in UInt64(0)..<9 {
        let expected = (2...3).contains(low) && (low...(low + 2)).contains(x)
        #expect(try isPossible(run, result: low * 16 + x) == expected, "\(low) \(x)")
      }
    }
  }

  @Test("pp_any_at is a function: equal indices, equal values")
  func anyAt() throws {
    let source = """
      u64 t_run(u64 a, u64 b) {
        u64 x = pp_any_at("f", a, 4), y = pp_any_at("f", b, 4), z = pp_any_at("g", a, 4);
        return (a == b) * 2 + (x == y) + (x == z) * 4;
      }
      """
    let run = try SpecRun(source, inputs: [.init("a", 2), .init("b", 2)])
    // a == b excludes x != y, and nothing else is excluded.
    for value in UInt64(0)..<8 { #expect(try isPossible(run, result: value) == (value & 3 != 2), "\(value)") }
  }

  @Test("pp_as gives the form where it is equal, and the value where it is not")
  func asForm() throws {
    // The form is what the value is under the branch; were it taken outside too, 3 would come out there.
    let source = """
      u64 t_run(u64 x) {
        if (x == 3) return pp_as(x, 3) + 16;
        return pp_as(x, 3);
      }
      """
    let run = try SpecRun(source, inputs: [.init("x", 3)])
    for value in UInt64(0)..<24 {
      #expect(try isPossible(run, result: value) == (value == 19 || value < 8 && value != 3), "\(value)")
    }
  }

  @Test("pp_as does not believe a form that some world contradicts")
  func asWrongForm() throws {
    let run = try SpecRun("u64 t_run(u64 x) { return pp_as(x, x & 6); }", inputs: [.init("x", 3)])
    for value in UInt64(0)..<8 { #expect(try isPossible(run, result: value), "\(value)") }
  }

  @Test("pp_any_at with concrete indices")
  func anyAtConcrete() throws {
    let run = try SpecRun(
      #"u64 t_run(void) { return (pp_any_at("f", 3, 8) == pp_any_at("f", 3, 8)) + 2 * (pp_any_at("f", 3, 8) == pp_any_at("f", 4, 8)); }"#
    )
    for value in UInt64(0)..<4 { #expect(try isPossible(run, result: value) == (value & 1 == 1), "\(value)") }
  }

  @Test("pp_case answers what is chosen, in order, and once for each name")
  func cases() throws {
    let source = """
      int t_run(void) {
        int r = pp_case("one"); r = r * 2 + pp_case("two"); r = r * 2 + pp_case("one");
        if (pp_case("two")) r = r * 2 + pp_case("three");
        return r;
      }
      """
    for (choices, value, met) in [
      ([Bool](), 0, ["one", "two"]), ([true], 5, ["one", "two"]),
      ([false, true], 4, ["one", "two", "three"]),
      ([true, true, true], 15, ["one", "two", "three"]),
    ] {
      let run = try SpecRun(source, choices: choices)
      #expect(run.constant == UInt64(value), "\(choices)")
      #expect(run.executor.choicesMet.map(\.name) == met)
      #expect(
        run.executor.choicesMet.map(\.taken)
          == met.indices.map { $0 < choices.count && choices[$0] })
    }
  }

  @Test("pp_order and pp_pages", arguments: [0, 1, 4, 9])
  func order(_ order: Int) throws {
    let run = try SpecRun("u64 t_run(void) { return pp_order() * 10000 + pp_pages(); }", order: order)
    #expect(run.constant == UInt64(order * 10000 + (1 << order)))
  }

  @Test("pp_assume narrows the world on its own path only")
  func assume() throws {
    let run = try SpecRun(
      """
      u64 t_run(void) {
        u64 x = pp_any("x", 3);
        if (x > 3) pp_assume(x & 1, "odd", "above three");
        pp_bound(x != 2, "not two", "to keep it small");
        return x;
      }
      """)
    for value in UInt64(0)..<8 {
      #expect(try isPossible(run, result: value) == ([0, 1, 3, 5, 7].contains(value)), "\(value)")
    }
    #expect(run.executor.assumptions.map(\.name) == ["odd", "not two"])
    #expect(run.executor.assumptions.map(\.isBound) == [false, true])
  }

  @Test("pp_arbitrary forgets an object, or a part of it")
  func arbitrary() throws {
    let run = try SpecRun(
      """
      u8 all[4] = { 1, 2, 3, 4 }, some[4] = { 1, 2, 3, 4 };
      void world(void) { pp_arbitrary(all, 4, "all"); pp_arbitrary(some + 1, 2, "some"); }
      u64 t_run(void) { return (all[0] == 9 && all[3] == 9) + 2 * (some[1] == 9 && some[2] == 8) + 4 * (some[0] == 1 && some[3] == 4); }
      """, world: "world")
    for value in UInt64(0)..<8 { #expect(try isPossible(run, result: value) == (value >= 4), "\(value)") }
  }

  @Test("pp_in selects the state that loads read; locals belong to none")
  func states() throws {
    let module = try SpecRun.compile(
      """
      u64 x = 1, y = 2;
      void world(void) {}
      u64 t_run(void) { x = 10; y = 20; return 0; }
      u64 ask(void) {
        u64 r, s, local[2] = { 5, 6 };
        pp_in(PP_BEFORE); r = x; pp_in(PP_AFTER); r += y * 100; local[0] = 7;
        pp_in(PP_BEFORE); s = y;
        return r + s * 10000 + local[0] * 1000000 + local[1] * 100000000;
      }
      """)
    let run = try SpecRun(module, world: "world")
    let executor = run.executor
    executor.namedStates[1] = executor.memory
    let current = executor.memory
    let answer = try executor.observe("ask")
    #expect(answer.flatMap { run.pool.asConstant($0) } == 607_022_001)
    // What a spec function does to the world is thrown away.
    executor.select(current)
    #expect(try executor.run("t_run").flatMap { run.pool.asConstant($0) } == 0)
  }

  @Test("pp_allowed answers what is granted, and is remembered")
  func allowed() throws {
    let source = #"int t_run(void) { return pp_allowed("a") + 2 * pp_allowed("b"); }"#
    let run = try SpecRun(source, allowances: ["b", "c"])
    #expect(run.constant == 2)
    #expect(run.executor.allowancesAsked == ["a", "b"])
  }

  @Test("pp_check is an obligation where it fails")
  func check() throws {
    let run = try SpecRun(
      #"void t_run(u32 a) { if (a > 1) pp_check(a != 3, "three"); pp_check(a < 9, "small"); }"#,
      inputs: [.init("a", 3)])
    #expect(run.executor.checksMet == 2)
    for a in UInt64(0)..<8 { #expect(run.isBroken(.check, [a]) == (a == 3)) }
    #expect(try run.broken(.check).map(\.what) == ["three"])
    #expect(try run.broken(.check).first?.location?.line == 1)
  }

  @Test("pp_observe hands over names, indices and values")
  func observe() throws {
    let run = try SpecRun(
      #"void t_run(u64 a) { pp_observe("x", 3, a + 1); pp_observe("y", -1, 7); }"#,
      inputs: [.init("a", 3)])
    let found = run.executor.takeObservations()
    #expect(found.map(\.name) == ["x", "y"])
    #expect(found.map(\.index) == [3, nil])
    #expect(run.world(["a": 4])?.value(of: found[0].value) == 5)
    #expect(run.pool.asConstant(found[1].value) == 7)
  }
}

/// Specs that say what cannot be meant, with the place.
@Suite struct BadSpecTests {
  @Test(
    "a bad spec is refused, by name and place",
    arguments: [
      ("pp_any((char *)(u64)a, 8);", "pp_any(): argument 1 must be a string constant"),
      (#"pp_any("x", a);"#, "pp_any(): argument 2 must be concrete"),
      (#"pp_any("x", 65);"#, "pp_any(): the width must be 1 to 64 bits, not 65"),
      (#"pp_any("x", 0);"#, "pp_any(): the width must be 1 to 64 bits, not 0"),
      (#"pp_any_in("x", 4, 5, 3, "r");"#, "pp_any_in(): the range 5...3"),
      (#"pp_any_in("x", 4, 0, 16, "r");"#, "pp_any_in(): the range 0...16"),
      (#"pp_assume(a, (char *)8, "r");"#, "pp_assume(): argument 2 must be a string constant"),
      (#"pp_array(array, a, 8, "x", 0);"#, "pp_array(): argument 2 must be concrete"),
      (#"pp_array(array, 3, 8, "x", 0);"#, "pp_array(): 3 records of 8 bytes are not the size of array"),
      (#"pp_array(array, 4, 0, "x", 0);"#, "pp_array(): an empty or too large array"),
      (#"pp_array(array, 4, 8, "x", (void *)8);"#, "pp_array(): describe is not a function"),
      (#"pp_arbitrary((void *)8, 8, "x");"#, "pp_arbitrary(): not the address of an object"),
      (#"pp_arbitrary(array, 33, "x");"#, "pp_arbitrary(): 33 bytes reach beyond array"),
      ("pp_in(2);", "pp_in(): there is no such state in this claim"),
      ("pp_in(a);", "pp_in(): argument 1 must be concrete"),
      (#"pp_observe("x", a, 1);"#, "pp_observe(): argument 2 must be concrete"),
      ("pp_case((char *)(u64)a);", "pp_case(): argument 1 must be a string constant"),
      ("pp_nonsense(1);", "pp_nonsense(): no such intrinsic"),
    ])
  func refused(_ statement: String, _ message: String) {
    #expect {
      _ = try SpecRun(
        "u64 array[4]; void pp_nonsense(int);\nvoid world(void) {}\nu64 t_run(u32 a)\n{\n\(statement) return 0; }",
        world: "world", inputs: [.init("a", 3)])
    } throws: { error in
      guard case ExecutionError.badSpec(let text)? = error as? ExecutionError else {
        Issue.record("\(error)")
        return false
      }
      let isPlaced = text.contains("unit.c:5") || statement.contains("33")
      if !text.hasPrefix(message) || !isPlaced { Issue.record("\(text)") }
      return text.hasPrefix(message) && isPlaced
    }
  }

  @Test("a function that is not there")
  func missing() {
    #expect(throws: ExecutionError.noSuchFunction("t_run")) { _ = try SpecRun("int x;") }
    #expect(throws: ExecutionError.noSuchFunction("t_run")) { _ = try SpecRun("int t_run(void); int x;") }
  }

  @Test("recursion without an end is refused, not followed, where it is met")
  func recursion() throws {
    let run = try SpecRun(
      "__attribute__((noinline)) u32 f(u32 a) { return a ? f(a + 1) * 3 ^ f(a + 2) : 0; } u32 t_run(u32 a) { return f(a | 8); }",
      inputs: [.init("a", 3)])
    let met = run.obligations.filter { $0.kind == .unmodelled }
    #expect(met.first?.what.hasPrefix("f() is called recursively") == true, "\(run.obligations)")
  }

  @Test("control flow that is no loop nest is refused")
  func irreducible() throws {
    let run = try SpecRun(
      """
      u32 m;
      u32 t_run(u32 a) {
        if (a & 1) goto second;
      first: m += a; if (m & 4) return m;
      second: m ^= 3; if (m & 8) return 2; goto first;
      }
      """, inputs: [.init("a", 3)])
    #expect(run.obligations.map(\.kind) == [.unmodelled])
    #expect(run.obligations.first?.what.hasPrefix("t_run() has irreducible control flow") == true)
  }
}
