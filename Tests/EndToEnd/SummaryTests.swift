import Proof
import Testing

/// The corpus again, for every order from 1 to 10 at once, with loops summarised: the same verdicts as with
/// loops unrolled (`CorpusTests`).
@Suite struct SummaryTests {
  @Test func theKernelItselfIsProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(try await kernel.module(), sizes: [.upTo(10)])
      #expect(result.verdict == .proved, "\(result.summary)")
      #expect(Set(result.claims.map(\.claim)) == Set(Claim.allCases))
      // Each loop over pages of the batch has its summary; none was unrolled.
      #expect(
        result.summarisedLoops.contains("folio_pte_batch()") && result.summarisedLoops.contains("set_ptes()"))
      #expect(result.unrolledLoops.isEmpty, "\(result.unrolledLoops)")
    }
  }

  /// Only small folios show it.
  static let ofSmallFolios = ["small-folio-batched"]
  /// Their iterations write to other pages' records, so that no summary is possible.
  static let withoutSummary = ["file-loop-one-too-far", "folio-end-without-offset", "no-folio-end"]
  /// The bugs that have to do with a batch: copying one page has no loop.
  static let bugs = AllTests.cases(
    (SeededBugs.detection + SeededBugs.entries + SeededBugs.counts + SeededBugs.failure)
      .filter { !$0.breaks.contains(.pteLaws) && !ofSmallFolios.contains($0.name) })
  /// Some of which change a loop: one that is counted, one that is searched, and where it ends.
  static let edits = AllTests.cases(NeutralEdits.all)

  @Test(arguments: bugs)
  func bugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      // One claim of those that it breaks: the engine is the same for all.
      let claim = bug.breaks.contains(.batchEqualsPages) ? .batchEqualsPages : try #require(bug.breaks.first)
      let module = try await kernel.module(bug)
      let result = try await prove(
        module, sizes: [.upTo(10)], claims: [claim],
        confirmsRefutations: !Self.withoutSummary.contains(bug.name))
      if Self.withoutSummary.contains(bug.name) {
        #expect(Set(result.claims.map(\.verdict)).isSubset(of: [.refuted, .undecided]), "\(result.summary)")
      } else {
        #expect(result.refuted == [claim], "\(bug.why)\n\(result.summary)")
        // The model becomes a whole world of one order, and need not be looked for anew.
        let finding = try #require(result.claims.compactMap(\.finding).first)
        #expect(finding.isCompleted, "\(result.summary)")
        try await result.expectReplays(in: module, unit: "ppf_fork", bug.name, mayBeImpossible: true)
      }
    }
  }

  /// Bugs that only a large folio shows: refuted with a world of that order, which the processor confirms.
  @Test(arguments: LateBugs.all)
  func lateBugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(bug)
      let claim = try #require(bug.breaks.first)
      let result = try await prove(module, sizes: [.upTo(9)], claims: [claim], confirmsRefutations: true)
      #expect(result.refuted == [claim], "\(bug.why)\n\(result.summary)")
      let finding = try #require(result.claims.compactMap(\.finding).first)
      #expect(finding.order == bug.smallestOrder && finding.isCompleted)
      try await result.expectReplays(in: module, unit: "ppf_fork", bug.name, mayBeImpossible: false)
    }
  }

  @Test(arguments: edits)
  func neutralEditIsProved(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await prove(
        try await kernel.module(edit), sizes: [.upTo(10)], claims: [.batchEqualsPages])
      #expect(result.verdict == .proved, "\(edit.why)\n\(result.summary)")
    }
  }
}
