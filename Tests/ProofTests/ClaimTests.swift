import Execution
import Proof
import Testing

/// What is proved of the toy unit as it stands, and which claim each fault breaks.
@Suite struct ClaimTests {
  @Test("the unit as it stands is proved", arguments: [0, 1, 2])
  func proved(order: Int) async throws {
    let result = try await Toy.prove(orders: [order])
    #expect(result.verdict == .proved, "\(result.claims.compactMap(\.note))")
    for claim in result.claims { #expect(claim.verdict == .proved, "\(claim.claim.rawValue)") }
    #expect(result[.batchEqualsPages]?.allowances == [])
    #expect(result[.invariants]?.allowances == [])
    #expect(result.modelsUsed == [])
    // No law is declared, so there is nothing to say about laws.
    #expect(result[.pteLaws] == nil)
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let edit: String
    let claim: Claim
    let what: String
    var testDescription: String { edit }
    init(_ edit: String, _ claim: Claim, _ what: String) {
      self.edit = edit
      self.claim = claim
      self.what = what
    }
  }

  @Test("each fault is refuted, by the claim that it breaks", arguments: faults)
  func refuted(_ fault: Fault) async throws {
    let result = try await Toy.prove(fault.edit)
    #expect(result.verdict == .refuted)
    let claim = try #require(result[fault.claim])
    #expect(claim.verdict == .refuted, "\(claim)")
    let finding = try #require(claim.finding)
    #expect(finding.claim == fault.claim)
    #expect(finding.order == 1)
    #expect(finding.what.contains(fault.what), "\(finding.what)")
  }

  static let faults: [Fault] = [
    Fault("ONE_TOO_FEW", .batchEqualsPages, "target[1]"),
    Fault("ONE_TOO_FEW", .invariants, "the copy"),
    Fault("COUNT_ONE_MORE", .batchEqualsPages, "counter"),
    Fault("COUNT_ONE_MORE", .invariants, "the counter counts"),
    Fault("STRAY", .batchEqualsPages, "stray"),
    Fault("STRAY_RECORD", .batchEqualsPages, "target[15]"),
    Fault("RETURN_ZERO", .batchEqualsPages, "must not return 0"),
    Fault("TOO_LONG", .batchEqualsPages, "no more pages than its limit"),
    Fault("BATCH_AGAIN", .batchEqualsPages, "page at a time fails too"),
    Fault("ALWAYS_AGAIN", .pageEqualsSpec, "1: the result"),
    Fault("STRAY_BEFORE_AGAIN", .batchEqualsPages, "-EAGAIN has changed nothing: counter"),
    Fault("STRAY_BEFORE_AGAIN", .invariants, "a failure counts nothing"),
    Fault("STRAY_BEFORE_ERROR", .batchEqualsPages, "leaves what page at a time leaves: stray"),
    Fault("OTHER_ERROR", .batchEqualsPages, "the same error"),
    Fault("WARN_SECOND", .noWarnings, "toy_run()"),
    Fault("OUT_OF_BOUNDS", .accesses, "store"),
    Fault("UNINITIALISED", .initialised, "x"),
  ]
}

extension ProofResult {
  /// The result of a claim at the one order that was asked for.
  subscript(claim: Claim) -> ClaimResult? { claims.first { $0.claim == claim } }
}
