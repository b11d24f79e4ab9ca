import Foundation
import Proof
import Testing

/// A refutation of all orders at once is shown at the order that has it, however large.
@Suite struct CompletionTests {
  struct Late {
    let toy: SummaryToy
    let broken: Claim
    /// The least order at which it shows.
    let order: Int
  }

  private static let search = SummaryToy.search
  private static let map = SummaryToy.map
  static let late: [String: Late] = [
    "page 20 is not marked": Late(
      toy: SummaryToy(body: "\(search) for (i = 0; i < n; i++) dst[i] = i == 20 ? src[i] : src[i] | 8;"),
      broken: .batchEqualsPages, order: 5),
    "a batch of 13 counts 12": Late(
      toy: SummaryToy(
        body: "\(search) \(map) counter += n == 13 ? 12 : n;", total: "to - from == (unsigned long)result"),
      broken: .invariants, order: 4),
    "a batch of 27 is a bug": Late(
      toy: SummaryToy(
        body: "\(search) \(map) if (n == 27) asm volatile(\"1: .byte 0x0f, 0x0b\");"),
      broken: .noWarnings, order: 5),
  ]

  @Test("what only a large folio shows is shown there", arguments: late.keys.sorted())
  func isShown(_ name: String) async throws {
    let late = try #require(Self.late[name])
    let plan = ProofPlan(
      module: try Toy.compile(late.toy.source), unit: "toy", sizes: [.upTo(5)], claims: [late.broken], jobs: 2
    )
    let result = try await Prover(plan).run { _ in }
    let claim = try #require(result.claims.first { $0.claim == late.broken })
    #expect(claim.verdict == .refuted && claim.shownAt == late.order, "\(claim)")
    let finding = try #require(claim.finding)
    #expect(finding.isCompleted && finding.order == late.order)
  }

  /// What is at an address is at another one in the executor of the completed world, and in a native run; numbers are what
  /// they are.
  static let meant: [String: SummaryToy] = [
    "a variable points there": SummaryToy(
      body: "\(search) \(map) \(bug(where: "chosen == &thing"))",
      world: "pp_arbitrary(&chosen, sizeof(chosen), \"chosen\");",
      declarations: "u64 other, thing, *chosen;"),
    "a member points there": SummaryToy(
      body: "\(search) \(map) \(bug(where: "chosen.member == &thing"))",
      world: "pp_arbitrary(&chosen.member, sizeof(chosen.member), \"member\");",
      declarations: "u64 other, thing; struct { u64 number, *member; } chosen;"),
    "a record points there": SummaryToy(
      body: "\(search) \(map) \(bug(where: "chosen[place] == &thing"))",
      world: "pp_array(chosen, RECORDS, 8, \"chosen\", 0);",
      declarations: "u64 other, thing, *chosen[RECORDS];"),
    // Where executors have their first object, which is no reason to take a word for its address.
    "a number is like an address": SummaryToy(
      body: "\(search) \(map) \(bug(where: "word == 0x200000000000"))", declarations: "u64 other;"),
    "a function is pointed to": SummaryToy(
      body: "\(search) \(map) if (n == 3) hook = call_other; \(bug(where: "chosen == call_thing"))",
      world: "pp_arbitrary(&chosen, sizeof(chosen), \"chosen\");",
      declarations: """
        u64 other; void call_other(void) { counter++; } void call_thing(void) { counter--; }
        void (*chosen)(void), (*hook)(void);
        """),
  ]

  private static func bug(where condition: String) -> String {
    """
    if (n == 3) counter += other;
    if (n == 27 && \(condition)) asm volatile("1: .byte 0x0f, 0x0b");
    """
  }

  @Test("what a completed world holds means the same everywhere", arguments: meant.keys.sorted())
  func meansTheSame(_ name: String) async throws {
    let toy = try #require(Self.meant[name])
    let folder = FileManager.default.temporaryDirectory.appending(path: "completion-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let module = try Toy.compile(toy.source, in: folder)
    let plan = ProofPlan(module: module, unit: "toy", sizes: [.upTo(5)], claims: [.noWarnings], jobs: 2)
    let result = try await Prover(plan).run { _ in }.replayed(by: WitnessReplayer(module, unit: "toy"))
    let claim = try #require(result.claims.first { $0.claim == .noWarnings })
    #expect(claim.verdict == .refuted && claim.shownAt == 5, "\(claim)")
    #expect(claim.finding?.replay == .same, "\(claim)")
  }

  /// A candidate that no world completes is no refutation: here the proof at once knows of a count only whether it is none or all.
  @Test func whatNoWorldShowsIsOpen() async throws {
    let toy = SummaryToy(
      body: """
        \(Self.search) \(Self.map)
        { u32 some = 0, again = 0;
          for (i = 0; i < n; i++) some += (src[i] >> 3) & 1;
          for (i = 0; i < n; i++) again += ((src[i] >> 2) & 2) >> 1;
          if (some != again) counter++; }
        """, total: "to == from")
    let plan = ProofPlan(
      module: try Toy.compile(toy.source), unit: "toy", sizes: [.upTo(3)], claims: [.invariants], jobs: 2)
    let result = try await Prover(plan).run { _ in }
    let claim = try #require(result.claims.first { $0.claim == .invariants })
    #expect(claim.verdict == .undecided && claim.finding == nil, "\(claim)")
  }
}
