import Execution
import Solving
import Testing

@testable import Proof

/// The gravest part decides.
@Suite struct VerdictTests {
  @Test("precedence, for every set of parts")
  func precedence() {
    let gravest: [Verdict] = [.internal, .refuted, .unmodelled, .undecided, .proved]
    for bits in 0..<(1 << gravest.count) {
      let parts = gravest.indices.filter { bits >> $0 & 1 == 1 }.map { gravest[$0] }
      // Nothing asked is nothing proved.
      let expected = parts.first ?? .undecided
      #expect(Verdict.decide(parts) == expected)
      #expect(Verdict.decide(parts.reversed() + parts) == expected)
    }
  }

  @Test("a reachable call of a function without a body leaves every claim unmodelled")
  func unmodelled() async throws {
    let result = try await Toy.prove("UNMODELLED")
    #expect(result.verdict == .unmodelled)
    for claim in result.claims where claim.claim != .notVacuous {
      #expect(claim.verdict == .unmodelled, "\(claim)")
      #expect(claim.note?.contains("somebody()") == true)
    }
    #expect(result[.notVacuous]?.verdict == .proved)
  }

  @Test("one that no world reaches changes nothing")
  func unmodelledNever() async throws {
    #expect(try await Toy.prove("UNMODELLED_NEVER").verdict == .proved)
  }

  @Test("a refutation outweighs code without a meaning")
  func refutedAndUnmodelled() async throws {
    let result = try await Toy.prove("UNMODELLED", "RETURN_ZERO", "STRAY_BEFORE_AGAIN")
    #expect(result.verdict == .refuted)
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
    #expect(result[.invariants]?.verdict == .refuted)
    #expect(result[.initialised]?.verdict == .unmodelled)
  }

  @Test("a world that contradicts itself proves nothing")
  func contradiction() async throws {
    let result = try await Toy.prove("CONTRADICTION")
    #expect(result.verdict == .undecided)
    for claim in result.claims {
      #expect(claim.verdict == .undecided, "\(claim)")
      #expect(claim.note?.contains("no world satisfies the assumptions") == true)
      #expect(claim.cases == 0)
    }
  }

  @Test("a world without a full batch is vacuous, and only that")
  func noFullBatch() async throws {
    let result = try await Toy.prove("SHORT")
    #expect(result.verdict == .undecided)
    for claim in result.claims {
      #expect(claim.verdict == (claim.claim == .notVacuous ? .undecided : .proved), "\(claim)")
    }
    #expect(result[.notVacuous]?.note?.contains("all 2 pages") == true)
  }

  @Test("a unit that always fails is not proved")
  func alwaysFails() async throws {
    let result = try await Toy.prove("ALWAYS_AGAIN")
    // Page at a time fails the same way, so the theorem holds; the spec of one page does not.
    #expect(result[.batchEqualsPages]?.verdict == .proved)
    #expect(result[.pageEqualsSpec]?.verdict == .refuted)
    #expect(result[.notVacuous]?.verdict == .undecided)
  }

  @Test("code without a meaning is unmodelled where it is reached, undecided where nobody knows")
  func codeWithoutAMeaning() {
    #expect(Verdict(of: .unmodelled, notReached: .proved(.slice)) == nil)
    #expect(Verdict(of: .unmodelled, notReached: .refuted(Model(values: [:], lowEnds: [:]))) == .unmodelled)
    #expect(Verdict(of: .unmodelled, notReached: .unknown("time limit")) == .undecided)
    // An access that was not traced is no code without a meaning.
    #expect(Verdict(of: .untraced, notReached: .proved(.slice)) == nil)
    #expect(Verdict(of: .untraced, notReached: .refuted(Model(values: [:]))) == .undecided)
  }

  @Test("a time-out leaves claims undecided, never proved nor refuted")
  func timeout() async throws {
    let result = try await Toy.prove("STRAY", orders: [2], timeout: .nanoseconds(1))
    for claim in result.claims where claim.claim != .pteLaws {
      #expect(claim.verdict == .undecided, "\(claim)")
      // Not that there is no world.
      let note = claim.note ?? ""
      #expect(note.contains(claim.claim == .notVacuous ? "not known" : "time limit"), "\(claim)")
    }
    #expect(result.claims.count > 1)
    #expect(result.verdict == .undecided)
  }
}
