import Foundation
import Testing

@testable import Report

/// Every output format against files that were read by a person before they were accepted.
///
/// `RECORD_SNAPSHOTS=1` writes them anew; read the diff before committing it.
@Suite struct SnapshotTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

  private func check(_ text: String, _ name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try text == String(contentsOf: file, encoding: .utf8), "differs from \(name)")
  }

  @Test(arguments: Sample.all.keys.sorted()) func textOfAMail(_ name: String) throws {
    let report = try #require(Sample.all[name])
    try check(TextRenderer().render(report), "\(name).txt")
  }

  @Test func textOfAWideTerminalInColourWithAssumptions() throws {
    let options = TextOptions(width: 100, colour: true, assumptions: true)
    try check(TextRenderer(options: options).render(Sample.tenOrders), "ten-orders-wide-colour.txt")
    try check(TextRenderer(options: options).render(Sample.refuted), "refuted-wide-colour.txt")
  }

  @Test func textWithoutTimes() throws {
    try check(
      TextRenderer(options: TextOptions(times: false)).render(Sample.proved), "proved-without-times.txt")
  }

  @Test(arguments: Sample.all.keys.sorted()) func json(_ name: String) throws {
    let report = try #require(Sample.all[name])
    try check(JSONRenderer().render(report), "\(name).json")
  }
}
