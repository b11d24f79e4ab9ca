import Bitcode
import Execution
import Testing

/// Two functions that the executor can tell apart never share a digest.
@Suite struct DigestFuzzTests {
  /// What may be written at each place of one program; the first alternatives make a program of their own.
  private static let places: [String: [String]] = [
    "INIT1": ["1", "2", "3"], "INIT2": ["2", "1", "3"], "QUAL": ["", "const ", "volatile "],
    "NAME": ["lost", "kept"], "TYPE": ["u32", "u16", "u64", "int"], "OP": ["+", "-", "^", "*"],
    "VALUE": ["struct s ", "struct s *"],
    "ATTRIBUTE": ["", "__attribute__((const)) ", "__attribute__((pure)) "],
    "PROMISE": [
      "", "if (a == 3) __builtin_unreachable();", "__builtin_assume(a != 3);", "__builtin_assume(a != 4);",
    ],
    "OUT": ["+m", "=m"], "LOCK": ["", "lock "], "CLOBBER": ["", "\"memory\""], "MNEMONIC": ["incl", "decl"],
    "TRAP": ["0", "1"], "WIDE": ["5", "(__int128)5 << 70"],
    "BEFORE": ["", "u64 unrelated(void) { static u32 lost = 9; return lost++; }"],
    "LINKAGE": ["", "static ", "__attribute__((weak)) "], "SHIFT": ["3", "31", "32"], "CASE": ["7", "6"],
  ]

  private static let program = #"""
    BEFORE
    struct s { u64 x, y, z; };
    static struct { __int128 pad; u64 mask; } wide = { WIDE, 77 };
    u32 memory = 5;
    ATTRIBUTE static __attribute__((noinline)) u64 g(u64 n) { return n + 1; }
    LINKAGE __attribute__((noinline)) u64 h(u64 n) { return n * 2; }
    static __attribute__((noinline)) void change(VALUEs) { sDOTx = 9; }
    u64 t_run(u32 a) {
      TYPE sum = 0xfffffff0;
      PROMISE
      struct s s = { a, 2, 3 };
      change(ANDs);
      if (a & 1) { static QUALu32 NAME = INIT1; sum = sum OP NAME; }
      else { static QUALu32 NAME = INIT2; sum = sum OP NAME; }
      asm volatile("LOCKMNEMONIC %0" : "OUT"(memory) :: CLOBBER);
      if (a == CASE) asm volatile("1: .byte 0x0f, 0x0b" :: "i"(0), "i"(0), "i"(TRAP));
      return sum + g(a) * 3 + h(a) + s.x * 1000 + memory * 100000 + (u64)((u32)a << (SHIFT & (a | 31)))
        + ((u64 *)&wide)[1];
    }
    """#

  private static func source(_ chosen: [String: Int]) -> String {
    var text = program
    for (place, alternatives) in places.sorted(by: { $0.key.count > $1.key.count }) {
      let number = chosen[place] ?? 0
      text = text.replacing(place, with: alternatives[number])
    }
    let isPointer = chosen["VALUE"] == 1
    return text.replacing("DOT", with: isPointer ? "->" : ".").replacing("ANDs", with: isPointer ? "&s" : "s")
      .replacing(":: )", with: ")")
  }

  /// What the executor makes of a program: for each argument, the result and what happens.
  private static func behaviour(_ module: BitcodeModule) throws -> String {
    let run = try SpecRun(module, inputs: [.init("a", 3)])
    return (UInt64(0)..<8).map { a in
      guard let world = run.world(["a": a]) else { return "none" }
      let met = run.obligations.filter { world.value(of: $0.condition) == 1 }.map { "\($0.kind) \($0.what)" }
      // Behind what has no meaning, a result says nothing.
      let isOpen = run.obligations.contains { $0.leavesOpen && world.value(of: $0.condition) == 1 }
      let value = run.result.map { String(world.value(of: $0)) } ?? "nothing"
      return "\(isOpen ? "anything" : value) \(met.sorted())"
    }.joined(separator: "\n")
  }

  @Test("random variants of one program, and each alternative alone")
  func variants() throws {
    var random = SeededRandom(seed: 24)
    var choices: [[String: Int]] = [[:]]
    for (place, alternatives) in Self.places.sorted(by: { $0.key < $1.key }) {
      choices += (1..<alternatives.count).map { [place: $0] }
    }
    let names = Self.places.keys.sorted()
    for _ in 0..<40 {
      var chosen: [String: Int] = [:]
      for name in names where random.below(4) == 0 {
        chosen[name] = random.below(Self.places[name]?.count ?? 1)
      }
      choices.append(chosen)
    }
    var known: [String: (choice: [String: Int], behaviour: String)] = [:]
    var behaviours: Set<String> = []
    var repeated = 0
    for choice in choices {
      let module = try SpecRun.compile(Self.source(choice))
      let digest = try #require(module.closureDigest(of: "t_run"))
      let behaviour = try Self.behaviour(module)
      behaviours.insert(behaviour)
      guard let other = known[digest] else {
        known[digest] = (choice, behaviour)
        continue
      }
      repeated += 1
      #expect(other.behaviour == behaviour, "\(choice) and \(other.choice)")
    }
    // There is something to tell apart, and something that is alike.
    #expect(behaviours.count > 20)
    #expect(repeated > 0)
  }
}
