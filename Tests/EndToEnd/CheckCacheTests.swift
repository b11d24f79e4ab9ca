import Foundation
import Report
import Testing

@testable import pteproof

/// What is kept of a check on the disk: used where it is whole, and never believed where it is not.
@Suite struct CheckCacheTests {
  @Test func damagedResultsAreFoundOutAnew() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(SeededBugs.all.first { $0.name == "child-stays-young" })
    let path = try DiffWriter(kernel: kernel).write([bug], name: "cached")
    let folder = kernel.scratch + "/results"
    let files = FileManager.default
    if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
    let arguments = [path, "--orders", "0", "--claim", "page=spec"]
    @Sendable func run() async throws -> (text: String, queries: Int) {
      let report = try await Gate.proofs.pass { try await check(arguments, results: folder) }
      #expect(report.statuses()["page = spec"] == .broken)
      return (try CheckJSONRenderer(times: false).render(report), report.totals.solverQueries)
    }
    let first = try await run()
    #expect(first.queries > 0)
    let kept = try files.contentsOfDirectory(atPath: folder).sorted()
    // Before, after, and the queries of both.
    #expect(kept.count == 3 && kept.contains("queries-cadical"), "\(kept)")
    let whole = try kept.map { try Data(contentsOf: URL(filePath: folder + "/" + $0)) }
    let second = try await run()
    #expect(second.queries == 0 && second.text == first.text)

    // Cut short; a bit turned; and what says of itself that all is well.
    for (index, (name, data)) in zip(kept, whole).enumerated() {
      var damaged = data
      switch index {
      case 0: damaged = Data(data.dropLast(100))
      case 1:
        let text = String(decoding: data, as: UTF8.self)
        damaged = Data(text.replacing("\"verdict\"", with: "\"verdict\" ").utf8)
      default: damaged[data.count / 2] ^= 4
      }
      #expect(damaged != data)
      try damaged.write(to: URL(filePath: folder + "/" + name))
    }
    let again = try await run()
    #expect(again.text == first.text && again.queries > 0)
    // Written anew, whole.
    #expect(try files.contentsOfDirectory(atPath: folder).sorted() == kept)
    #expect(try await run().queries == 0)
  }

  /// A tarball has no history: said at once, in one line.
  @Test(arguments: [["HEAD"], ["v6.11..v6.12"], ["--worktree"], ["no-such.diff"]])
  func aTarballHasNoCommits(_ words: [String]) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let folder = FileManager.default.temporaryDirectory.appending(path: "pteproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let tarball = folder.appending(path: "linux.tar.xz").path
    try Data("no matter what".utf8).write(to: URL(filePath: tarball))
    let outcome = try await Program.run(
      ["check", "--kernel", tarball, "--cache", kernel.cache] + words)
    #expect(outcome.status == 2 && outcome.isOneErrorLine, "\(outcome)")
    #expect(outcome.errors.contains("\(tarball) is a tarball"), "\(outcome)")
    #expect(outcome.errors.contains(words[0]), "\(outcome)")
  }
}
