import Bitcode
import Foundation
import Proof
import Testing

/// The machine's own processor has the last word on a witness.
@Suite struct WitnessReplayerTests {
  /// Proves the toy with some edits, and replays its witnesses in it, or in another.
  private func replayed(_ edits: String..., in other: [String]? = nil) async throws -> ProofResult {
    let folder = FileManager.default.temporaryDirectory.appending(path: "replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let module = try Toy.compile(Toy.source, edits.map { "-D\($0)" }, in: folder.appending(path: "a"))
    let plan = ProofPlan(module: module, unit: "toy", orders: [1, 2], jobs: 1)
    let native = try other.map {
      try Toy.compile(Toy.source, $0.map { "-D\($0)" }, in: folder.appending(path: "b"))
    }
    return try await Prover(plan).run { _ in }.replayed(by: WitnessReplayer(native ?? module, unit: "toy"))
  }

  private func outcomes(_ result: ProofResult) -> [ReplayOutcome?] {
    result.claims.compactMap { $0.finding.map { $0.replay } }
  }

  @Test(
    "what is wrong is wrong natively, too",
    arguments: [
      "COUNT_ONE_MORE", "STRAY", "STRAY_RECORD", "ONE_TOO_FEW", "RETURN_ZERO",
      "TOO_LONG",
      "OTHER_ERROR", "BATCH_AGAIN", "STRAY_BEFORE_AGAIN", "STRAY_BEFORE_ERROR", "WARN_SECOND",
      "WARN_BEFORE",
    ]) func same(_ edit: String) async throws
  {
    let result = try await replayed(edit)
    #expect(result.verdict == .refuted, "\(result.claims)")
    let outcomes = outcomes(result)
    #expect(!outcomes.isEmpty && outcomes.allSatisfy { $0 == .same }, "\(outcomes)")
  }

  @Test("where the processor does otherwise, it is this program that is wrong")
  func otherwise() async throws {
    for other in [[], ["COUNT_ONE_MORE", "STRAY"], ["COUNT_ONE_MORE_OF_128"]] {
      let result = try await replayed("COUNT_ONE_MORE", in: other)
      #expect(result[.batchEqualsPages]?.verdict == .internal, "\(other)")
      #expect(result[.batchEqualsPages]?.note?.contains("does otherwise: ") == true)
      #expect(result[.pageEqualsSpec]?.verdict == .proved)
    }
    // Page at a time is run as well as the batch.
    let pages = try await replayed("COUNT_ONE_MORE", in: ["COUNT_ONE_MORE", "PAGE_COUNTS_TWO"])
    #expect(pages[.batchEqualsPages]?.verdict == .internal)
    #expect(pages[.invariants]?.verdict == .refuted)
    let failing = try await replayed("OTHER_ERROR", in: ["OTHER_ERROR", "PAGE_FAILS_OTHERWISE"])
    #expect(failing[.batchEqualsPages]?.verdict == .internal)
  }

  @Test("what cannot be run is told, and refuted still")
  func impossible() async throws {
    let open = try await replayed("UNINITIALISED")
    #expect(open[.initialised]?.verdict == .refuted && open.verdict == .refuted)
    let why = "there is nothing to compare with: a branch depends on uninitialised x"
    #expect(outcomes(open).allSatisfy { $0 == .impossible(why) }, "\(outcomes(open))")
    // Of another claim's witness, too, though the value that it has for x need not be told from another.
    let flows = try await replayed("UNINITIALISED_COUNT")
    #expect(flows.verdict == .refuted, "\(flows.claims)")
    #expect(outcomes(flows).count > 2)
    // What lies behind the end of an array is another variable, natively.
    let outside = try await replayed("OUT_OF_BOUNDS")
    #expect(outside[.accesses]?.verdict == .refuted && outside.verdict == .refuted)
    #expect(outcomes(outside).allSatisfy { $0 != nil })
    // No native run answers that.
    let any = try await replayed("ANY_IN_RUN", "COUNT_ONE_MORE")
    #expect(any.verdict == .refuted)
    #expect(
      outcomes(any).allSatisfy { $0 == .impossible("pp_any() has no meaning there") }, "\(outcomes(any))")
    // The bitcode is gone.
    let module = try Toy.module("COUNT_ONE_MORE")
    let plan = ProofPlan(module: module, unit: "toy", orders: [1], claims: [.batchEqualsPages], jobs: 1)
    let result = try await Prover(plan).run { _ in }.replayed(by: WitnessReplayer(module, unit: "toy"))
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
    guard case .impossible(let why)?? = outcomes(result).first else {
      Issue.record("\(outcomes(result))")
      return
    }
    #expect(why.contains("toy.bc"))
  }
}
