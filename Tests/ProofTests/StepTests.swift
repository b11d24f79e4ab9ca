import Proof
import Testing

/// Windows of any size by induction over the steps of a loop: what is proved so is true of each window, and what the
/// induction does not show is not proved.
@Suite struct StepTests {
  private static let batch: Set<Claim> = [.batchEqualsPages, .invariants]

  private func verdicts(
    _ edit: String..., sizes: [FolioSizes] = [.steps(4)], claims: Set<Claim> = batch
  ) async throws -> (verdicts: [Claim: Verdict], notes: String, result: ProofResult) {
    let result: ProofResult
    switch edit.count {
    case 0: result = try await StepToy.prove(sizes: sizes, claims: claims)
    case 1: result = try await StepToy.prove(edit[0], sizes: sizes, claims: claims)
    default: result = try await StepToy.prove(edit[0], edit[1], sizes: sizes, claims: claims)
    }
    return (
      Dictionary(result.claims.map { ($0.claim, $0.verdict) }) { Verdict.decide([$0, $1]) },
      result.claims.compactMap(\.note).joined(separator: "\n"), result
    )
  }

  @Test func aWalkIsProvedByBothMethods() async throws {
    let result = try await StepToy.prove(
      sizes: [.window(2), .window(3), .steps(8)],
      claims: [.batchEqualsPages, .invariants, .accesses, .initialised])
    #expect(result.verdict == .proved, "\(result.claims)")
    #expect(result.claims.filter { $0.sizes == .steps(8) }.count == 4)
  }

  /// What a step does wrong is shown in a window, unrolled.
  @Test func aBugInAStepIsShownInAWindow() async throws {
    let (verdicts, notes, result) = try await verdicts("BATCH_BUG")
    #expect(verdicts[.batchEqualsPages] == .refuted, "\(notes)")
    #expect(result.claims.compactMap(\.finding).contains { $0.order == 2 })
    #expect(result.claims.first { $0.claim == .batchEqualsPages }?.shownAt == 2)
  }

  /// The second step of a call is not as the first: windows of one word do not show it, those of two need not.
  @Test func aBugOfLaterStepsIsNotProved() async throws {
    let (verdicts, notes, _) = try await verdicts("SECOND_STEP_BUG")
    #expect(verdicts[.batchEqualsPages] != .proved, "\(notes)")
    #expect(verdicts[.invariants] != .proved, "\(notes)")
  }

  /// What one step leaves for the next, in a variable, a cell or by looking back, is not begun with by a call.
  @Test(arguments: ["CARRIES_WORD", "CARRIES_GLOBAL", "SIDE_EFFECT", "LOOKS_BACK", "LOSES_COUNT"])
  func whatIsCarriedIsNotProved(_ edit: String) async throws {
    let (verdicts, notes, _) = try await verdicts(edit)
    #expect(verdicts[.batchEqualsPages] != .proved, "\(notes)")
  }

  /// What a window of two words shows is said, though the steps of it only do not fit together.
  @Test func whatIsCarriedIsShownInAWindow() async throws {
    let (verdicts, notes, result) = try await verdicts("SIDE_EFFECT", claims: [.batchEqualsPages])
    #expect(verdicts[.batchEqualsPages] == .refuted, "\(notes)")
    let claim = try #require(result.claims.first { $0.claim == .batchEqualsPages })
    #expect(claim.shownAt == 2 && claim.finding != nil, "\(claim)")
  }

  /// Each of these is wrong, which windows unrolled show: the test above is not about what could have been proved.
  @Test(arguments: ["CARRIES_WORD", "CARRIES_GLOBAL", "SIDE_EFFECT", "SECOND_STEP_BUG"])
  func whatIsCarriedIsWrong(_ edit: String) async throws {
    let found = try await StepToy.prove(
      edit, sizes: [.window(2), .window(3), .window(4)], claims: [.batchEqualsPages])
    #expect(found.verdict == .refuted)
  }

  /// A cell that the world says something of must be so again for the next step.
  @Test func theNextWorldIsOneThatIsDescribed() async throws {
    let (good, goodNotes, _) = try await verdicts("SCRATCH_IS_EVEN")
    #expect(good[.batchEqualsPages] == .proved, "\(goodNotes)")
    let (bad, badNotes, _) = try await verdicts("SCRATCH_IS_EVEN", "MAKES_ODD")
    #expect(bad[.batchEqualsPages] == .undecided, "\(badNotes)")
    #expect(badNotes.contains("scratch"))
    // Without the assumption it does not matter what the cell holds.
    let (free, freeNotes, _) = try await verdicts("MAKES_ODD")
    #expect(free[.batchEqualsPages] == .proved, "\(freeNotes)")
  }

  /// A record, too, where a step writes it: these are written by steps of two words only.
  @Test func theRecordsOfTheNextWorldAreDescribed() async throws {
    let (good, goodNotes, _) = try await verdicts("PAD=2")
    #expect(good[.invariants] == .proved, "\(goodNotes)")
    let (bad, badNotes, _) = try await verdicts("PAD=3")
    #expect(bad[.invariants] == .undecided, "\(badNotes)")
    #expect(badNotes.contains("pads-are-even"))
  }

  /// What only the premises of the induction keep from being proved: each is wrong, which a window of two words shows.
  struct Hole: CustomTestStringConvertible, Sendable {
    /// What the toy is compiled with.
    let edits: [String]
    /// The claim that no step may prove.
    let claim: Claim
    var testDescription: String { edits.joined(separator: " ") }

    init(_ edits: String..., claim: Claim = .batchEqualsPages) { (self.edits, self.claim) = (edits, claim) }
  }

  static let holes: [Hole] = [
    // A call for the rest does not come to its loop: it fails where the batch goes on.
    Hole("RETURNS_EARLY"),
    // The spec assumes what would have to be shown of the next step's world.
    Hole("MEMO", "NEXT_ASSUMES"), Hole("MEMO", "NEXT_RANGES"), Hole("MEMO", "END_ASSUMES"),
    // A cell that the world describes: by the range of its variable, or because another cell is equal to it.
    Hole("SCRATCH_IN_RANGE", claim: .invariants), Hole("TWIN", claim: .invariants),
    // What a step keeps is constant where the next call begins, so it is no count.
    Hole("SEEN_FIRST"),
    // What steps leave otherwise may not be initialised any more.
    Hole("KEEPS_JUNK", claim: .initialised),
    // The next call's beginning stores nobody knows where.
    Hole("LOST_IN_PREAMBLE", claim: .accesses),
    // The beginning of a call changes what the spec counts in.
    Hole("COUNTS_CALLS"),
    // A step ends where its range does, so what comes behind the loop is in no step.
    Hole("ENDS_AT_HEADER", "REACH=(16*pp_window())"),
  ]

  @Test(arguments: holes) func nothingIsProvedThroughAHole(_ hole: Hole) async throws {
    let steps = try await StepToy.prove(
      edits: hole.edits, sizes: [.steps(4)], claims: [.batchEqualsPages, hole.claim])
    #expect(steps.verdict != .proved, "\(steps.claims)")
  }

  @Test(arguments: holes) func whatIsBehindAHoleIsWrong(_ hole: Hole) async throws {
    let window = try await StepToy.prove(
      edits: hole.edits, sizes: [.window(2)], claims: [.batchEqualsPages, hole.claim])
    #expect(window.verdict == .refuted, "\(window.claims)")
  }

  /// One call for one word of code that is other code: what it does to the word, whatever the others are, and what steps
  /// before it have counted.
  @Test func onePageAgainstAnotherCodes() async throws {
    let same = try await StepToy.proveOnePage()
    #expect(same.verdict == .proved, "\(same.claims)")
    for edit in ["OTHER_PAGE", "OTHER_COUNT"] {
      let other = try await StepToy.proveOnePage(edit)
      #expect(other.verdict == .refuted, "\(edit): \(other.claims)")
    }
  }

  /// The next call must find a world again.
  @Test func onePageLeavesAWorld() async throws {
    let even = try await StepToy.proveOnePage("SCRATCH_IS_EVEN")
    #expect(even.verdict == .proved, "\(even.claims)")
    let odd = try await StepToy.proveOnePage("SCRATCH_IS_EVEN", "MAKES_ODD")
    #expect(odd.verdict == .undecided, "\(odd.claims)")
  }

  /// It is about one page, and says nothing of what a batch does to the others.
  @Test func onePageSaysNothingOfBatches() async throws {
    let other = try await StepToy.proveOnePage("OTHER_BATCH")
    #expect(other.verdict == .proved, "\(other.claims)")
  }

  /// Where the smallest window is enough, what it refutes is refuted, and the rest is not proved by it.
  @Test func theSmallestWindowProvesNothing() async throws {
    let result = try await StepToy.proveSmallest("CARRIES_GLOBAL", [.invariants, .batchEqualsPages])
    let invariants = try #require(result.claims.first { $0.claim == .invariants && $0.sizes == .steps(4) })
    #expect(invariants.verdict == .refuted && invariants.shownAt == 1 && invariants.finding != nil)
    let batch = try #require(result.claims.first { $0.claim == .batchEqualsPages && $0.sizes == .steps(4) })
    #expect(batch.verdict == .undecided)
    #expect(batch.note?.contains("not asked") == true)
    let open = try await StepToy.proveSmallest("BATCH_BUG", [.batchEqualsPages])
    #expect(open.verdict == .undecided, "\(open.claims)")
  }

  @Test func aVariableThatIsNotThereIsSaid() async throws {
    let (verdicts, notes, _) = try await verdicts("CARRIED=\"nobody\"")
    #expect(verdicts[.batchEqualsPages] == .undecided)
    #expect(notes.contains("nobody"))
  }
}
