import Execution
import Terms
import Testing

/// What a variable of the kernel holds: anything, unless it is known that it keeps its initial value.
@Suite struct VariableTests {
  /// A kernel's file and a run that answers an expression over its variables.
  private func run(
    _ kernel: String, _ body: String, world: String? = nil, inputs: [SpecRun.Input] = []
  ) throws -> SpecRun {
    try SpecRun(
      SpecRun.compile(
        (world.map { "void t_world(void) { \($0) }\n" } ?? "") + "u64 t_run(u64 a) { \(body) }",
        kernel: kernel), world: world.map { _ in "t_world" }, inputs: inputs)
  }

  private func canBe(_ value: UInt64, _ run: SpecRun) throws -> Bool {
    let result = try #require(run.result)
    let equal = run.pool.eq(result, run.pool.constant(value, width: 64))
    if case .satisfiable = try run.executor.prover.satisfiable(equal, label: "test") { return true }
    return false
  }

  @Test(
    "arbitrary",
    arguments: [
      // Some code writes to it, if none that is executed.
      "static unsigned long v = 5; void set(unsigned long to) { v = to; }",
      // Its address is handed on: a module parameter's.
      "static unsigned long v = 5; unsigned long *parameter = &v;",
      // Other files may write to it.
      "unsigned long v = 5;", "extern unsigned long v;",
      "unsigned long v __attribute__((section(\".data..ro_after_init\"))) = 5;",
      // What refers to it is not shown.
      "static unsigned long v __attribute__((used)) = 5;",
    ])
  func arbitrary(_ kernel: String) throws {
    let run = try run(kernel, "return v;")
    #expect(try canBe(5, run) && canBe(7, run) && canBe(0, run))
    #expect(run.executor.variablesRead == ["v": .arbitrary])
  }

  @Test(
    "the initial value",
    arguments: [
      "const unsigned long v = 5;", "static const unsigned long v = 5;",
      "static unsigned long v = 5;", "static unsigned long v = 5; unsigned long get(void) { return v; }",
      "unsigned long v __attribute__((section(\".rodata\"))) = 5;",
    ])
  func initial(_ kernel: String) throws {
    let run = try run(kernel, "return *(volatile unsigned long *)&v;")
    #expect(run.constant == 5)
    #expect(run.executor.variablesRead.isEmpty)
  }

  /// The spec's own are as C says, and so is all of a unit that has no kernel.
  @Test func ofTheSpec() throws {
    let module = try SpecRun.compile(
      "static u64 w = 6; u64 *out = &w; u64 t_run(void) { return v + w; }",
      kernel: "static const unsigned long v = 5;")
    #expect(try SpecRun(module).constant == 11)
    #expect(try SpecRun("u64 w = 6; u64 t_run(void) { return w; }").constant == 6)
  }

  @Test func functionStaticsAreToldApart() throws {
    let run = try run(
      """
      unsigned long one(void) { static unsigned long v = 1; return v++; }
      unsigned long two(void) { static unsigned long v = 1; return v++; }
      """, "return one() == two();")
    #expect(try canBe(0, run) && canBe(1, run))
  }

  @Test func oneValueInAllRuns() throws {
    let run = try run("unsigned long v = 5;", "return v;")
    let again = try run.executor.run("t_run", [run.pool.constant(0, width: 64)])
    #expect(again == run.result)
  }

  @Test func whatIsWrittenIsRead() throws {
    #expect(try run("unsigned long v = 5;", "v = 3; return v;").constant == 3)
    // And what the spec's world says.
    let said = try run("unsigned long v = 5;", "return v;", world: "v = 4;")
    #expect(said.constant == 4)
    #expect(said.executor.variablesRead == ["v": .described])
  }

  @Test func anInitialValueThatCannotBeDecodedIsRefused() throws {
    let run = try run("static const float v = 1.5f;", "return *(const volatile u32 *)&v;")
    #expect(try run.broken(.unmodelled).map(\.obstacle) == [.initialValue(variable: "v")])
    #expect(run.executor.variablesRead == ["v": .refused])
    let whole = try self.run(
      "static const float v = 1.5f;", "return *(const volatile u32 *)&v;",
      world: #"pp_arbitrary((void *)&v, sizeof(v), "v");"#)
    #expect(try whole.broken(.unmodelled).isEmpty)
  }

  // MARK: Boot facts

  @Test func aFactIsARelation() throws {
    let run = try run(
      "extern unsigned long v, w;", "return v < w;",
      world: #"pp_boot_fact(v < w, "v", "a.c boot()", "v comes first"); (void)w;"#)
    #expect(run.executor.bootFacts.map(\.variable) == ["v"])
    #expect(run.executor.bootFacts.map(\.setBy) == ["a.c boot()"])
    #expect(try !canBe(0, run) && canBe(1, run))
    #expect(run.executor.variablesRead == ["v": .bootFact, "w": .arbitrary])
  }

  // MARK: Reads that differ

  @Test(
    "a new value at each read",
    arguments: [
      ("volatile unsigned long v;", ""), ("static volatile unsigned long v = 1;", ""),
      ("typedef volatile unsigned long counter; counter v;", ""),
      ("volatile const unsigned long v = 1;", ""),
      ("extern unsigned long v;", "pp_unsteady(&v, 8, ~0UL);"),
    ])
  func unsteady(_ kernel: String, _ world: String) throws {
    let run = try run(kernel, "u64 first = v; return first == v;", world: world)
    #expect(try canBe(0, run) && canBe(1, run))
    let another = try #require(try run.executor.run("t_run", [run.pool.constant(0, width: 64)]))
    #expect(another != run.result)
  }

  @Test func steady() throws {
    for kernel in [
      "extern unsigned long v;", "unsigned long v = 1;", "volatile unsigned long w; unsigned long v;",
    ] {
      #expect(
        try run(kernel, "u64 first = *(volatile u64 *)&v; return first == *(volatile u64 *)&v;").constant == 1
      )
    }
  }

  /// The bits of the mask alone, at whatever width they are read.
  @Test func bitsOfAMask() throws {
    let world = "pp_unsteady((char *)&v + 4, 2, 0x0180);"
    for (type, offset, mask) in [
      ("u64", 0, UInt64(0x0180) << 32), ("u32", 4, 0x180), ("u8", 5, 0x01), ("u32", 0, 0),
    ] {
      let run = try run(
        "extern unsigned long v;",
        "\(type) *at = (void *)((char *)&v + \(offset)); u64 first = *at; return first ^ *at;", world: world)
      let result = try #require(run.result)
      let pool = run.pool
      let outside = pool.ne(pool.and(result, pool.constant(~mask, width: 64)), pool.constant(0, width: 64))
      #expect(outside == pool.false || run.executor.isRuledOut(outside), "\(type) at \(offset)")
      #expect(try mask == 0 || canBe(mask, run), "\(type) at \(offset)")
    }
  }

  @Test func theTimeStampCounter() throws {
    let clock = #"unsigned a, d; asm volatile("rdtsc" : "=a"(a), "=d"(d));"#
    let run = try run("", "u64 t = 0; { \(clock) t = a; } { \(clock) return t == a && d != 7; }")
    #expect(try canBe(0, run) && canBe(1, run))
    #expect(try run.broken(.unmodelled).isEmpty)
    // Two words of 32 bits.
    let high = try self.run(
      "", "unsigned long low, high; asm volatile(\"rdtsc\" : \"=a\"(low), \"=d\"(high)); return low >> 32;")
    #expect(try !canBe(1, high) && canBe(0, high))
  }

  // MARK: Static keys, hooks, tracepoints

  /// Without jump labels: an atomic read.
  @Test func aStaticKeyIsOneFreeBit() throws {
    let kernel = """
      struct static_key { int enabled; };
      static struct static_key key = { 0 };
      void enable(struct static_key *which);
      void boot(void) { enable(&key); }
      int is_on(struct static_key *which) { return *(volatile int *)&which->enabled > 0; }
      """
    let run = try run(kernel, "return is_on(&key) + 2 * is_on(&key);")
    #expect(try canBe(0, run) && canBe(3, run) && !canBe(1, run) && !canBe(2, run))
  }

  @Test func aHookIsOneOfItsTargetsOrNull() throws {
    let kernel = """
      static unsigned long one(void) { return 1; }
      static unsigned long two(void) { return 2; }
      static unsigned long (*hook)(void) = one;
      void set(void) { hook = two; }
      void clear(void) { hook = 0; }
      """
    let guarded = try run(kernel, "return hook ? hook() : 0;")
    #expect(try [0, 1, 2].allSatisfy { try canBe($0, guarded) } && !canBe(3, guarded))
    #expect(try guarded.broken(.unmodelled).isEmpty)
    // A call of null is no call of these.
    #expect(try run(kernel, "return hook();").broken(.unmodelled).count == 1)
    // Other files may set it to something else.
    let open = kernel.replacing("static unsigned long (*hook)", with: "unsigned long (*hook)")
    #expect(try run(open, "return hook ? hook() : 0;").broken(.unmodelled).count == 1)
    let handed = kernel + "\nvoid give(void *); void hand(void) { give(&hook); }"
    #expect(try run(handed, "return hook ? hook() : 0;").broken(.unmodelled).count == 1)
  }

  @Test func aTracepointHasNoEffect() throws {
    let kernel = """
      struct { int enabled; } __tracepoint_event;
      void probe(int what);
      static void trace_event(int what) { if (__tracepoint_event.enabled) probe(what); }
      static void trace_other(int what) { probe(what); }
      """
    func run(_ spec: String, _ body: String) throws -> SpecRun {
      try SpecRun(SpecRun.compile("\(spec)\nu64 t_run(void) { \(body) return 1; }", kernel: kernel))
    }
    #expect(try run(#"PP_TRACEPOINTS("none");"#, "trace_event(1);").broken(.unmodelled).isEmpty)
    #expect(try run("", "trace_event(1);").broken(.unmodelled).count == 1)
    // Not a tracepoint, whatever it is called.
    #expect(try run(#"PP_TRACEPOINTS("none");"#, "trace_other(1);").broken(.unmodelled).count == 1)
  }
}
