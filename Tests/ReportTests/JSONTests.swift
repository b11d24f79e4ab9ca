import Foundation
import Testing

@testable import Report

@Suite struct JSONTests {
  @Test(arguments: Sample.all.keys.sorted()) func aReportReadsBackAsItWas(_ name: String) throws {
    let report = try #require(Sample.all[name])
    // Seconds are written to the millisecond; the samples have no finer ones.
    #expect(try JSONRenderer.report(from: JSONRenderer().render(report)) == report)
  }

  /// Against Foundation's parser, which knows nothing of our encoder.
  @Test func theDocumentIsJSON() throws {
    var report = Sample.proved
    report.kernel?.path = "a\"b\\c\n\t\u{1}\u{7F} \u{E9}\u{1F600}"
    let json = try JSONRenderer().render(report)
    #expect(json.allSatisfy { $0.isASCII })
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let kernel = try #require(object?["kernel"] as? [String: Any])
    #expect(kernel["path"] as? String == report.kernel?.path)
    #expect(object?["verdict"] as? String == "proved")
    #expect(object?["exitStatus"] as? Int == 0)
  }

  @Test func theSchemaComesFirst() throws {
    let json = try JSONRenderer().render(Sample.refuted)
    #expect(json.hasPrefix("{\n  \"schema\": \"pteproof.report/1\",\n"))
  }

  @Test func wordsKeepEveryBit() throws {
    var report = Sample.refuted
    report.findings[0].counters = [
      Comparison(
        name: "x", before: nil, batched: 0x8000_0000_0000_0001, paged: UInt64.max, differs: true)
    ]
    let json = try JSONRenderer().render(report)
    #expect(json.contains("\"batched\": \"0x8000000000000001\""))
    #expect(json.contains("\"before\": null"))
    #expect(try JSONRenderer.report(from: json) == report)
  }

  @Test func anotherSchemaIsRefused() throws {
    let json = try JSONRenderer().render(Sample.proved)
    #expect(throws: DecodingError.self) {
      try JSONRenderer.report(from: json.replacing("pteproof.report/1", with: "pteproof.report/2"))
    }
    #expect(throws: DecodingError.self) {
      try JSONRenderer.report(from: JSONRenderer().render(Sample.refuted).replacing("0x34000", with: "34000"))
    }
  }

  @Test func withoutTimesTheyAreNought() throws {
    let report = try JSONRenderer.report(from: JSONRenderer(times: false).render(Sample.proved))
    #expect(report.totals.seconds == 0)
    #expect(report.claims.flatMap(\.results).allSatisfy { $0.seconds == 0 })
  }
}
