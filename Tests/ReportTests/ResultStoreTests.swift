import Foundation
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
