import Foundation
import Testing

/// What cannot be proved is refused in one line with exit status 2, and leaves nothing half-done.
@Suite struct BadInputTests {
  /// A folder of this test's own, with a cache in it.
  private final class Place {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pteproof-input-\(UUID().uuidString)")
    var cache: String { folder.appending(path: "cache").path }

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: folder) }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Whatever a run may make and must not leave half-made.
    var leftovers: [String] {
      ["trees", "builds", "temporary", "bitcode"].flatMap { part in
        ((try? FileManager.default.contentsOfDirectory(atPath: cache + "/" + part)) ?? []).map {
          part + "/" + $0
        }
      }
    }
  }

  private func refused(_ arguments: [String], _ place: Place) async throws -> String {
    let outcome = try await Program.run(["prove"] + arguments + ["--cache", place.cache])
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.isOneErrorLine, "\(outcome)")
    // What takes longer than two seconds to remove is removed behind the program's back.
    let end = ContinuousClock.now + .seconds(60)
    while !place.leftovers.isEmpty, ContinuousClock.now < end {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(place.leftovers.isEmpty, "\(place.leftovers)")
    return outcome.errors
  }

  @Test func noSuchPath() async throws {
    let errors = try await refused(["fork", "--kernel", "/nowhere/linux"], try Place())
    #expect(errors.contains("/nowhere/linux"))
  }

  @Test func notAKernel() async throws {
    let place = try Place()
    try FileManager.default.createDirectory(atPath: place.path("empty"), withIntermediateDirectories: true)
    let errors = try await refused(["fork", "--kernel", place.path("empty")], place)
    #expect(errors.contains(place.path("empty")))
  }

  @Test func aFileThatIsNoTarball() async throws {
    let place = try Place()
    try Data("no tarball\n".utf8).write(to: place.folder.appending(path: "linux.tar.xz"))
    _ = try await refused(["fork", "--kernel", place.path("linux.tar.xz")], place)
  }

  /// The first megabytes of a real tarball: enough for a folder and some files, which must go again.
  @Test func aTruncatedTarball() async throws {
    let place = try Place()
    let kernel = try await KernelUnderTest.shared.value
    let tarball = place.path("linux.tar.xz")
    if kernel.path.hasSuffix(".tar.xz") {
      let handle = try FileHandle(forReadingFrom: URL(filePath: kernel.path))
      let start = try #require(try handle.read(upToCount: 8 << 20))
      try start.write(to: URL(filePath: tarball))
    } else {
      // A small tarball of the tree's top, cut in the middle.
      let tar = Process()
      tar.executableURL = URL(filePath: "/usr/bin/env")
      tar.arguments = ["tar", "-cJf", tarball, "-C", kernel.kernel.sourceTree, "Makefile", "Kconfig", "mm"]
      try tar.run()
      tar.waitUntilExit()
      let whole = try Data(contentsOf: URL(filePath: tarball))
      try whole.prefix(whole.count / 2).write(to: URL(filePath: tarball))
    }
    _ = try await refused(["fork", "--kernel", tarball], place)
  }

  @Test func anUnknownUnit() async throws {
    let errors = try await refused(["spoon", "--kernel", "/nowhere"], try Place())
    #expect(errors.contains("spoon") && errors.contains("fork"))
  }

  @Test func aConfigurationThatIsNotThere() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let errors = try await refused(
      ["fork", "--kernel", kernel.kernel.sourceTree, "--config", "/nowhere/.config"], try Place())
    #expect(errors.contains("/nowhere/.config"))
  }

  /// Without large folios there is no batch: the line names what is missing.
  @Test func aConfigurationWithoutWhatTheSpecNeeds() async throws {
    let place = try Place()
    let kernel = try await KernelUnderTest.shared.value
    try Data("CONFIG_64BIT=y\n# CONFIG_TRANSPARENT_HUGEPAGE is not set\n".utf8).write(
      to: place.folder.appending(path: "config"))
    let errors = try await refused(
      ["fork", "--kernel", kernel.kernel.sourceTree, "--config", place.path("config")], place)
    #expect(errors.contains("CONFIG_TRANSPARENT_HUGEPAGE"))
  }

  /// A path below a file can be made by nobody, root included.
  @Test func aCacheThatCannotBeWritten() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let outcome = try await Program.run(
      ["prove", "fork", "--kernel", kernel.kernel.sourceTree, "--cache", "/dev/null/cache"])
    #expect(outcome.status == 2)
    #expect(outcome.isOneErrorLine && outcome.errors.contains("/dev/null/cache"), "\(outcome)")
  }

  /// A tree in which the function has another name, as in kernels that do not copy in batches.
  @Test func aKernelWithoutTheFunction() async throws {
    let place = try Place()
    let kernel = try await KernelUnderTest.shared.value
    let tree = try Self.linkedTree(of: kernel.kernel.sourceTree, at: place.path("tree")) { text in
      text.replacing("copy_present_ptes(", with: "copy_present_entries(")
    }
    let outcome = try await Program.run(["prove", "fork", "--kernel", tree, "--cache", place.cache])
    #expect(outcome.status == 2, "\(outcome)")
    #expect(outcome.isOneErrorLine && outcome.errors.contains("copy_present_ptes"), "\(outcome)")
    // One look into the file tells, before anything is prepared.
    #expect(!FileManager.default.fileExists(atPath: place.cache + "/builds"))

    // Of one that the spec does not fit the first difference is said, and which kernels it is for. Once it is prepared:
    // a tree that its own build does not take is told otherwise.
    let range = ["prove", "fork-range", "--kernel", tree, "--cache", place.cache]
    let fitting = try await Program.run(
      range + ["--configs", "debug", "--window", "1", "--method", "unrolled", "--claim", "not vacuous"])
    #expect(fitting.status == 0, "\(fitting)")
    let memory = tree + "/mm/memory.c"
    try ("#error another kernel\n" + String(contentsOfFile: memory, encoding: .utf8))
      .write(toFile: memory, atomically: true, encoding: .utf8)
    let misfit = try await Program.run(range + ["--configs", "debug"])
    #expect(misfit.status == 2 && misfit.isOneErrorLine, "\(misfit)")
    #expect(misfit.errors.contains("another kernel") && misfit.errors.contains("Linux 6.12"), "\(misfit)")
  }

  /// A tree without the function is no reason to refuse a patch that brings it; any other patch is refused.
  @Test func aPatchThatBringsTheFunction() async throws {
    let place = try Place()
    let kernel = try await KernelUnderTest.shared.value
    let tree = try Self.linkedTree(of: kernel.kernel.sourceTree, at: place.path("tree")) { text in
      text.replacing("copy_present_ptes(", with: "copy_present_entries(")
    }
    let lines = try String(contentsOfFile: tree + "/mm/memory.c", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func diff(_ change: (String) -> String) -> String {
      // One hunk from the first change to the last.
      let changed = lines.indices.filter { change(lines[$0]) != lines[$0] }
      guard let first = changed.first, let last = changed.last else { return "" }
      let (start, count) = (first - 3, last - first + 7)
      var text = "--- a/mm/memory.c\n+++ b/mm/memory.c\n"
      text += "@@ -\(start + 1),\(count) +\(start + 1),\(count) @@\n"
      for line in lines[start..<(start + count)] {
        text += change(line) == line ? " \(line)\n" : "-\(line)\n+\(change(line))\n"
      }
      return text
    }
    let brings = place.path("brings.diff")
    try diff { $0.replacing("copy_present_entries(", with: "copy_present_ptes(") }
      .write(toFile: brings, atomically: true, encoding: .utf8)
    let common = [
      "check", "--kernel", tree, "--cache", place.cache, "--configs", "debug", "--claim", "pte-laws",
    ]
    let outcome = try await Program.run(common + [brings])
    #expect(
      outcome.output.contains("Before the patch: there is no function copy_present_ptes()"), "\(outcome)")

    let other = place.path("other.diff")
    try diff { $0.replacing("copy_present_entries(", with: "copy_present_things(") }
      .write(toFile: other, atomically: true, encoding: .utf8)
    let refused = try await Program.run(common + [other])
    #expect(refused.status == 2 && refused.isOneErrorLine, "\(refused)")
    #expect(refused.errors.contains("has no function copy_present_ptes()"), "\(refused)")
  }

  /// A tree of links to another, with a mm/memory.c of its own.
  private static func linkedTree(
    of original: String, at folder: String, memory: (String) -> String
  ) throws -> String {
    let files = FileManager.default
    for part in ["", "mm"] {
      let (from, to) = (original + "/" + part, folder + "/" + part)
      try files.createDirectory(atPath: to, withIntermediateDirectories: true)
      for name in try files.contentsOfDirectory(atPath: from) where name != "mm" && name != "memory.c" {
        try files.createSymbolicLink(atPath: to + "/" + name, withDestinationPath: from + "/" + name)
      }
    }
    let text = try String(contentsOfFile: original + "/mm/memory.c", encoding: .utf8)
    try memory(text).write(toFile: folder + "/mm/memory.c", atomically: true, encoding: .utf8)
    return folder
  }
}
