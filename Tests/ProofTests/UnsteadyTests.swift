import Foundation
import Proof
import Testing

/// Reads that differ: a new value at each, in each run and in each iteration of a loop that a summary stands for.
@Suite struct UnsteadyTests {
  private func toy(_ body: String) -> SummaryToy {
    SummaryToy(
      body: "u64 start = jiffies; \(body)", world: "pp_unsteady(&jiffies, 8, ~0UL);",
      declarations: "extern u64 jiffies;", invariant: "1")
  }

  private static let search = SummaryToy.search
  private static let map = SummaryToy.map

  @Test(
    "what does not depend on them is proved, by both methods",
    arguments: [
      "\(search) \(map) if (jiffies == start) counter += 0; counter += n;",
      // A batch may be any length.
      "for (n = 1; n < limit; n++) { if ((src[n] ^ word) & 1) break; if (jiffies != start) break; } \(map)",
      "\(search) for (i = 0; i < n; i++) dst[i] = jiffies == start ? src[i] | 8 : 8 | src[i];",
    ])
  func neutral(_ body: String) async throws {
    let verdicts = try await toy(body).prove()
    for claim in SummaryToy.claims {
      #expect(verdicts.unrolled[claim] == .proved, "\(claim): \(verdicts.notes)")
      #expect(verdicts.summarised[claim] == .proved, "\(claim): \(verdicts.notes)")
    }
  }

  /// Each would be proved if a run read the same each time, or each run what another has read.
  @Test(
    "what depends on them is refuted, and never proved by summaries",
    arguments: [
      "\(search) \(map) if (jiffies != start) counter++;",
      "\(search) \(map) counter += jiffies & 1;",
      "\(search) for (i = 0; i < n; i++) dst[i] = jiffies == start ? src[i] | 8 : 0;",
      "\(search) \(map) for (i = 0; i < n; i++) if (jiffies & 1) total |= 8;",
      "\(search) \(map) for (i = 1; i < n; i++) if (jiffies == 7) counter++;",
      "\(search) \(map) for (i = 1; i < n; i++) { u64 now = jiffies; if (i > 1 && now != start) total |= 8; start = now; }",
    ])
  func wrong(_ body: String) async throws {
    let verdicts = try await toy(body).prove(claims: [.batchEqualsPages])
    #expect(verdicts.unrolled[.batchEqualsPages] == .refuted, "\(verdicts.notes)")
    #expect(verdicts.summarised[.batchEqualsPages] != .proved, "\(verdicts.notes)")
  }

  /// The third iteration sees it first: single orders do not show it at order 1.
  @Test func aValueForEachIteration() async throws {
    let late = "\(Self.search) \(Self.map) for (i = 0; i < n; i++) if (jiffies == 7 && i > 2) counter++;"
    let verdicts = try await toy(late).prove(claims: [.batchEqualsPages])
    #expect(verdicts.unrolled[.batchEqualsPages] == .refuted)
    #expect(verdicts.summarised[.batchEqualsPages] != .proved)
  }

  @Test func aWitnessThatRestsOnOneIsNotRunNatively() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "unsteady-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let toy = toy("\(Self.search) \(Self.map) if (jiffies != start) counter++;")
    let module = try Toy.compile(toy.source, in: folder)
    let plan = ProofPlan(module: module, unit: "toy", orders: [1], claims: [.batchEqualsPages], jobs: 1)
    let result = try await Prover(plan).run { _ in }.replayed(by: WitnessReplayer(module, unit: "toy"))
    let finding = try #require(result.claims.compactMap(\.finding).first)
    guard case .impossible(let why) = finding.replay else {
      Issue.record("\(String(describing: finding.replay))")
      return
    }
    #expect(why.contains("each load of jiffies gives a new value"))
  }

  // MARK: Statistics

  @Test func statisticsAreNotCompared() async throws {
    func verdict(_ declarations: String) async throws -> [Claim: Verdict] {
      let toy = SummaryToy(
        body: "\(Self.search) \(Self.map) if (limit > 1) events += n;",
        world: #"pp_arbitrary(&events, 8, "events");"#,
        declarations: "u64 events; \(declarations)")
      let verdicts = try await toy.prove()
      return verdicts.summarised.merging(verdicts.unrolled) { $0 == $1 ? $0 : .internal }
    }
    let declared = try await verdict(#"PP_STATISTICS("events", "a count");"#)
    for claim in SummaryToy.claims { #expect(declared[claim] == .proved, "\(claim)") }
    let compared = try await verdict("")
    #expect(compared[.batchEqualsPages] == .refuted)
  }
}
