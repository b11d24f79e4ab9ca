import Foundation
import Replay
import Testing

/// The native side on its own: what it reports, and that runs do not see each other.
@Suite struct NativeRunTests {
  private static let source =
    Programs.trap + """
      typedef unsigned long word;
      struct pair { word first, second; };
      static struct pair pair = { 1, 2 };
      static word *pointer = &pair.second;
      extern word elsewhere[2];
      static const word constant = 7;
      static word depth;

      void pp_check(int condition, const char *what);
      word pp_any_at(const char *name, word index, unsigned int bits);
      void pp_observe(const char *name, long index, word value);
      void pp_in(unsigned int state);
      int pp_allowed(const char *name);
      unsigned int pp_order(void);
      unsigned int pp_pages(void);
      unsigned int pp_window(void);
      int pp_is_step(void);
      word missing(word x);
      word helper(word x);

      word pp_model_helper(word x) { return x + 100; }
      word helper(word x) { return x; }
      word pp_model_declared(word x) { return x + 200; }
      word declared(word x);
      __attribute__((error("not to be called"))) word never(word x);

      word add(word a, word b, word c, word d, word e, word f) { return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f; }
      void set(word first, word second) { pair.first = first; *pointer = second; }
      word get(void) { return pair.first * 1000 + pair.second; }
      word load(word *at) { return *at; }
      void store(word *at, word value) { *at = value; }
      word other(void) { return elsewhere[1]; }
      word modelled(word x) { return helper(x) + declared(x); }
      word unmodelled(word x) { return missing(x); }
      word divide(word a, word b) { return a / b; }
      void forever(void) { while (1) asm volatile("" ::: "memory"); }
      word deeper(word x) { volatile word here[64]; here[x & 63] = x; return deeper(x + 1) + here[(x + 1) & 63]; }
      void warn(void) { pair.first = 5; TRAP(1); pair.second = 6; }
      void bug(void) { pair.first = 5; TRAP(0); __builtin_unreachable(); }
      void stray(void) { asm volatile("ud2"); }
      void claims(word x) { pp_check(x == 1, "x is one"); pp_observe("twice", (long)x, 2 * x); }
      word facts(word x) { return pp_any_at("oracle", x, 8) + 1000 * pp_allowed("mixed") + 100000 * pp_order() + 10000000 * pp_pages(); }
      word window(void) { return pp_window() + 1000 * pp_is_step(); }
      word refused(word x) { return x ? never(x) : 5; }
      word states(void) { pair.first = 11; pp_in(0); word old = pair.first; pp_in(1); return old * 100 + pair.first; }

      """

  private static let entryPoints: Set<String> = [
    "add", "set", "get", "load", "store", "other", "modelled", "unmodelled", "divide", "forever", "deeper",
    "warn",
    "bug", "stray", "claims", "facts", "states", "window", "refused",
  ]

  /// Builds it at both levels of optimisation and runs `body` with each.
  private func withUnits(_ body: (NativeUnit) async throws -> Void) async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let bitcode = try shop.bitcode(Self.source)
    for optimisation in [0, 2] {
      try await body(
        try await NativeUnit.build(
          bitcode: [bitcode], entryPoints: Self.entryPoints, optimisation: optimisation,
          workDirectory: shop.folder))
    }
  }

  private func line(of text: String) -> Int {
    let lines = Self.source.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.firstIndex { $0.contains(text) } ?? -1) + 1
  }

  @Test func callsReturnAndLeaveTheirMarks() async throws {
    try await withUnits { unit in
      let start = try unit.number(.symbol("pair", offset: 0))
      let outcome = try await unit.run(
        NativeRun(
          from: ConcreteWorld(),
          calls: [
            .init("add", (1...6).map { .number($0) }), .init("set", [.number(40), .number(50)]), .init("get"),
          ], places: [.init(.symbol("pair", offset: 8), size: 8), .init(.symbol("pair", offset: 1), size: 2)])
      )
      #expect(outcome.results.count == 3)
      #expect(outcome.results.first == 91)
      #expect(outcome.results.last == 40_050)
      #expect(outcome.cells == [50, 0])
      #expect(outcome.events.isEmpty)
      #expect(outcome.changes.map(\.address) == [start, start + 8])
      #expect(outcome.changes.map(\.before) == [1, 2])
      #expect(outcome.changes.map(\.after) == [40, 50])
      #expect(unit.symbol(at: start + 9).map { $0.name == "pair" && $0.offset == 9 } == true)
    }
  }

  @Test func runsStartFromTheirOwnWorld() async throws {
    try await withUnits { unit in
      var world = ConcreteWorld()
      world.cells = [.init(.symbol("pair", offset: 0), size: 8, value: .number(7))]
      let outcomes = try await unit.run([
        NativeRun(from: world, calls: [.init("get"), .init("set", [.number(1), .number(1)])]),
        NativeRun(from: ConcreteWorld(), calls: [.init("get")]),
        NativeRun(from: world, calls: [.init("get")]),
      ])
      #expect(outcomes.map(\.results.first) == [7002, 1002, 7002])
    }
  }

  @Test func addressesOfTheImageAndFixedOnes() async throws {
    try await withUnits { unit in
      let fixed: UInt64 = 0x1000_0000_0ff8
      var world = ConcreteWorld()
      world.cells = [
        .init(.number(fixed), size: 8, value: .symbol("pair", offset: 8)),
        // A pointer across a page's end, and one to a variable of another file.
        .init(.number(fixed + 6), size: 4, value: .number(0)),
        .init(.symbol("pointer", offset: 0), size: 8, value: .symbol("elsewhere", offset: 8)),
      ]
      let outcome = try await unit.run(
        NativeRun(
          from: world,
          calls: [
            .init("load", [.number(fixed)]), .init("set", [.number(3), .number(9)]), .init("other"),
            .init("store", [.number(fixed + 8), .number(77)]),
          ], places: [.init(.number(fixed + 8), size: 8)]))
      let pair = try unit.number(.symbol("pair", offset: 8))
      #expect(outcome.results.first == pair & 0xffff_ffff_ffff)
      #expect(outcome.results.dropFirst(2).first == 9)
      #expect(outcome.cells == [77])
      #expect(outcome.events.isEmpty)
    }
  }

  @Test func noiseWhereTheWorldSaysNothing() async throws {
    try await withUnits { unit in
      func run(_ seed: UInt64) async throws -> UInt64? {
        let world = ConcreteWorld(seed: seed, arbitrary: ["pair"])
        return try await unit.run(NativeRun(from: world, calls: [.init("get")])).results.first
      }
      let (first, again, other) = (try await run(1), try await run(1), try await run(2))
      #expect(first != 1002 && first == again && first != other)
    }
  }

  @Test func modelsTakeThePlaceOfWhatTheyModel() async throws {
    try await withUnits { unit in
      let outcome = try await unit.run(
        NativeRun(from: ConcreteWorld(), calls: [.init("modelled", [.number(1)])]))
      #expect(outcome.results == [302])
      #expect(unit.models == ["declared", "helper"])
    }
  }

  @Test func warningsAreReportedAndPassed() async throws {
    try await withUnits { unit in
      let places: [NativeRun.Place] = [
        .init(.symbol("pair", offset: 0), size: 8), .init(.symbol("pair", offset: 8), size: 8),
      ]
      let outcomes = try await unit.run(
        ["warn", "bug", "stray"].map { name in
          NativeRun(from: ConcreteWorld(), calls: [.init(name), .init("get")], places: places)
        })
      #expect(outcomes.map { $0.events.map(\.kind) } == [[.warning], [.bug], [.crash]])
      #expect(outcomes[0].events.first?.line == line(of: "void warn(void)"))
      #expect(outcomes[1].events.first?.line == line(of: "void bug(void)"))
      #expect(outcomes[0].events.first?.text.hasSuffix("unit.c") == true)
      #expect(outcomes.map(\.results.count) == [2, 0, 0])
      #expect(outcomes.map(\.cells) == [[5, 6], [5, 2], [1, 2]])
    }
  }

  @Test func whatStopsACall() async throws {
    try await withUnits { unit in
      func outcome(
        _ name: String, _ arguments: [UInt64] = [], timeout: Duration = .seconds(10)
      ) async throws -> NativeOutcome {
        try await unit.run(
          NativeRun(
            from: ConcreteWorld(), calls: [.init(name, arguments.map { .number($0) }), .init("get")],
            timeout: timeout))
      }
      let access = try await outcome("load", [0x1234_5678])
      #expect(access.events.map(\.kind) == [.access])
      #expect(access.events.first?.address == 0x1234_5678)
      #expect(access.results.isEmpty)
      #expect(try await outcome("load", [0x8000_0000_0000_0000]).events.map(\.kind) == [.access])
      #expect(try await outcome("unmodelled", [1]).events.first?.text == "missing")
      #expect(try await outcome("unmodelled", [1]).events.map(\.kind) == [.unmodelled])
      // What the compiler would refuse to call is called where it comes to that, and has no meaning.
      #expect(try await outcome("refused", [0]).results.first == 5)
      #expect(try await outcome("refused", [1]).events.first?.text == "never")
      #expect(try await outcome("divide", [1, 0]).events.map(\.kind) == [.arithmetic])
      #expect(try await outcome("deeper", [1]).events.map(\.kind) == [.access])
      #expect(try await outcome("forever", timeout: .milliseconds(200)).events.map(\.kind) == [.timeout])
    }
  }

  @Test func theWindow() async throws {
    try await withUnits { unit in
      for size in [nil, 1, 7] {
        let outcome = try await unit.run(
          NativeRun(from: ConcreteWorld(window: size), calls: [.init("window")]))
        #expect(outcome.results == [UInt64(size ?? 0)])
        #expect(outcome.events.isEmpty)
      }
    }
  }

  @Test func theSpecsOwnCalls() async throws {
    try await withUnits { unit in
      let world = ConcreteWorld(
        order: 3,
        functions: [.init(name: "oracle", index: 4, value: 9), .init(name: "oracl", index: 5, value: 1)],
        allowances: ["mixed"])
      let outcome = try await unit.run(
        NativeRun(
          from: world,
          calls: [
            .init("facts", [.number(4)]), .init("facts", [.number(5)]), .init("claims", [.number(1)]),
            .init("claims", [.number(8)]), .init("states"),
          ]))
      #expect(outcome.results.prefix(2) == [80_301_009, 80_301_000])
      #expect(outcome.results.last == 111)
      #expect(outcome.events.map(\.kind) == [.undetermined, .check])
      #expect(outcome.events.map(\.call) == [1, 3])
      #expect(outcome.events.map(\.text) == ["oracle", "x is one"])
      #expect(outcome.observations.map(\.name) == ["twice", "twice"])
      #expect(outcome.observations.map(\.call) == [2, 3])
      #expect(outcome.observations.map(\.index) == [1, 8])
      #expect(outcome.observations.map(\.value) == [2, 16])
    }
  }

  @Test func badInputIsOneLine() async throws {
    try await withUnits { unit in
      func error(_ run: NativeRun) async -> ReplayError? {
        do {
          _ = try await unit.run(run)
          return nil
        } catch { return error }
      }
      #expect(
        await error(NativeRun(from: ConcreteWorld(), calls: [.init("nothing")])) == .noSuchSymbol("nothing"))
      var world = ConcreteWorld(arbitrary: ["nowhere"])
      #expect(await error(NativeRun(from: world, calls: [])) == .noSuchSymbol("nowhere"))
      world = ConcreteWorld(cells: [.init(.number(0x10_0000_0000), size: 9, value: .number(0))])
      #expect(await error(NativeRun(from: world, calls: []))?.description.contains("1 to 8 bytes") == true)
      let seven = [Word](repeating: .number(0), count: 7)
      #expect(
        await error(NativeRun(from: ConcreteWorld(), calls: [.init("add", seven)]))
          == .tooManyArguments(function: "add", count: 7))
      // The kernel's half is not ours to map.
      world = ConcreteWorld(cells: [.init(.number(0xffff_8000_0000_0000), size: 8, value: .number(0))])
      #expect(
        await error(NativeRun(from: world, calls: []))?.description.contains("world 0 cannot be set up")
          == true)
      // The program's own text is taken.
      let code = try unit.number(.symbol("add", offset: 0))
      world = ConcreteWorld(cells: [.init(.number(code), size: 8, value: .number(0))])
      #expect(
        await error(NativeRun(from: world, calls: []))?.description.contains("world 0 cannot be set up")
          == true)
    }
  }

  @Test func buildingNeedsACompilerAndBitcode() async throws {
    let shop = try Workshop()
    defer { shop.remove() }
    let bitcode = try shop.bitcode("int f(void) { return 1; }")
    await #expect(throws: ReplayError.self) {
      try await NativeUnit.build(
        bitcode: [bitcode], entryPoints: ["f"], compiler: "no-such-clang", workDirectory: shop.folder)
    }
    await #expect(throws: (any Error).self) {
      try await NativeUnit.build(bitcode: ["/nonexistent.bc"], entryPoints: ["f"], workDirectory: shop.folder)
    }
  }
}
