import Foundation
import Proof
import Report
import Testing

@testable import pteproof

/// The corpora as a user tries them: each edit as a diff, by `check` with its default options, which are both
/// configurations, and every order or windows up to 8.
@Suite struct ShippedCorpusTests {
  static let bugs = AllTests.cases(Corpora.bugs)
  static let neutral = AllTests.cases(Corpora.neutral)

  @Test(arguments: bugs) func bugIsRefuted(_ bug: SeededEdit) async throws {
    let report = try await checked(bug)
    let mayBeOpen = SummaryTests.withoutSummary.contains(bug.name)
    #expect(report.verdict == .refuted || mayBeOpen && report.verdict == .undecided, "\(bug.why): \(report)")
    guard report.verdict == .refuted else { return }
    let broken = report.units.flatMap(\.claims).filter { $0.status == .broken }.map(\.name)
    #expect(!Set(broken).isDisjoint(with: bug.breaks.map(\.rawValue)), "\(bug.why): \(broken)")
    let findings = report.units.flatMap(\.findings).map(\.finding)
    #expect(!findings.isEmpty)
  }

  @Test(arguments: neutral) func neutralEditHolds(_ edit: SeededEdit) async throws {
    let report = try await checked(edit)
    #expect(report.verdict == .proved, "\(edit.why): \(report)")
    for unit in report.units {
      let open = unit.claims.filter { $0.status.verdict != .proved }
      #expect(open.isEmpty, "\(unit.unit): \(open), \(unit.notes)")
    }
  }

  @Test func eachCorpusIsTriedInEachRun() {
    // One check of the whole range takes minutes: those are for `make test-all`.
    for corpus in Corpora.all.dropLast() {
      let isTried = corpus.contains { $0.isInEachRun }
      #expect(isTried, "\(corpus.map(\.name))")
    }
    #expect(Corpora.bugs.allSatisfy { $0.kind == .bug && !$0.breaks.isEmpty })
    #expect(Corpora.neutral.allSatisfy { $0.kind != .bug && $0.breaks.isEmpty })
  }

  /// The folder in which the diffs of all edits are to be left, for Benchmarks/check.sh.
  static let folder = ProcessInfo.processInfo.environment["PTEPROOF_DIFFS"]

  /// With a list of them: a line each with the file and the exit status that is right.
  @Test func eachEditIsADiff() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let writer = DiffWriter(kernel: kernel)
    let folder = Self.folder ?? "\(kernel.scratch)/corpus"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var list = ""
    for edit in Corpora.bugs + Corpora.neutral {
      let text = try String(
        contentsOfFile: try writer.write([edit], name: "corpus-\(edit.name)"), encoding: .utf8)
      #expect(text.contains("\n@@ "), "\(edit.name)")
      try text.write(toFile: "\(folder)/\(edit.name).diff", atomically: true, encoding: .utf8)
      list += "\(edit.name).diff \(edit.kind == .bug ? 1 : 0)\n"
    }
    try list.write(toFile: "\(folder)/LIST", atomically: true, encoding: .utf8)
    #expect(Set(Corpora.all.joined().map(\.name)).count == Corpora.all.joined().count)
  }

  private func checked(_ edit: SeededEdit) async throws -> CheckReport {
    let kernel = try await KernelUnderTest.shared.value
    let path = try DiffWriter(kernel: kernel).write([edit], name: "shipped-\(edit.name)")
    return try await Gate.proofs.pass { try await check([path, "--configs", "debug,plain"]) }
  }
}

/// All edits of the tests that `check` has an answer to.
enum Corpora {
  static let bugs = all.joined().filter { $0.kind == .bug }
  static let neutral = all.joined().filter { $0.kind != .bug }

  static let all: [[SeededEdit]] = [
    SeededBugs.all, LateBugs.all, VariableEdits.bugs, NeutralEdits.all, VariableEdits.neutral,
    RangeEdits.bugs + RangeEdits.betweenSteps.map(\.edit) + RangeEdits.neutral,
  ]
}

extension CheckReport {
  /// What was checked of each unit, in each configuration.
  fileprivate var units: [UnitCheck] { patches.flatMap(\.units) }
}
