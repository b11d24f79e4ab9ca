import Foundation
import Testing

/// A kernel newer than the one that the other tests prove on, as `scripts/setup.sh --kernels` fetches it.
///
/// It is what PTEPROOF_TEST_KERNEL_7_3 names, or Debian's linux-source-7.3 in the cache folder. Without either the tests fail.
enum NewerKernel {
  static let variable = "PTEPROOF_TEST_KERNEL_7_3"

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  static func path(environment: [String: String] = ProcessInfo.processInfo.environment) throws -> String {
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
      ?? (environment["HOME"] ?? NSHomeDirectory()) + "/.cache"
    let fetched = cache + "/pteproof/kernels/linux-source-7.3.tar.xz"
    let path = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? fetched
    guard FileManager.default.fileExists(atPath: path) else {
      throw Missing(
        description: "no Linux 7.3 at \(path): run 'make setup-kernels', or name a source tree or tarball by "
          + variable)
    }
    return path
  }
}

@Suite struct NewerKernelTests {
  private static let cache = Products.folder.appending(path: "end-to-end/cache").path

  private func prove(_ arguments: [String]) async throws -> Program.Outcome {
    let path = try NewerKernel.path()
    return try await Gate.proofs.pass {
      try await Program.run(
        ["prove", "fork", "--kernel", path, "--cache", Self.cache, "--configs", "debug"] + arguments)
    }
  }

  @Test func forkIsProved() async throws {
    let outcome = try await prove(["--orders", "0-1"])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("proved: all 8 claims at orders 0 and 1"), "\(outcome)")
    #expect(!outcome.output.contains("body differs"), "\(outcome)")
  }

  @Test(.enabled(if: AllTests.areAskedFor, "it takes a minute: make test-all")) func largeFoliosToo()
    async throws
  {
    let outcome = try await prove(["--orders", "all", "--method", "summaries"])
    #expect(outcome.status == 0, "\(outcome)")
  }

  /// Bugs in what 6.12 does not have: the diff, and a claim that it breaks.
  struct Bug: Sendable, CustomTestStringConvertible {
    var name: String
    var claim: String
    var diff: String
    var testDescription: String { name }
  }

  static let bugs = [
    Bug(
      name: "a child that tracks nothing keeps PROT_NONE", claim: "page=spec",
      diff: """
        --- a/mm/memory.c
        +++ b/mm/memory.c
        @@ -1183,5 +1183,3 @@
         \tif (!userfaultfd_protected(dst_vma)) {
        -\t\tif (userfaultfd_rwp(src_vma) && pte_uffd(pte))
        -\t\t\tpte = pte_modify(pte, dst_vma->vm_page_prot);
         \t\tpte = pte_clear_uffd(pte);
         \t}

        """),
    Bug(
      name: "the second mm counts one mapping of a batch", claim: "invariants",
      diff: """
        --- a/include/linux/rmap.h
        +++ b/include/linux/rmap.h
        @@ -203,3 +203,3 @@
         \t} else if (folio_mm_id(folio, 1) == mm_id) {
        -\t\tfolio->_mm_id_mapcount[1] += diff;
        +\t\tfolio->_mm_id_mapcount[1] += 1;
         \t\tif (!IS_ENABLED(CONFIG_64BIT) && unlikely(folio->_mm_id_mapcount[1] < 0)) {

        """),
  ]

  @Test(arguments: bugs) func whatIsNewIsChecked(_ bug: Bug) async throws {
    let path = try NewerKernel.path()
    let folder = FileManager.default.temporaryDirectory.appending(path: "pteproof-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let diff = folder.appending(path: "bug.diff")
    try Data(bug.diff.utf8).write(to: diff)
    let outcome = try await Gate.proofs.pass {
      try await Program.run([
        "check", "--kernel", path, "--cache", Self.cache, "--configs", "debug", "--orders", "0-1", "--claim",
        bug.claim, diff.path,
      ])
    }
    #expect(outcome.status == 1, "\(outcome)")
    #expect(outcome.output.contains("broken by this diff"), "\(outcome)")
  }
}
