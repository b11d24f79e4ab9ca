import Foundation
import Proof
import Report
import Testing

/// A diff of the kernel, made at test time from edits, and what is to be said of it.
struct ProposedDiff: Sendable, CustomTestStringConvertible {
  var name: String
  var edits: [SeededEdit]
  /// The claims to check.
  var claims: [Claim]
  var order: Int
  /// The claims that it breaks; the others hold before and after.
  var breaks: [Claim] = []
  /// Functions that must be named as changed.
  var changes: [String]
  var isUnchanged = false

  var testDescription: String { name }

  /// A bug of the corpus, by the claims that it breaks and one that it leaves.
  static func bug(_ name: String, breaks: [Claim], keeps: [Claim] = [], in changes: [String]) -> ProposedDiff
  {
    let edit = SeededBugs.all.first { $0.name == name }
    return ProposedDiff(
      name: name, edits: edit.map { [$0] } ?? [], claims: breaks + keeps, order: edit?.smallestOrder ?? 0,
      breaks: breaks, changes: changes)
  }

  /// An edit of the corpus that breaks nothing.
  static func kept(
    _ name: String, claims: [Claim] = [.batchEqualsPages], in changes: [String], isUnchanged: Bool = false
  ) -> ProposedDiff {
    ProposedDiff(
      name: name, edits: NeutralEdits.all.filter { $0.name == name }, claims: claims, order: 1,
      changes: changes, isUnchanged: isUnchanged)
  }

  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"
  private static let detect = "folio_pte_batch"
  private static let anon = "__folio_try_dup_anon_rmap"

  /// Each claim is broken by one, in each of the files that a batch is made of.
  static let bugs: [ProposedDiff] = [
    .bug("child-not-protected", breaks: [.pageEqualsSpec], keeps: [.noWarnings], in: [set]),
    .bug("parent-protects-first-only", breaks: [.batchEqualsPages], keeps: [.pageEqualsSpec], in: [set]),
    .bug("one-reference", breaks: [.invariants], keeps: [.initialised], in: [run]),
    .bug("small-folio-batched", breaks: [.noWarnings], keeps: [.pageEqualsSpec], in: [run]),
    .bug("peek-behind-batch", breaks: [.accesses], in: [run]),
    .bug("flags-not-initialised", breaks: [.initialised], in: [run]),
    .bug("wrprotect-one-more", breaks: [.pteLaws, .accesses], in: ["wrprotect_ptes"]),
    .bug("uffd-wp-not-compared", breaks: [.invariants], in: ["__pte_batch_clear_ignored"]),
    .bug("any-writable-not-initialised", breaks: [.initialised], in: [detect]),
    .bug("anon-loop-stays-on-page", breaks: [.invariants], in: [anon]),
    .bug("set-ptes-same-page", breaks: [.pteLaws], in: ["set_ptes"]),
  ]

  /// Refactorings: names, order, splitting, another loop.
  static let refactorings: [ProposedDiff] = [
    .kept("comment-only", in: [run], isUnchanged: true),
    .kept("statements-swapped", in: [run]),
    .kept("condition-hoisted", claims: [.invariants], in: [run]),
    .kept("detection-by-pointer", in: [detect]),
    .kept("sharing-by-pointer", claims: [.invariants], in: [anon]),
    .kept("set-ptes-by-index", claims: [.pteLaws, .pageEqualsSpec], in: ["set_ptes"]),
    .kept("de-morgan", in: [run]),
    .kept("helper-split", claims: [.invariants], in: ["dup_file_batch", run]),
    ProposedDiff(
      name: "helpers-renamed",
      edits: [
        .neutral(
          "helpers-renamed", KernelFile.memory,
          [
            Replacement("void __copy_present_ptes", "void copy_ptes_of_batch"),
            Replacement("__copy_present_ptes(", "copy_ptes_of_batch(", in: run, occurrence: 1, of: 2),
            Replacement("__copy_present_ptes(", "copy_ptes_of_batch(", in: run, occurrence: 2, of: 2),
            Replacement("inline int copy_present_page", "inline int copy_pinned_page"),
            Replacement("copy_present_page(", "copy_pinned_page(", in: run),
          ], "names only")
      ], claims: [.pageEqualsSpec, .batchEqualsPages], order: 1, changes: ["copy_ptes_of_batch", run]),
  ]
}

/// Makes diffs of a kernel's files.
struct DiffWriter {
  let kernel: KernelUnderTest

  /// The diff of some edits, the later ones on top of the earlier; the path of its file.
  func write(_ edits: [SeededEdit], name: String, reversed: Bool = false) throws -> String {
    let folder = "\(kernel.scratch)/diffs/\(name)"
    let files = FileManager.default
    if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
    var texts: [String: (old: String, new: String)] = [:]
    for edit in edits {
      let old = try String(contentsOfFile: kernel.kernel.sourceTree + "/" + edit.file, encoding: .utf8)
      let known = texts[edit.file] ?? (old, old)
      texts[edit.file] = (known.old, try edit.applied(to: known.new))
    }
    return try write(texts.mapValues { reversed ? ($0.new, $0.old) : $0 }, folder: folder)
  }

  /// The diff that makes texts of others, by path.
  func write(_ texts: [String: (old: String, new: String)], folder: String) throws -> String {
    for (path, text) in texts {
      for (side, content) in [("a", text.old), ("b", text.new)] {
        let file = "\(folder)/\(side)/\(path)"
        try FileManager.default.createDirectory(
          atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try content.write(toFile: file, atomically: true, encoding: .utf8)
      }
    }
    let diff = try Shell.run("git diff --no-index --no-prefix a b || true", in: folder)
    let path = folder + ".diff"
    try diff.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }
}

/// A shell, for what a user would type.
enum Shell {
  struct Failed: Error {
    var script: String
    var output: String
  }

  /// - Returns: standard output.
  @discardableResult
  static func run(_ script: String, in folder: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(filePath: folder)
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in [
      ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_AUTHOR_NAME", "A"),
      ("GIT_AUTHOR_EMAIL", "a@example.org"), ("GIT_COMMITTER_NAME", "A"),
      ("GIT_COMMITTER_EMAIL", "a@example.org"), ("LC_ALL", "C"),
    ] {
      environment[name] = value
    }
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let output = String(decoding: data, as: UTF8.self)
    guard process.terminationStatus == 0 else { throw Failed(script: script, output: output) }
    return output
  }
}
