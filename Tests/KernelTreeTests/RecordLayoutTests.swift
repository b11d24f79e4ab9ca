import Foundation
import Testing

@testable import KernelTree

/// Layouts of structures, as clang tells them, and what moves in them.
@Suite struct RecordLayoutTests {
  /// By the compiler itself.
  private func layouts(_ source: String) throws -> [String: RecordLayout] {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pteproof-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try source.write(to: folder.appending(path: "x.c"), atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "clang-19", "-target", "x86_64-linux-gnu", "-w", "-fsyntax-only", "-Xclang",
      "-fdump-record-layouts-complete", folder.path + "/x.c",
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return RecordLayout.read(String(decoding: data, as: UTF8.self))
  }

  private let usual = """
    struct in { int a; char b; };
    struct s { union { struct { long start, end; }; long rcu; }; struct in *mm; struct in emb; unsigned x:3, y:5;
      union { int k; long l; } u; int last[4]; };
    """

  /// The difference of struct s if some text of the usual source is another.
  private func difference(_ old: String, _ new: String) throws -> String? {
    let changed = usual.replacing(old, with: new)
    try #require(changed != usual)
    let before = try #require(try layouts(usual)["s"])
    return before.difference(to: try #require(try layouts(changed)["s"]))
  }

  @Test func whatClangTells() throws {
    let found = try layouts(usual)
    #expect(Set(found.keys.filter { !$0.hasPrefix("__") }) == ["in", "s"])
    let layout = try #require(found["s"])
    #expect(layout.size == "sizeof=64, align=8")
    let offsets = Dictionary(layout.fields.map { ($0.name, $0.offset) }) { first, _ in first }
    #expect(
      offsets["start"] == "0" && offsets["end"] == "8" && offsets["mm"] == "16" && offsets["b"] == "28"
        && offsets["y"] == "32:3-7" && offsets["l"] == "40" && offsets["last"] == "48")
    #expect(layout.difference(to: layout) == nil)
  }

  /// Where members of a changed source are in the usual one.
  private func places(_ old: String, _ new: String) throws -> RecordLayout.Places {
    let changed = usual.replacing(old, with: new)
    try #require(changed != usual)
    let before = try #require(try layouts(usual)["s"])
    return try #require(try layouts(changed)["s"]).places(in: before)
  }

  @Test func membersAreFoundByTheirNames() throws {
    let new = try places("struct in *mm;", "long more; struct in *mm;")
    #expect(new.offsets == [0: 0, 24: 16, 32: 24, 40: 32, 48: 40, 56: 48])
    #expect(new.missing == [16: "more"] && new.inner.isEmpty)
    #expect(new.ownSize == 72 && new.size == 64)
    let moved = try places("struct in *mm; struct in emb;", "struct in emb; struct in *mm;")
    #expect(moved.offsets == [0: 0, 16: 24, 24: 16, 32: 32, 40: 40, 48: 48] && moved.missing.isEmpty)
    // Of another type it is another member.
    let other = try places("struct in *mm;", "long mm;")
    #expect(other.missing == [16: "mm"] && other.offsets[16] == nil)
    // What a structure with a tag holds is its own matter.
    #expect(try places("struct in { int a; char b; };", "struct in { char b; int a; };").missing.isEmpty)
  }

  @Test func anonymousStructuresHaveMembersOfTheirOwn() throws {
    let before = try #require(try layouts("struct s { long k; struct { int a; long b; }; };")["s"])
    let after = try #require(try layouts("struct s { long k; struct { int a; long n, b; }; };")["s"])
    let found = try after.places(in: before)
    #expect(found.offsets == [0: 0, 8: 8])
    #expect(found.inner[8]?.offsets == [0: 0, 16: 8] && found.inner[8]?.missing == [8: "n"])
  }

  @Test func whatLiesInAUnion() throws {
    let found = try layouts(
      "struct in { int a; }; struct no { struct in i; union { int k; } u; struct in j; };"
        + "struct one { union { int k; struct in i; }; }; struct two { int k; struct one o; };"
        + "union three { struct in i[2]; int k; }; struct four { struct two t; };")
    let tags = found.filter { $0.value.hasInUnion(["in"]) }.map(\.key)
    #expect(Set(tags) == ["one", "two", "three", "four"])
  }

  @Test(
    arguments: [
      // The first member's address is the structure's.
      ("struct s { union", "struct s { long zero; union", "first member"),
      // Within a union, who is meant?
      ("struct { long start, end; };", "struct { long end, start; };", "first member"),
      ("unsigned x:3, y:5;", "unsigned x:3, z:1, y:5;", "lies where another member is"),
      ("unsigned x:3, y:5;", "unsigned x:3, :2, y:5;", "member"),
      ("unsigned x:3, y:5;", "unsigned y:5, x:3;", "member"),
    ])
  func whatCannotBeToldApart(_ old: String, _ new: String, _ why: String) throws {
    let error = #expect(throws: RecordLayout.Unplaceable.self) { _ = try places(old, new) }
    #expect(error?.reason.contains(why) == true, "\(String(describing: error))")
  }

  @Test func whatMoves() throws {
    // Lines and columns are no difference.
    #expect(try difference("struct s {", "\n\n struct s {  ") == nil)
    let moved = try difference("struct in *mm; struct in emb;", "struct in emb; struct in *mm;")
    #expect(
      moved?.contains("mm is at offset 24, not 16") == true
        || moved?.contains("emb is at offset 16, not 24") == true, "\(moved ?? "")")
    let new = try difference("struct in *mm;", "struct in *mm; long more;")
    #expect(new?.hasPrefix("new: more; emb is at offset 32, not 24") == true, "\(new ?? "")")
    let gone = try difference("struct in *mm;", "")
    #expect(gone?.hasPrefix("gone: mm; emb is at offset 16, not 24") == true, "\(gone ?? "")")
    // Within a member, and of a type alone.
    #expect(try difference("int a; char b;", "char b; int a;")?.contains("emb.") == true)
    #expect(try difference("int k;", "unsigned k;") == "u.k is of another type")
    #expect(try difference("x:3, y:5", "x:4, y:4")?.contains("x is at offset 32:0-3, not 32:0-2") == true)
    #expect(try difference("last[4]", "last[6]")?.contains("last is of another type; sizeof=72") == true)
  }

  /// Behind all others in a hole: code that does not know of it finds everything.
  @Test func aNewMemberInAHole() throws {
    #expect(try difference("unsigned x:3, y:5;", "unsigned x:3, y:5; char more;") == nil)
  }
}
