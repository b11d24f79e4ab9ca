import Foundation
import Testing

@testable import KernelTree

/// Which patches a file or standard input holds.
@Suite struct PatchReadingTests {
  @Test func aSeriesAsFormatPatchWritesIt() async throws {
    let place = try PatchedTree()
    try place.commit()
    try place.commit("mm: first change", "line_3", "third")
    try place.commit("mm: second, with a letter Ä", "line_9", "ninth")
    let mbox = try place.git("format-patch --stdout --cover-letter -2")
    try place.git("checkout -q HEAD~2")
    try await place.applied(mbox) { applied in
      #expect(applied.steps.map(\.patch.title) == ["mm: first change", "mm: second, with a letter Ä"])
      #expect(place.text("mm/memory.c", applied.steps[0].after)?.contains("ninth") == false)
      #expect(place.text("mm/memory.c", applied.steps[1].after)?.contains("ninth") == true)
      #expect(place.text("mm/memory.c", applied.steps[1].after)?.contains("third") == true)
    }
  }

  @Test func whatAPatchMayBring() async throws {
    let scratch = try Scratch()
    let path = try scratch.write(oneLine(3, "int third(void);"), to: "brings.diff")
    let series = try await PatchSeries.read(
      [.file(path)], options: ApplyOptions(), cache: scratch.path + "/cache")
    #expect(series.mayBring("third("))
    #expect(!series.mayBring("fourth("))
    let commits = try await PatchSeries.read(
      [.worktree], options: ApplyOptions(), cache: scratch.path + "/cache")
    #expect(commits.mayBring("fourth("))
  }

  /// A list archive has the mails in any order, and what people answered.
  @Test func anArchiveWithRepliesInAnyOrder() async throws {
    let place = try PatchedTree()
    func mail(_ subject: String, _ body: String) -> String {
      "From mboxrd@z Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nDate: Thu, 1 Jan 2026 00:00:00 +0000\n"
        + "Subject: \(subject)\n\n\(body)\n\n"
    }
    let quoted = oneLine(3, "int third;").split(separator: "\n").map { "> " + $0 }.joined(separator: "\n")
    let mbox =
      mail("[PATCH v2 2/2] mm: second", "Why.\n---\n" + oneLine(3, "int fourth;", old: "int third;"))
      + mail(
        "Re: [PATCH v2 1/2] mm: first", quoted + "\n\nI would rather have this:\n\n" + oneLine(3, "int x;"))
      + mail("[PATCH v2 0/2] mm: both", "A cover letter.") + mail("Re: [PATCH v2 0/2] mm: both", "Thanks!")
      + mail("[PATCH v2 1/2] mm: first", "Why.\n---\n" + oneLine(3, "int third;"))
    try await place.applied(mbox) { applied in
      #expect(applied.steps.map(\.patch.title) == ["mm: first", "mm: second"])
      #expect(place.text("mm/memory.c", applied.steps[1].after)?.contains("int fourth;") == true)
    }
  }

  @Test func aMailInQuotedPrintable() async throws {
    let place = try PatchedTree()
    let encoded = oneLine(3, "int third; /* = */").replacingOccurrences(of: "=", with: "=3D")
    try await place.applied(
      "From: A <a@b>\nSubject: =?UTF-8?q?=5BPATCH=5D_mm=3A_=C3=A4?=\nMIME-Version: 1.0\n"
        + "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\nWhy.\n---\n"
        + encoded
    ) { applied in
      #expect(applied.steps.map(\.patch.title) == ["mm: ä"])
      #expect(place.text("mm/memory.c", applied.steps[0].after)?.contains("int third; /* = */") == true)
    }
  }

  @Test func twoVersionsOfAPatchAreRefused() async throws {
    let place = try PatchedTree()
    let mail = "From x Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nSubject: [PATCH 1/2] mm: x\n\n---\n"
    let message = try await place.refusal(mail + oneLine(3, "a") + "\n" + mail + oneLine(5, "b"))
    #expect(message?.contains("more than one patch 1/2") == true, "\(message ?? "")")
    #expect(place.leftovers.isEmpty)
  }

  /// What follows a patch that is not there is not what its author sent.
  @Test(
    arguments: [
      (["PATCH v2 1/3", "PATCH v2 3/3"], "lacks 2/3, and has 1/3, 3/3"),
      (["PATCH 1/3", "PATCH 2/3"], "lacks 3/3"), (["PATCH 2/2", "RFC PATCH"], "lacks 1/2, and has 2/2"),
    ]) func aSeriesWithAHoleIsRefused(_ subjects: [String], _ expected: String) async throws
  {
    let place = try PatchedTree()
    let mails = subjects.enumerated().map { number, subject in
      "From x Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nSubject: [\(subject)] mm: x\n\n---\n"
        + oneLine(3 + 2 * number, "int \(number);") + "\n"
    }
    let message = try await place.refusal(
      "From x Thu Jan  1 00:00:00 1970\nFrom: A <a@b>\nSubject: [PATCH 0/3] c\n\nc\n\n" + mails.joined())
    #expect(message?.contains(expected) == true, "\(message ?? "")")
    #expect(place.leftovers.isEmpty)
  }

  /// One patch alone is what somebody chose.
  @Test func onePatchOfASeries() async throws {
    let place = try PatchedTree()
    try await place.applied("From: A <a@b>\nSubject: [PATCH 2/3] mm: x\n\n---\n" + oneLine(3, "int third;")) {
      applied in
      #expect(applied.steps.map(\.patch.title) == ["mm: x"])
    }
  }

  @Test(
    arguments: [
      ("", "is empty"), ("\n  \n", "is empty"), ("\u{1F}\u{8B}\0", "is not text"),
      ("hello\nworld\n", "holds no diff"),
      ("From: A <a@b>\nSubject: [PATCH 0/3] nothing\n\nA cover letter.\n", "holds no patch"),
    ]) func whatIsNoPatch(_ text: String, _ expected: String) async throws
  {
    let place = try PatchedTree()
    let message = try await place.refusal(text)
    #expect(message?.contains(expected) == true, "\(message ?? "")")
    #expect(place.leftovers.isEmpty)
  }

  @Test func whatCannotBeRead() async throws {
    let place = try PatchedTree()
    for (path, expected) in [
      (place.scratch.path, "is a folder"), (place.scratch.path + "/nowhere", "cannot read"),
      ("/dev/zero", "longer than 32 MiB"),
    ] {
      let message = try await place.refusal(.file(path))
      #expect(message?.contains(expected) == true, "\(message ?? "")")
    }
  }

  @Test func namesAreUnquotedAsGitQuotesThem() {
    #expect(DiffReader.unquoted("\"a/\\303\\244 \\\"x\\\\\\t.c\""[...]) == "a/ä \"x\\\t.c")
    #expect(DiffReader.unquoted("a/plain"[...]) == "a/plain")
  }
}
