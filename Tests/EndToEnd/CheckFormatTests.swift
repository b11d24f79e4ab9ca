import Foundation
import Report
import Testing

@testable import pteproof

/// The formats, of a real diff with a bug.
@Suite struct CheckFormatTests {
  private func report() async throws -> CheckReport {
    let kernel = try await KernelUnderTest.shared.value
    let bug = try #require(SeededBugs.all.first { $0.name == "one-reference" })
    let path = try DiffWriter(kernel: kernel).write([bug], name: "formats")
    return try await Gate.proofs.pass {
      try await check([path, "--orders", "1", "--claim", "invariants"])
    }
  }

  @Test func everyFormatOfABrokenClaim() async throws {
    let report = try await report()
    let options = TextOptions()
    func text(_ format: CheckFormat) throws -> String { try format.renderer(options).render(report) }
    let mail = try text(.mail)
    #expect(mail.contains("  invariants   broken by this diff"), "\(mail)")
    #expect(mail.contains("> -\t\tfolio_ref_add(folio, nr);\n> +\t\tfolio_get(folio);\n"), "\(mail)")
    for line in mail.split(separator: "\n") where !line.hasPrefix(">") {
      #expect(line.count <= 75, "\(line)")
    }
    #expect(!mail.contains("\u{1B}"))
    let ktap = try text(.ktap)
    #expect(ktap.hasPrefix("KTAP version 1\n# pteproof: order 1. Sequential runs; "), "\(ktap)")
    #expect(ktap.contains("\n1..1\n"), "\(ktap)")
    #expect(ktap.contains("        not ok 1 invariants\n"), "\(ktap)")
    let sarif = try JSONDecoder().decode(Log.self, from: Data(try text(.sarif).utf8))
    let result = try #require(sarif.runs[0].results.first)
    #expect(sarif.runs[0].results.count == 1 && result.ruleId == "invariants" && result.level == "error")
    let region = try #require(result.locations.first?.physicalLocation)
    #expect(region.artifactLocation.uri == "mm/memory.c")
    let kernel = try await KernelUnderTest.shared.value
    let memory = try String(contentsOfFile: kernel.kernel.sourceTree + "/mm/memory.c", encoding: .utf8)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(memory[region.region.startLine - 1].contains("folio_ref_add(folio, nr);"))
  }

  private struct Log: Decodable {
    var runs: [Run]
    struct Run: Decodable { var results: [Result] }
    struct Result: Decodable {
      var ruleId: String
      var level: String
      var locations: [Location]
    }
    struct Location: Decodable { var physicalLocation: Physical }
    struct Physical: Decodable {
      var artifactLocation: Artifact
      var region: Region
    }
    struct Artifact: Decodable { var uri: String }
    struct Region: Decodable { var startLine: Int }
  }
}
