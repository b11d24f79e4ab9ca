import Foundation
import Testing

@testable import Report

/// SARIF 2.1.0 by the standard's schema, as far as its objects are used here.
@Suite struct SARIFTests {
  /// An object of the standard: its properties with their kinds, and which must be there.
  private struct Shape: Sendable {
    var properties: [String: Kind]
    var required: Set<String> = []
  }

  private indirect enum Kind: Sendable {
    case text
    case oneOf(Set<String>)
    case number(least: Int)
    case bool
    case object(String)
    case list(Kind)
    /// An object with properties of any name.
    case map(Kind)
    case anything
  }

  /// From the schema of SARIF 2.1.0 (OASIS Standard, March 2020): no object may have other properties.
  private static let shapes: [String: Shape] = [
    "log": Shape(
      properties: ["$schema": .text, "version": .oneOf(["2.1.0"]), "runs": .list(.object("run"))],
      required: ["version", "runs"]),
    "run": Shape(
      properties: [
        "tool": .object("tool"), "results": .list(.object("result")),
        "invocations": .list(.object("invocation")),
        "originalUriBaseIds": .map(.object("artifactLocation")),
        "columnKind": .oneOf(["utf16CodeUnits", "unicodeCodePoints"]),
        "properties": .map(.anything),
      ], required: ["tool"]),
    "tool": Shape(properties: ["driver": .object("toolComponent")], required: ["driver"]),
    "toolComponent": Shape(
      properties: [
        "name": .text, "version": .text, "semanticVersion": .text, "fullDescription": .object("message"),
        "rules": .list(.object("reportingDescriptor")),
      ], required: ["name"]),
    "reportingDescriptor": Shape(
      properties: [
        "id": .text, "name": .text, "shortDescription": .object("message"),
        "fullDescription": .object("message"),
      ], required: ["id"]),
    "message": Shape(properties: ["text": .text], required: ["text"]),
    "artifactLocation": Shape(
      properties: ["uri": .text, "uriBaseId": .text, "description": .object("message")]),
    "invocation": Shape(
      properties: [
        "executionSuccessful": .bool, "exitCode": .number(least: 0),
        "toolExecutionNotifications": .list(.object("notification")),
      ], required: ["executionSuccessful"]),
    "notification": Shape(
      properties: ["level": .oneOf(["none", "note", "warning", "error"]), "message": .object("message")],
      required: ["message"]),
    "result": Shape(
      properties: [
        "ruleId": .text, "level": .oneOf(["none", "note", "warning", "error"]), "message": .object("message"),
        "baselineState": .oneOf(["new", "unchanged", "updated", "absent"]),
        "locations": .list(.object("location")), "relatedLocations": .list(.object("location")),
        "properties": .map(.anything),
      ], required: ["message"]),
    "location": Shape(
      properties: ["physicalLocation": .object("physicalLocation"), "message": .object("message")]),
    "physicalLocation": Shape(
      properties: ["artifactLocation": .object("artifactLocation"), "region": .object("region")]),
    "region": Shape(properties: ["startLine": .number(least: 1)]),
  ]

  /// What is wrong with a value, by the place where it is.
  private func faults(_ value: Any, _ kind: Kind, at place: String) -> [String] {
    switch kind {
    case .anything: return []
    case .text: return value is String ? [] : ["\(place): no string"]
    case .bool: return value is Bool ? [] : ["\(place): no boolean"]
    case .oneOf(let words):
      return (value as? String).map(words.contains) ?? false ? [] : ["\(place): \(value)"]
    case .number(let least): return (value as? Int).map { $0 >= least } ?? false ? [] : ["\(place): \(value)"]
    case .list(let inner):
      guard let list = value as? [Any] else { return ["\(place): no list"] }
      return list.enumerated().flatMap { faults($0.element, inner, at: "\(place)[\($0.offset)]") }
    case .map(let inner):
      guard let object = value as? [String: Any] else { return ["\(place): no object"] }
      return object.flatMap { faults($0.value, inner, at: "\(place).\($0.key)") }
    case .object(let name):
      guard let object = value as? [String: Any], let shape = Self.shapes[name] else {
        return ["\(place): no \(name)"]
      }
      return shape.required.filter { object[$0] == nil }.map { "\(place): no \($0)" }
        + object.flatMap { key, value in
          shape.properties[key].map { faults(value, $0, at: "\(place).\(key)") } ?? ["\(place): \(key)"]
        }
    }
  }

  private func log(_ report: CheckReport) throws -> [String: Any] {
    let text = SARIFRenderer().render(report)
    return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func followsTheSchema() throws {
    let log = try log(CheckSample.series)
    #expect(faults(log, .object("log"), at: "log").isEmpty)
    // The check can fail.
    #expect(faults(["version": "2.0.0"], .object("log"), at: "log").count == 2)
  }

  @Test func showsFindingsAndNoProofs() throws {
    let runs = try #require(try log(CheckSample.series)["runs"] as? [[String: Any]])
    let results = try #require(runs[0]["results"] as? [[String: Any]])
    let levels = results.map { "\($0["ruleId"] ?? "") \($0["level"] ?? "")" }
    #expect(
      levels == [
        "batch-equals-pages error", "invariants warning", "memory-accesses warning", "pte-laws note",
      ])
    let physical = try #require(
      (results[0]["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any])
    #expect((physical["artifactLocation"] as? [String: Any])?["uri"] as? String == "mm/memory.c")
    #expect((physical["region"] as? [String: Any])?["startLine"] as? Int == 998)
    var proved = CheckSample.series
    proved.patches[0].units[0].claims.removeAll { $0.status != .holds }
    proved.patches[0].units[0].findings = []
    let quiet = try #require(try log(proved)["runs"] as? [[String: Any]])
    #expect((quiet[0]["results"] as? [Any])?.isEmpty == true)
  }
}
