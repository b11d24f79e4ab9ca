import Execution
import Proof
import Testing

/// What is met that has no meaning here may do anything: a world that has met it refutes nothing, and one that has not
/// refutes as ever.
@Suite struct UnmodelledTests {
  private static let claims: [Claim] = [
    .batchEqualsPages, .pageEqualsSpec, .invariants, .noWarnings, .accesses,
  ]

  @Test("an unknown result is nobody's fault") func unknownResult() async throws {
    let result = try await Toy.prove("UNMODELLED_VALUE", "WARN_BEHIND")
    for claim in Self.claims { #expect(result[claim]?.verdict == .unmodelled, "\(claim)") }
    #expect(result.claims.allSatisfy { $0.finding == nil })
    let obstacle = try #require(result.obstacles.first)
    #expect(result.obstacles.count == 1)
    #expect(obstacle.obstacle == .call(function: "anything") && obstacle.order == 1 && !obstacle.isInSpec)
    #expect(obstacle.location?.function == "toy_run")
  }

  @Test("where it is not met, a difference is one") func elsewhere() async throws {
    let result = try await Toy.prove("UNMODELLED_VALUE", "COUNT_ONE_MORE")
    for claim in [Claim.batchEqualsPages, .invariants] {
      #expect(result[claim]?.verdict == .refuted)
      let word = try #require(result[claim]?.finding?.values.first { $0.name == "source" && $0.index == 0 })
      #expect((word.before ?? 128) & 128 == 0)
    }
    #expect(result[.pageEqualsSpec]?.verdict == .unmodelled)
  }

  @Test("a fault of one claim's spec leaves the worlds to the others") func faultOfOneClaim() async throws {
    let result = try await Toy.prove("FAULT_IN_INVARIANTS", "COUNT_ONE_MORE_OF_128")
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
    #expect(try await Toy.prove("FAULT_IN_INVARIANTS")[.invariants]?.verdict == .unmodelled)
    #expect(result.obstacles.map(\.isInSpec) == [true])
  }

  @Test("one call for one page that does not meet it is known") func inTheBatchAlone() async throws {
    let result = try await Toy.prove("UNMODELLED_IN_BATCH")
    #expect(result[.pageEqualsSpec]?.verdict == .proved)
    for claim in [Claim.batchEqualsPages, .invariants, .noWarnings, .accesses] {
      #expect(result[claim]?.verdict == .unmodelled, "\(claim)")
    }
  }

  @Test("what comes before it counts") func before() async throws {
    let result = try await Toy.prove("WARN_BEFORE", "UNMODELLED_VALUE")
    #expect(result[.noWarnings]?.verdict == .refuted)
    #expect(result[.batchEqualsPages]?.verdict == .unmodelled)
  }

  /// An address inside an object, but at no record that the executor can name.
  @Test("an address that is not traced is no access outside") func untraced() async throws {
    let result = try await Toy.prove("UNTRACED", "WARN_BEHIND")
    for claim in Self.claims {
      #expect(result[claim]?.verdict == .undecided, "\(claim)")
      #expect(result[claim]?.note?.contains("not traced to one object") == true)
    }
    #expect(result.obstacles.isEmpty)
  }

  /// What a page met that is not looked at shows in a counter, of which nothing is known then: summaries refute it, and
  /// single orders say why that is no refutation.
  @Test(arguments: [[], [FolioSizes.order(1)]]) func atAPageThatIsNotLookedAt(_ more: [FolioSizes])
    async throws
  {
    let toy = SummaryToy(
      body:
        "\(SummaryToy.search) \(SummaryToy.map) for (i = 0; i < n; i++) if (src[i] & 2) counter = anything();",
      declarations: "u64 anything(void);")
    let plan = ProofPlan(
      module: try Toy.compile(toy.source), unit: "toy", sizes: [.upTo(2)] + more, claims: [.batchEqualsPages],
      jobs: 1)
    let result = try await Prover(plan).run { _ in }
    #expect(result.claims.map(\.verdict).allSatisfy { $0 == .unmodelled }, "\(result.claims)")
    #expect(result.obstacles.map(\.obstacle) == [.call(function: "anything")])
  }

  @Test(
    "for all orders at once, too",
    arguments: [
      ("counter += src[0] & 2 ? anything() : 0;", Verdict.unmodelled),
      ("for (i = 0; i < n; i++) if (src[i] & 2) dst[i] = anything();", .unmodelled),
    ]) func atOnce(_ statement: String, _ verdict: Verdict) async throws
  {
    let result = try await SummaryToy(
      body: "\(SummaryToy.search) \(SummaryToy.map) \(statement)", declarations: "u64 anything(void);"
    ).prove(upTo: 3, claims: [.batchEqualsPages, .noWarnings], confirmsRefutations: true)
    #expect(result.summarised == [.batchEqualsPages: verdict, .noWarnings: verdict], "\(result.notes)")
    #expect(result.unrolled == [.batchEqualsPages: verdict, .noWarnings: verdict], "\(result.notes)")
  }

  /// An access that is not traced in all worlds together is traced in a single one, which shows what is wrong: the batch
  /// reads what it has written to a later page.
  @Test func aSingleWorldTellsWhereAnAccessGoes() async throws {
    let toy = SummaryToy(
      body: """
        \(SummaryToy.search) \(SummaryToy.map)
        if (src[0] & 2) counter += 8 & *(u64 *)((char *)target + (word * word & 0x18));
        """)
    let result = try await toy.prove(
      upTo: 3, claims: [.batchEqualsPages, .noWarnings], confirmsRefutations: true)
    #expect(result.unrolled == [.batchEqualsPages: .undecided, .noWarnings: .undecided], "\(result.notes)")
    #expect(result.summarised == [.batchEqualsPages: .refuted, .noWarnings: .undecided], "\(result.notes)")
  }

  @Test(
    "a law is not refuted behind it, either",
    arguments: [
      ("u64 x = anything(); pp_check(x == 1, \"one\");", Verdict.unmodelled),
      (
        "u64 x = pp_any(\"x\", 8); pp_check(x > 8, \"more\"); x = anything(); pp_check(x == 1, \"one\");",
        .refuted
      ),
      ("u64 x = pp_any(\"x\", 8); pp_check(x < 256, \"8 bits\");", .proved),
    ]) func laws(_ body: String, _ verdict: Verdict) async throws
  {
    let module = try Toy.compile(
      "\(Toy.source)\nUSED void pp_law_it(void) { \(body) }")
    let plan = ProofPlan(module: module, unit: "toy", orders: [0], claims: [.pteLaws], jobs: 1)
    let result = try await Prover(plan).run { _ in }
    #expect(result[.pteLaws]?.verdict == verdict, "\(result[.pteLaws]?.note ?? "")")
  }
}
