import Execution
import Terms
import Testing

/// Loops that go on by steps of different lengths, executed by position; against the same in Swift for all inputs.
@Suite struct PositionTests {
  /// A walk of four places, by one or two at a time; what `again` says of a place makes it leave there and begin
  /// once more, with something in hand. `clamp` keeps a step inside.
  private static func walk(clamp: String) -> String {
    """
    static u8 marks[4];
    void t_world(void) { pp_positions("walk", 4); }
    static u32 walk(u64 at, u64 end, u32 longer, u32 again)
    {
      u64 start = at;
      u32 sum = 0, hand = 0, n, k;
    once_more:
      do {
        k = at - start;
        if ((again >> k & 1) && !hand)
          break;
        hand = 0;
        n = 1 + (longer >> k & 1);
        \(clamp)
        sum = sum * 3 + k + n;
      } while (at += n, at != end);
      sum++;
      if (at != end) {
        hand = 1;
        goto once_more;
      }
      return sum;
    }
    u32 t_run(u64 at, u32 longer, u32 again) { return walk(at, at + 4, longer, again); }
    """
  }

  private static let inputs = [SpecRun.Input("at", 2), .init("longer", 4), .init("again", 4)]

  /// The same walk; nil if it leaves its range.
  private static func expected(_ longer: UInt64, _ again: UInt64, clamp: Bool) -> UInt64? {
    var (at, sum, hand) = (UInt64(0), UInt64(0), false)
    while at != 4 {
      if again >> at & 1 == 1, !hand {
        sum += 1
        hand = true
        continue
      }
      hand = false
      var step = 1 + (longer >> at & 1)
      if clamp { step = min(step, 4 - at) }
      sum = sum * 3 + at + step
      at += step
      if at > 4 { return nil }
    }
    return sum + 1
  }

  @Test func walksAsTheMachineDoes() throws {
    let run = try SpecRun(
      Self.walk(clamp: "if (n > end - at) n = end - at;"), world: "t_world", inputs: Self.inputs, loopBound: 8
    )
    #expect(run.disagreements { Self.expected($0[1], $0[2], clamp: true) ?? .max } == [])
    #expect(run.executor.loopsCutOff == 0)
    #expect(try run.broken(.access).isEmpty)
    #expect(run.executor.lostPaths == run.pool.false)
  }

  /// A walk that gives way before it has done anything at a place comes to it once more, but what is done there is
  /// executed once.
  @Test func whatGivesWayAtAGateIsNoSecondStep() throws {
    let source = """
      static u8 marks[4];
      void t_world(void) { pp_positions("walk", 4); }
      static u32 walk(u64 at, u64 end, u32 longer, u32 again)
      {
        u64 start = at;
        u32 sum = 0, given = 0, progress = 0, n, k;
      once_more:
        do {
          k = at - start;
          if (progress > 1) {
            progress = 0;
            if (again >> k & 1) {
              given++;
              break;
            }
          }
          pp_check(k > 99, "a step");
          if (sum & 1) pp_check(k > 99, "an odd one");
          n = 1 + (longer >> k & 1);
          if (n > end - at) n = end - at;
          sum = sum * 3 + k + n;
          progress += n;
        } while (at += n, at != end);
        if (at != end) goto once_more;
        return sum * 5 + given;
      }
      u32 t_run(u64 at, u32 longer, u32 again) { return walk(at, at + 4, longer, again); }
      """
    func expected(_ longer: UInt64, _ again: UInt64) -> UInt64 {
      var (at, sum, given, progress) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
      while at != 4 {
        if progress > 1 {
          progress = 0
          given += again >> at & 1
        }
        let step = min(1 + (longer >> at & 1), 4 - at)
        sum = sum * 3 + at + step
        progress += step
        at += step
      }
      return sum * 5 + given
    }
    let run = try SpecRun(source, world: "t_world", inputs: Self.inputs, loopBound: 8)
    #expect(run.disagreements { expected($0[1], $0[2]) } == [])
    #expect(run.executor.loopsCutOff == 0)
    #expect(run.obligations.count { $0.what == "a step" } == 4)
  }

  /// Just the walks that overshoot are findings, and no others are lost.
  @Test func leavingTheRangeIsAFinding() throws {
    let run = try SpecRun(Self.walk(clamp: ""), world: "t_world", inputs: Self.inputs, loopBound: 8)
    var overshoots = 0
    for row in run.allInputs {
      let leaves = Self.expected(row[1], row[2], clamp: false) == nil
      overshoots += leaves ? 1 : 0
      #expect(run.isBroken(.access, row) == leaves, "\(row)")
    }
    #expect(overshoots > 0)
    #expect(try run.broken(.access).contains { $0.what.contains("outside its range") })
  }

  /// Coming to a place for ever is no proof of anything.
  @Test func aLoopWithoutEndIsCutOff() throws {
    let source = """
      void t_world(void) { pp_positions("spin", 4); }
      static u32 spin(u64 at, u64 end, u32 stay)
      {
        do {
          at += !(stay >> 1);
        } while (at != end);
        return 1;
      }
      u32 t_run(u64 at, u32 stay) { return spin(at, at + 2, stay); }
      """
    let run = try SpecRun(source, world: "t_world", inputs: [.init("at", 2), .init("stay", 2)], loopBound: 4)
    #expect(run.executor.loopsCutOff > 0)
    #expect(run.executor.lostPaths != run.pool.false)
  }

  @Test(arguments: [
    ("", true), ("lock = 1;", false), ("lock = 1; lock = 0;", true), ("if (a) lock = 1;", true),
  ])
  func locksAreDemanded(_ before: String, _ isBroken: Bool) throws {
    let run = try SpecRun(
      """
      static u64 table[4];
      static volatile u8 lock;
      void t_world(void) { pp_arbitrary(table, sizeof(table), "table"); pp_locked(table, (void *)&lock); }
      u64 t_run(u64 a) { \(before) table[1] = a; return table[1]; }
      """, world: "t_world", inputs: [.init("a", 1)])
    #expect(try run.broken(.access).isEmpty == !isBroken)
    #expect(try run.broken(.access).allSatisfy { $0.what.contains("table without its lock") })
  }

  @Test func windowsAndOrdersAreNotMixed() throws {
    #expect(throws: ExecutionError.self) { try SpecRun("u32 t_run(void) { return pp_window(); }") }
    #expect(throws: ExecutionError.self) {
      try SpecRun(#"static u32 x; u32 t_run(void) { pp_locked(&x, (char *)&x + 1); return x; }"#)
    }
  }
}
