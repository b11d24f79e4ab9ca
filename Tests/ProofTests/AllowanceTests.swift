import Execution
import Proof
import Testing

/// A difference that the spec permits is reported where it is needed, and refutes where it is denied.
@Suite struct AllowanceTests {
  @Test("the spec's allowances, as declared")
  func declared() throws {
    let declared = Allowance.declared(in: try Toy.module())
    #expect(Set(declared.map(\.name)) == ["late", "idle"])
    #expect(declared.first { $0.name == "late" }?.reason == "nobody reads it")
  }

  @Test("the one that is needed is reported, by the claim that needs it")
  func needed() async throws {
    let result = try await Toy.prove("ACCUMULATE", orders: [1])
    #expect(result.verdict == .proved)
    #expect(result[.batchEqualsPages]?.allowances == ["late"])
    #expect(result[.invariants]?.allowances == [])
  }

  @Test("an invariant that needs it reports it too")
  func neededByInvariant() async throws {
    let result = try await Toy.prove("ACCUMULATE", "STRICT_LATE")
    #expect(result.verdict == .proved)
    #expect(result[.invariants]?.allowances == ["late"])
  }

  @Test("denied, it refutes; an idle one may be denied")
  func denied() async throws {
    let result = try await Toy.prove("ACCUMULATE", "STRICT_LATE", denied: ["late"])
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
    #expect(result[.invariants]?.verdict == .refuted)
    #expect(result[.pageEqualsSpec]?.verdict == .proved)
    let idle = try await Toy.prove("ACCUMULATE", denied: ["idle"])
    #expect(idle.verdict == .proved)
  }

  @Test("with one page there is nothing to allow")
  func onePage() async throws {
    let result = try await Toy.prove("ACCUMULATE", "STRICT_LATE", orders: [0])
    #expect(result.verdict == .proved)
    for claim in result.claims { #expect(claim.allowances == [], "\(claim)") }
  }

  @Test("it covers its bit and no other")
  func coversNoMore() async throws {
    let result = try await Toy.prove("ACCUMULATE", "ONE_TOO_FEW")
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
  }

  @Test("its relation binds every word, those that are equal without it too")
  func bindsAll() async throws {
    let alone = try await Toy.prove("LATE_BEHIND_FIRST", claims: [.batchEqualsPages])
    #expect(alone[.batchEqualsPages]?.verdict == .proved)
    #expect(alone[.batchEqualsPages]?.allowances == ["late"])
    // The first word is copied alike by both runs; the relation of the allowance wants it not copied.
    let stricter = try await Toy.prove("LATE_BEHIND_FIRST", "STRICTER", claims: [.batchEqualsPages])
    #expect(stricter[.batchEqualsPages]?.verdict == .refuted)
  }

  @Test("of pages taken before a failure it is granted, and counted, as of those before a success")
  func beforeFailure() async throws {
    let claims: Set<Claim> = [.batchEqualsPages]
    func prove(_ edits: String..., denied: Set<String> = []) async throws -> ClaimResult? {
      let plan = ProofPlan(
        module: try Toy.compile(Toy.source, (edits + ["FAILS_BEHIND"]).map { "-D\($0)" }), unit: "toy",
        orders: [2], claims: claims, denied: denied, jobs: 1)
      return try await Prover(plan).run { _ in }[.batchEqualsPages]
    }
    let equal = try await prove()
    #expect(equal?.verdict == .proved && equal?.allowances == [])
    let late = try await prove("LATE_BEFORE_ERROR")
    #expect(late?.verdict == .proved && late?.allowances == ["late"])
    let denied = try await prove("LATE_BEFORE_ERROR", denied: ["late"])
    #expect(denied?.verdict == .refuted)
    // The page that could not be taken, and what is no page's, have no allowance; nor is a call that
    // takes none gone on from.
    for wrong in ["LATE_AT_ERROR", "COUNT_BEFORE_ERROR", "NONE_BEFORE_ERROR"] {
      #expect(try await prove("LATE_BEFORE_ERROR", wrong)?.verdict == .refuted, "\(wrong)")
    }
  }
}
