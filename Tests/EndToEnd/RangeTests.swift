import Proof
import Testing

/// fork's whole range against the real kernel: what is wrong between the steps is refuted, what is right is proved.
@Suite struct RangeTests {
  private static let unit = "fork-range"

  @Test func corpusIsWellFormed() {
    let between = RangeEdits.betweenSteps.map(\.edit) + [RangeEdits.whereATaskGivesWay]
    let names = (RangeEdits.bugs + between + RangeEdits.neutral).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(RangeEdits.bugs.count >= 12)
    #expect(RangeEdits.neutral.count >= 4)
    #expect(RangeEdits.bugs.allSatisfy { !$0.breaks.isEmpty })
  }

  @Test func theKernelItselfIsProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(unit: Self.unit), window: 1, cases: nil, claims: Set(Claim.allCases))
      #expect(result.verdict == .proved, "\(result.summary)")
      #expect(Set(result.claims.map(\.claim)) == Set(Claim.allCases).subtracting([.pteLaws]))
    }
  }

  /// Each bug in a case of the world that shows it, by each of the claims that it is expected to break there.
  @Test(arguments: RangeEdits.bugs) func bugIsRefuted(_ bug: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(bug, unit: Self.unit)
      let result = try await proveRange(module, window: 1, cases: [[false]], claims: Set(bug.breaks))
      #expect(result.refuted == Set(bug.breaks), "\(bug.why)\n\(result.summary)")
      let count = try await result.expectReplays(
        in: module, unit: "ppf_fork_range", bug.name, mayBeImpossible: Self.cannotAllBeRun.contains(bug.name))
      #expect(count == bug.breaks.count)
    }
  }

  /// Bugs that reach for memory that is not theirs, or not yet, where a native run goes on (into swap entries, in one), or
  /// have the task asked whether it gives way, which no native run answers.
  private static let cannotAllBeRun: Set = [
    "count-of-the-step-before", "limit-of-the-whole-range", "progress-taken-for-the-count",
    "parent-not-locked",
    "rescheduled-before-the-advance",
  ]

  /// A witness of one kernel does not pass in another.
  @Test func whatTheProcessorDoesOtherwiseIsSeen() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(RangeEdits.bugs.first { $0.name == "rss-not-added" })
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(bug, unit: Self.unit), window: 1, cases: [[false]], claims: Set(bug.breaks))
      let replayer = WitnessReplayer(try await kernel.module(unit: Self.unit), unit: "ppf_fork_range")
      let replayed = try await result.replayed(by: replayer)
      let found = replayed.claims.filter { $0.finding != nil }
      #expect(found.map(\.claim) == Array(bug.breaks))
      for claim in found { #expect(claim.verdict == .internal, "\(claim.note ?? "")") }
    }
  }

  /// A step whose PTE 0 maps a page of a folio of files, with a table for the child: not anon, not shmem, not PROT_NONE.
  private static let page = [true, true, false, false, false]

  /// These take half a minute or more each.
  private static let slow = ["freed-copy-used-again", "copy-kept-for-the-next-page"]

  /// Each is shown by the smallest window that has the PTEs for it.
  @Test(
    arguments: AllTests.cases(
      RangeEdits.betweenSteps,
      orOnly: RangeEdits.betweenSteps.filter { !slow.contains($0.edit.name) }))
  func bugBetweenStepsIsRefuted(_ bug: RangeEdits.BetweenSteps)
    async throws
  {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(bug.edit, unit: Self.unit)
      let result = try await proveRange(
        module, window: bug.window, cases: [bug.world], claims: Set(bug.edit.breaks))
      #expect(result.refuted == Set(bug.edit.breaks), "\(bug.edit.why)\n\(result.summary)")
      let count = try await result.expectReplays(
        in: module, unit: "ppf_fork_range", bug.edit.name,
        mayBeImpossible: Self.cannotAllBeRun.contains(bug.edit.name))
      #expect(count == bug.edit.breaks.count)
    }
  }

  /// What is wrong between steps is not proved by them; but where there is no PTE behind a batch, for there it is right.
  @Test func bugBetweenStepsIsNotProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(RangeEdits.betweenSteps.first { $0.edit.name == "child-advances-by-one" })
    try await Gate.proofs.pass {
      let module = try await kernel.module(bug.edit, unit: Self.unit)
      let three = try await proveRange(module, steps: 3, cases: [Self.page], claims: [.batchEqualsPages])
      #expect([.refuted, .undecided].contains(three.verdict), "\(three.summary)")
      let two = try await proveRange(module, steps: 2, cases: [Self.page], claims: [.batchEqualsPages])
      #expect(two.verdict == .proved, "\(two.summary)")
    }
  }

  /// A step may begin with giving way to other tasks, which windows do only behind their fourth PTE.
  @Test func bugWhereATaskGivesWayIsNotProved() async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(RangeEdits.whereATaskGivesWay, unit: Self.unit), steps: 2, cases: [Self.page],
        claims: [.invariants])
      #expect([.refuted, .undecided].contains(result.verdict), "\(result.summary)")
    }
  }

  /// The kernel itself in that case, and where PTE 0 maps no large folio.
  @Test(arguments: [[true, false], page]) func theKernelItselfIsProvedByStep(_ world: [Bool]) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let result = try await proveRange(
        try await kernel.module(unit: Self.unit), steps: 3, cases: [world],
        claims: [.batchEqualsPages, .invariants, .accesses, .initialised])
      #expect(result.verdict == .proved, "\(result.summary)")
    }
  }

  /// In a window of one PTE: larger ones take longer.
  @Test(arguments: RangeEdits.neutral) func neutralEditIsProved(_ edit: SeededEdit) async throws {
    let kernel = try await KernelUnderTest.shared.value
    try await Gate.proofs.pass {
      let module = try await kernel.module(edit, unit: Self.unit)
      let before = try #require(try await kernel.module(unit: Self.unit).closureDigest(of: "copy_pte_range"))
      let after = try #require(module.closureDigest(of: "copy_pte_range"))
      #expect((before != after) == (edit.kind == .neutral(changesBitcode: true)))
      let result = try await proveRange(
        module, window: 1, cases: [[true]], claims: [.batchEqualsPages, .invariants, .initialised])
      #expect(result.verdict == .proved, "\(edit.why)\n\(result.summary)")
    }
  }
}
