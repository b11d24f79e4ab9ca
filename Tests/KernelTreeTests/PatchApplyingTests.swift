import Foundation
import Testing

@testable import KernelTree

/// Patches applied beside a tree, which stays as it is.
@Suite struct PatchApplyingTests {
  @Test func linesAreNumberedAsTheyAreInTheTree() async throws {
    let place = try PatchedTree()
    let before = try place.contents()
    // The hunk is said to stand five lines above where its context is.
    let shifted = oneLine(20, "int twentieth;").replacingOccurrences(of: "-19,3 +19,3", with: "-14,3 +14,3")
    try await place.applied(shifted) { applied in
      let diff = try #require(applied.steps.first?.diff)
      let lines = diff.hunks.flatMap(\.hunk.lines).filter { $0.kind != .context }
      #expect(lines.map(\.oldLine) == [20, nil])
      #expect(lines.map(\.newLine) == [nil, 20])
      #expect(try place.contents() == before)
    }
  }

  @Test func levelsOfFolders() async throws {
    let place = try PatchedTree()
    let bare = oneLine(3, "int third;").replacingOccurrences(of: "a/mm", with: "mm")
      .replacingOccurrences(of: "b/mm", with: "mm")
    try await place.tryOut(bare, ApplyOptions(strip: 0))
    let message = try await place.refusal(bare)
    #expect(message?.contains("memory.c, which this tree does not have") == true, "\(message ?? "")")
    try await place.tryOut(
      oneLine(3, "int third;").replacingOccurrences(of: "a/mm", with: "old/linux/mm")
        .replacingOccurrences(of: "b/mm", with: "new/linux/mm"), ApplyOptions(strip: 2))
    #expect(place.leftovers.isEmpty)
  }

  @Test func lessContextOnRequest() async throws {
    let place = try PatchedTree()
    let off = oneLine(3, "int third;").replacingOccurrences(of: " int line_2;", with: " int line_two;")
    #expect(try await place.refusal(off) != nil)
    try await place.applied(off, ApplyOptions(context: 0)) { applied in
      #expect(place.text("mm/memory.c", applied.steps[0].after)?.contains("int third;") == true)
    }
  }

  @Test func carriageReturns() async throws {
    let place = try PatchedTree()
    try await place.applied(oneLine(3, "int third;").replacingOccurrences(of: "\n", with: "\r\n")) {
      applied in
      #expect(
        place.text("mm/memory.c", applied.steps[0].after)
          == PatchedTree.numbers.replacingOccurrences(of: "line_3;", with: "third;"))
    }
  }

  @Test func newRemovedAndRenamedFiles() async throws {
    let place = try PatchedTree()
    try place.commit()
    try place.scratch.write("int fresh;\n", to: "tree/mm/new/fresh.h")
    try place.git("mv mm/memory.c mm/moved.c && git rm -q include/linux/two.h && git add -A")
    let diff = try place.git("diff --cached -M HEAD")
    try place.git("reset -q --hard HEAD")
    try await place.applied(diff) { applied in
      let after = applied.steps[0].after
      #expect(place.text("mm/moved.c", after) == PatchedTree.numbers)
      #expect(place.text("mm/new/fresh.h", after) == "int fresh;\n")
      #expect(after.removed == ["mm/memory.c", "include/linux/two.h"])
      // The compiler finds an error where the tree on the disk still has the file.
      let stone = try #require(after.overlay["include/linux/two.h"])
      #expect(try String(contentsOfFile: stone, encoding: .utf8).hasPrefix("#error"))
    }
  }

  @Test func whatDoesNotApplyIsToldByItsLine() async throws {
    let place = try PatchedTree()
    let diff =
      oneLine(3, "int third;") + "@@ -18,3 +18,3 @@\n int line_18;\n-int other;\n+int x;\n int line_20;\n"
    let message = try #require(try await place.refusal(diff))
    #expect(message.contains("hunk 2 of 2 of mm/memory.c (@@ -18,3 +18,3 @@)"), "\(message)")
    #expect(message.contains("line 19 is 'int line_19;', the patch expects 'int other;'"), "\(message)")
    #expect(place.leftovers.isEmpty)
    let nothing = try #require(
      try await place.refusal(
        "--- a/mm/memory.c\n+++ b/mm/memory.c\n@@ -5,3 +5,3 @@\n one\n-two\n+2\n three\n"))
    #expect(nothing.contains("the file has nothing like it"), "\(nothing)")
  }

  @Test func theThirdOfASeriesIsNamed() async throws {
    let place = try PatchedTree()
    try place.commit()
    for number in 3...6 { try place.commit("mm: change \(number)", "line_\(number);", "x\(number);") }
    let mbox = try place.git("format-patch --stdout -4")
    try place.git("checkout -q HEAD~4")
    let broken = mbox.replacingOccurrences(of: "-int line_5;", with: "-int line_55;")
    let message = try #require(try await place.refusal(broken))
    #expect(message.hasPrefix("patch 3/4 'mm: change 5' does not apply"), "\(message)")
  }

  @Test(
    arguments: [
      ("../evil.h", "outside the tree"), ("mm/../../evil.h", "outside the tree"),
      (".git/config", "git's own files"), ("link/evil.h", "symbolic link"),
    ]) func pathsThatLeaveTheTree(_ path: String, _ expected: String) async throws
  {
    let place = try PatchedTree()
    try FileManager.default.createDirectory(
      atPath: place.scratch.path + "/outside", withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: place.tree + "/link", withDestinationPath: place.scratch.path + "/outside")
    let text = "--- /dev/null\n+++ b/\(path)\n@@ -0,0 +1 @@\n+int evil;\n"
    let message = try #require(try await place.refusal(text))
    #expect(message.contains(expected), "\(message)")
    #expect(place.leftovers.isEmpty)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place.scratch.path + "/outside").isEmpty)
    #expect(!FileManager.default.fileExists(atPath: place.scratch.path + "/evil.h"))
  }

  @Test func anAbsolutePath() async throws {
    let place = try PatchedTree()
    let file = place.scratch.path + "/evil.h"
    for strip in [0, 1] {
      let message = try await place.refusal(
        "--- /dev/null\n+++ \(file)\n@@ -0,0 +1 @@\n+int evil;\n", ApplyOptions(strip: strip))
      #expect(message?.contains("outside the tree") == true, "\(message ?? "")")
    }
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  /// A link made by the patch, through which the same patch would write.
  @Test func aLinkOfThePatchItself() async throws {
    let place = try PatchedTree()
    let text = """
      diff --git a/way b/way
      new file mode 120000
      index 0000000..1111111
      --- /dev/null
      +++ b/way
      @@ -0,0 +1 @@
      +\(place.scratch.path)
      \\ No newline at end of file
      diff --git a/way/evil.h b/way/evil.h
      new file mode 100644
      index 0000000..1111111
      --- /dev/null
      +++ b/way/evil.h
      @@ -0,0 +1 @@
      +int evil;

      """
    let message = try await place.refusal(text)
    #expect(message?.contains("symbolic link") == true, "\(message ?? "")")
    #expect(!FileManager.default.fileExists(atPath: place.scratch.path + "/evil.h"))
    #expect(place.leftovers.isEmpty)
  }

  @Test func binaryPatches() async throws {
    let place = try PatchedTree()
    try place.commit()
    try Data([0, 1, 2, 255]).write(to: URL(fileURLWithPath: place.tree + "/logo.bin"))
    try place.git("add -A")
    for option in ["--binary", ""] {
      let message = try await place.refusal(try place.git("diff --cached \(option)"))
      #expect(message?.contains("logo.bin, which is not text") == true, "\(message ?? "")")
    }
  }

  @Test func commitsRangesAndTheWorkTree() async throws {
    let place = try PatchedTree()
    try place.commit()
    try place.commit("one", "line_3;", "x3;")
    try place.commit("two", "line_4;", "x4;")
    let before = try place.contents()
    // The work tree is at the end of the range: the base is what it was before.
    let range = try await place.apply(.commits("HEAD~2..HEAD"))
    #expect(range.steps.map(\.patch.title) == ["one", "two"])
    #expect(place.text("mm/memory.c", range.base) == PatchedTree.numbers)
    #expect(place.text("mm/memory.c", range.steps[1].after)?.contains("x4;") == true)
    let whole = try #require(try await range.asOne())
    #expect(
      whole.diff.hunks.flatMap(\.hunk.lines).filter { $0.kind == .added }.map(\.text) == [
        "int x3;", "int x4;",
      ])
    range.discard()
    let one = try await place.apply(.commits("HEAD~1"))
    #expect(one.steps.map(\.patch.title) == ["one"])
    one.discard()
    try place.scratch.write("int all;\n", to: "tree/mm/memory.c")
    let work = try await place.apply(.worktree)
    #expect(place.text("mm/memory.c", work.base)?.contains("x4;") == true)
    #expect(place.text("mm/memory.c", work.steps[0].after) == "int all;\n")
    work.discard()
    try place.git("checkout -q -- .")
    #expect(try place.contents() == before)
    for (source, expected) in [
      (PatchSource.commits("nowhere"), "no file and no commit nowhere"),
      (.commits("HEAD..HEAD"), "no commit in"),
      (.worktree, "as in HEAD"), (.commits("--output=/tmp/x"), "no file and no commit"),
    ] {
      let message = try await place.refusal(source)
      #expect(message?.contains(expected) == true, "\(message ?? "")")
    }
    #expect(place.leftovers.isEmpty)
  }

  /// git refuses to be asked about what is no repository.
  @Test func commitsOfATreeWithoutARepository() async throws {
    let place = try PatchedTree()
    let message = try await place.refusal(.commits("HEAD"))
    #expect(message?.contains("is not in a git repository") == true, "\(message ?? "")")
  }

  /// What a hostile repository's configuration names is not run.
  @Test func hooksAndDiffProgramsAreNotRun() async throws {
    let place = try PatchedTree()
    try place.commit()
    try place.commit("one", "line_3;", "x3;")
    let mark = place.scratch.path + "/mark"
    let program = try place.scratch.write("#!/bin/sh\ntouch \(mark)\ncat\n", to: "program")
    try shell("chmod +x \(program)")
    try place.scratch.write("*.c diff=evil\n", to: "tree/.git/info/attributes")
    for key in ["diff.external", "diff.evil.command", "diff.evil.textconv", "core.fsmonitor", "core.pager"] {
      try place.git("config \(key) \(program)")
    }
    #expect(try await place.refusal(.commits("HEAD~1..HEAD")) == nil)
    #expect(!FileManager.default.fileExists(atPath: mark))
  }
}
