import Foundation
import Testing

@testable import Report
@testable import pteproof

/// One answer of several configurations: the gravest counts, and says where.
@Suite struct ConfigurationMergingTests {
  private func proof(_ verdicts: [Verdict], unreached: [Int] = [], findings: [String] = []) -> ProofReport {
    var kernel = Sample.kernel
    kernel.configuration = "x: defconfig"
    return ProofReport(
      program: Sample.program, unit: "fork", kernel: kernel, orders: [0, 1],
      claims: [
        ClaimReport(
          name: "invariants", explanation: "",
          results: verdicts.enumerated().map { OrderResult(order: $0.offset, verdict: $0.element, goals: 3) })
      ],
      unreachedBranches: unreached.map { LocationText(file: "mm/memory.c", line: $0, function: "f") },
      findings: findings.map { what in
        FindingReport(kind: .claim, claim: "invariants", order: 1, what: what)
      }, totals: Totals(seconds: 2, solverQueries: 5))
  }

  @Test func whereAllAgreeNothingIsSaidTwice() {
    let merged = ProofReport.merged([
      ("debug", proof([.proved, .proved], unreached: [3])),
      ("plain", proof([.proved, .proved], unreached: [3])),
    ])
    #expect(merged.verdict == .proved)
    #expect(merged.claims.count == 1 && merged.claims[0].results.count == 2)
    #expect(merged.claims[0].results.allSatisfy { $0.configurations == nil && $0.goals == 6 })
    #expect(merged.unreachedBranches == [LocationText(file: "mm/memory.c", line: 3, function: "f")])
    #expect(merged.kernel?.configurations == ["debug", "plain"])
    #expect(merged.totals.seconds == 2 && merged.totals.solverQueries == 10)
  }

  @Test(arguments: Verdict.allCases, Verdict.allCases)
  func theGravestVerdictCounts(_ one: Verdict, _ other: Verdict) throws {
    let merged = ProofReport.merged([
      ("debug", proof([.proved, one])), ("plain", proof([.proved, other])),
    ])
    #expect(merged.verdict == Verdict.decide([one, other]))
    let result = merged.claims[0].results[1]
    #expect(result.verdict == Verdict.decide([one, other]))
    #expect((result.configurations == nil) == (one == other))
    if one != other {
      #expect(result.configurations?.map(\.value) == [one, other])
      let text = TextRenderer().render(merged)
      let name = result.verdict == one ? "debug" : "plain"
      #expect(text.contains("\(result.verdict.rawValue) (\(name))"), "\(text)")
    }
    // A reader of JSON gets the same back.
    #expect(try JSONRenderer.report(from: JSONRenderer().render(merged)) == merged)
  }

  /// A variable that may hold anything in one of them is named; what a reader of JSON gets is the same.
  @Test func variablesAreOfAllWithWhatIsLeastKnown() throws {
    func part(_ variables: [VariableReport], _ facts: [String]) -> ProofReport {
      var report = proof([.proved])
      report.variables = variables
      report.bootFacts = facts.map { BootFactReport(variable: $0, setBy: "a.c boot()", reason: "so") }
      return report
    }
    let merged = ProofReport.merged([
      ("debug", part([.init(name: "b", status: .bootFact), .init(name: "c", status: .arbitrary)], ["b"])),
      (
        "plain",
        part([.init(name: "a", status: .described), .init(name: "b", status: .arbitrary)], ["b", "d"])
      ),
    ])
    #expect(
      merged.variables == [
        .init(name: "a", status: .described), .init(name: "b", status: .arbitrary),
        .init(name: "c", status: .arbitrary),
      ])
    #expect(merged.bootFacts.map(\.variable) == ["b", "d"])
    #expect(TextRenderer().render(merged).contains("2 arbitrary: b, c"))
    #expect(TextRenderer().render(merged).contains("1 described by the spec: a"))
    #expect(try JSONRenderer.report(from: JSONRenderer().render(merged)) == merged)
    var options = TextOptions()
    options.assumptions = true
    #expect(TextRenderer(options: options).render(merged).contains("d, set by a.c boot()"))
  }

  @Test func aResultOfOneConfigurationAloneNamesIt() {
    let merged = ProofReport.merged([("debug", proof([.proved, .proved])), ("plain", proof([.proved]))])
    #expect(merged.claims[0].results[1].configurations?.map(\.configuration) == ["debug"])
  }

  @Test func findingsNameTheirConfigurations() {
    let merged = ProofReport.merged([
      ("debug", proof([.refuted], findings: ["a", "b"])), ("plain", proof([.refuted], findings: ["b", "c"])),
    ])
    #expect(merged.findings.map(\.what) == ["a", "b", "c"])
    #expect(merged.findings.map(\.configurations) == [["debug"], nil, ["plain"]])
    let text = TextRenderer().render(merged)
    #expect(text.contains("Refuted: invariants, order 1, in plain only"))
    #expect(text.contains("Refuted: invariants, order 1, in debug only"))
  }

  @Test func branchesNameTheirConfigurations() {
    let merged = ProofReport.merged([
      ("debug", proof([.proved], unreached: [3, 4])), ("plain", proof([.proved], unreached: [4, 5])),
    ])
    #expect(merged.unreachedBranches.map(\.line) == [3, 4, 5])
    #expect(merged.unreachedBranches.map(\.configurations) == [["debug"], nil, ["plain"]])
    #expect(TextRenderer().render(merged).contains("mm/memory.c:5, f() (in plain)"))
  }

  // MARK: Checks

  private func check(
    _ statuses: [ClaimStatus], scope: PatchReport.Scope = .checked, notes: [String] = [],
    unseen: [ClosedRange<Int>] = []
  ) -> CheckReport {
    let unit = UnitCheck(
      unit: "fork", function: "f() in mm/memory.c",
      claims: statuses.enumerated().map {
        ClaimCheck(
          name: "claim \($0.offset)", explanation: "", status: $0.element, orders: [0, 1], before: [],
          after: [])
      }, notes: notes)
    return CheckReport(
      program: Sample.program, kernel: Sample.kernel, orders: [0, 1],
      patches: [
        PatchReport(
          number: 1, title: "mm: x", files: ["mm/memory.c"], scope: scope,
          units: scope == .checked ? [unit] : [],
          unseen: unseen.map {
            LineRange(file: "mm/memory.c", first: $0.lowerBound, last: $0.upperBound, removed: false)
          })
      ])
  }

  @Test(arguments: ClaimStatus.allCases, ClaimStatus.allCases)
  func theGravestStatusCounts(_ one: ClaimStatus, _ other: ClaimStatus) throws {
    let merged = CheckReport.merged([("debug", check([one])), ("plain", check([other]))])
    let claim = try #require(merged.patches[0].units.first?.claims.first)
    #expect([one, other].contains(claim.status))
    #expect(merged.verdict == Verdict.decide([one.verdict, other.verdict]))
    #expect((claim.configurations == nil) == (one == other))
    let json = Data(try CheckJSONRenderer().render(merged).utf8)
    #expect(try JSONDecoder().decode(CheckReport.self, from: json) == merged)
  }

  @Test(arguments: CheckFormat.allCases) func eachFormatNamesTheConfiguration(_ format: CheckFormat) throws {
    let merged = CheckReport.merged([
      ("debug", check([.holds, .holds])), ("plain", check([.broken, .holds])),
    ])
    let text = try format.renderer(TextOptions()).render(merged)
    #expect(text.contains("plain"))
    #expect(text.contains("debug"), "what was asked")
    if format != .json {
      #expect(text.contains("broken by this diff, in plain only"), "\(text)")
      #expect(!text.contains("holds before and after, in"), "\(text)")
    }
  }

  @Test func whatIsGraveInOneAndOpenInTheOtherIsSaidOfBoth() {
    let merged = CheckReport.merged([("debug", check([.undecided])), ("plain", check([.broken]))])
    let text = CheckTextRenderer(options: TextOptions(width: 200)).render(merged)
    #expect(text.contains("broken by this diff, in plain; undecided in debug"), "\(text)")
  }

  @Test func notesAndScopes() {
    let merged = CheckReport.merged([
      ("debug", check([.holds], notes: ["same", "own"])), ("plain", check([.holds], notes: ["same"])),
    ])
    #expect(merged.patches[0].units[0].notes == ["same", "In debug: own"])
    let half = CheckReport.merged([("debug", check([.holds])), ("plain", check([], scope: .notSeen))])
    #expect(half.patches[0].scope == .checked)
    #expect(half.patches[0].units[0].notes == ["In plain the diff changes nothing that fork executes."])
    #expect(half.verdict == .proved && half.patches[0].units[0].claims[0].configurations == nil)
    let broken = CheckReport.merged([
      ("debug", check([], scope: .notSeen)), ("plain", check([.broken, .holds])),
    ])
    #expect(broken.patches[0].units[0].claims[0].configurations?.map(\.configuration) == ["plain"])
    #expect(broken.patches[0].units[0].claims[1].configurations == nil)
  }

  @Test func aLineIsSeenIfOneConfigurationCompilesIt() {
    let merged = CheckReport.merged([
      ("debug", check([.holds], unseen: [1...10, 20...25])), ("plain", check([.holds], unseen: [5...22])),
    ])
    #expect(merged.patches[0].unseen.map { $0.first...$0.last } == [5...10, 20...22])
  }

  // MARK: Options

  @Test func configurationsOnTheCommandLine() throws {
    func options(_ arguments: String...) throws -> ProveOptions {
      try ProveCommand.parse(["--kernel", "k"] + arguments).options(environment: ["HOME": "/h"])
    }
    #expect(try options().configurations == [.debug, .plain])
    #expect(try options("--configs", "plain").configurations == [.plain])
    #expect(try options("--configs", "distro,debug,distro").configurations == [.distro, .debug])
    #expect(try options("--config", "f").configurations == [.file("f")])
    #expect(throws: UserError.self) { try options("--configs", "") }
    #expect(throws: UserError.self) { try options("--configs", "debug,odd") }
    #expect(throws: UserError.self) { try options("--configs", "debug", "--config", "f") }
    let check = try CheckCommand.parse(["--kernel", "k", "p", "--configs", "plain"]).options(
      environment: ["HOME": "/h"])
    #expect(check.prove.configurations == [.plain])
  }
}
