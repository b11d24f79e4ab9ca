import Foundation
import Solving
import Testing

@testable import Report
@testable import pteproof

/// Results that are kept from one run to the next.
@Suite struct ResultStoreTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "pteproof-results-\(UUID().uuidString)")

  @Test func whatIsNotWholeOrNotOursIsAbsent() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = ResultStore(folder: folder.path, program: "one")
    let key = store.key(["a", "b"])
    #expect(store.report(key) == nil)
    store.keep(Sample.proved, key)
    #expect(store.report(key) == Sample.proved)
    let file = URL(filePath: store.path(key))
    let whole = try Data(contentsOf: file)
    // Another program, or anything else that decides the result, has another name for it.
    #expect(ResultStore(folder: folder.path, program: "two").key(["a", "b"]) != key)
    #expect(store.key(["ab"]) != key && store.key(["a", "b", ""]) != key)
    // An entry that was renamed, or copied from somebody else's cache, is not what its name says.
    let other = store.key(["c"])
    try whole.write(to: URL(filePath: store.path(other)))
    #expect(store.report(other) == nil)
    var flipped = whole
    flipped[whole.count / 2] ^= 1
    let text = String(decoding: whole, as: UTF8.self)
    let lie = Data(text.replacing("\"proved\"", with: "\"refuted\"").utf8)
    #expect(lie != whole)
    for damaged in [whole.dropLast(10), whole.prefix(40), flipped, lie, Data(), Data("{}\n{}\n".utf8)] {
      try Data(damaged).write(to: file)
      #expect(store.report(key) == nil)
      store.keep(Sample.proved, key)
      #expect(store.report(key) == Sample.proved, "written anew")
    }
  }

  /// Builds that cannot be told apart must not find each other's answers, nor must solvers of other versions.
  @Test func whoeverHasNoNameKeepsNothing() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(ResultStore.name(executable: folder.appending(path: "gone").path) == nil)
    let nameless = ResultStore(folder: folder.path, program: nil)
    nameless.keep(Sample.proved, nameless.key(["a"]))
    #expect(nameless.report(nameless.key(["a"])) == nil)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
    // Nor does it take up what lies there under the key that it would have.
    let named = ResultStore(folder: folder.path, program: "")
    #expect(named.key(["a"]) == nameless.key(["a"]))
    named.keep(Sample.proved, named.key(["a"]))
    #expect(named.report(named.key(["a"])) != nil && nameless.report(nameless.key(["a"])) == nil)
  }

  @Test func aNameNamesTheSolversToo() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let program = folder.appending(path: "program").path
    try Data("one".utf8).write(to: URL(filePath: program))
    let name = try #require(ResultStore.name(executable: program, solvers: ["cadical-1.7.4", "Z3 4.8.12"]))
    #expect(name != ResultStore.name(executable: program, solvers: ["cadical-1.9.5", "Z3 4.8.12"]))
    #expect(name != ResultStore.name(executable: program, solvers: ["cadical-1.7.4", "Z3 4.13.0"]))
    try Data("two".utf8).write(to: URL(filePath: program))
    #expect(name != ResultStore.name(executable: program, solvers: ["cadical-1.7.4", "Z3 4.8.12"]))
    let versions = SolverChoice.versions
    #expect(versions.count == 2 && versions.contains { $0.wholeMatch(of: /Z3 \d+\.\d+\.\d+/) != nil })
    #expect(versions.contains { $0.wholeMatch(of: /cadical-.+/) != nil }, "\(versions)")
  }

  /// What another machine, or a quieter hour, may decide is not kept.
  @Test func whatIsNotDecidedIsNotKept() {
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = ResultStore(folder: folder.path, program: "one")
    var report = Sample.proved
    report.claims[0].results[0].verdict = .undecided
    store.keep(report, "key")
    #expect(store.report("key") == nil)
  }
}
