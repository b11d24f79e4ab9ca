import Foundation
import Report
import Testing

@testable import pteproof

/// Commits, ranges, the work tree and bisection, in a repository made of the real source.
@Suite(.serialized) struct CheckGitTests {
  private static let claims = ["--orders", "1", "--claim", "invariants"]

  /// One tree for all: its kbuild runs once.
  private static let tree = Task {
    let tree = try GitTree("history", of: try await KernelUnderTest.shared.value)
    for name in ["de-morgan", "statements-swapped", "one-reference", "counter-by-kind"] {
      try tree.commit(name)
    }
    return tree
  }

  @Test func rangeAndCommit() async throws {
    let tree = try await Self.tree.value
    let before = try tree.status
    try await Gate.proofs.pass {
      let range = try await check(["HEAD~3..HEAD~1"] + Self.claims, kernel: tree.path)
      #expect(range.patches.map(\.title) == ["mm: statements-swapped", "mm: one-reference"])
      #expect((1...2).map { range.statuses($0)["invariants"] } == [.holds, .broken])
      // On top of the broken commit: no worse than it was.
      let last = try await check(["HEAD"] + Self.claims, kernel: tree.path)
      #expect(last.statuses()["invariants"] == .stillBroken)
      #expect(last.verdict == .refuted)
    }
    #expect(try tree.status == before)
  }

  @Test func workTree() async throws {
    let tree = try await Self.tree.value
    let file = tree.path + "/mm/memory.c"
    let broken = try String(contentsOfFile: file, encoding: .utf8)
    // The fix of what HEAD has wrong.
    try broken.replacingOccurrences(
      of: "folio_get(folio);\n\t\tif (folio_test_anon",
      with: "folio_ref_add(folio, nr);\n\t\tif (folio_test_anon"
    )
    .write(toFile: file, atomically: true, encoding: .utf8)
    defer { _ = try? tree.git("checkout -q -- .") }
    let mended = try String(contentsOfFile: file, encoding: .utf8)
    try #require(mended != broken)
    let report = try await Gate.proofs.pass {
      try await check(["--worktree"] + Self.claims, kernel: tree.path)
    }
    #expect(report.statuses()["invariants"] == .fixed)
    #expect(report.verdict == .proved)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == mended)
  }

  /// git finds the bad commit by the exit status.
  @Test func bisectRunFindsTheBadCommit() async throws {
    let tree = try await Self.tree.value
    let kernel = try await KernelUnderTest.shared.value
    let bad = try tree.git("rev-parse HEAD~1").trimmingCharacters(in: .whitespacesAndNewlines)
    let output = try await Gate.proofs.pass {
      try tree.git("bisect start HEAD HEAD~4 2>&1")
      defer { _ = try? tree.git("bisect reset 2>&1") }
      return try tree.git(
        "bisect run '\(Program.path)' prove fork --bisect --kernel . --cache '\(kernel.cache)' "
          + Self.claims.joined(separator: " ") + " 2>&1")
    }
    #expect(output.contains("\(bad) is the first bad commit"), "\(output)")
  }
}
