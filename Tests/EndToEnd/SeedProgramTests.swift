import Foundation
import Proof
import Report
import Testing

/// `pteproof` on self-contained units, from outside.
@Suite struct SeedProgramTests {
  private func run(_ arguments: [String]) async throws -> Program.Outcome {
    try await Gate.proofs.pass { try await Program.run(arguments + ["--cache", SeedSpecs.cache]) }
  }

  @Test func aUnitExitsByItsOwnVerdict() async throws {
    #expect(try await run(["prove", "seed/landed", "--orders", "0"]).status == 0)
    #expect(try await run(["prove", "seed/mail", "--orders", "0"]).status == 1)
    #expect(try await run(["prove", "seed/mail", "--orders", "0", "--allow", "soft-dirty-lost"]).status == 0)
    #expect(try await run(["prove", "seed/mail", "--orders", "0", "--bisect"]).status == 1)
    let unknown = try await run(["prove", "seed/frob"])
    #expect(unknown.status == 2 && unknown.isOneErrorLine, "\(unknown)")
    #expect(unknown.errors.contains("unknown unit 'seed/frob'; known: seed/landed"))
    for entries in ["0", "100", "256", "16384", "many"] {
      let mistake = try await run(["prove", "seed/unmap", "--orders", "0", "--ptrs-per-pte", entries])
      #expect(mistake.status == 2 && mistake.isOneErrorLine, "\(mistake)")
    }
    let beyond = try await run(["prove", "seed/unmap", "--orders", "10"])
    #expect(beyond.status == 2 && beyond.errors.contains("order 10 is beyond 9"), "\(beyond)")
    #expect(
      try await run(["prove", "seed/unmap", "--orders", "0", "--ptrs-per-pte", "8192"]).status == 0)
    let kernel = try await run(["prove", "fork", "--kernel", "k", "--ptrs-per-pte", "8192"])
    #expect(kernel.status == 2 && kernel.errors.contains("the kernel says how many"), "\(kernel)")
  }

  /// Z3 alone finds what CaDiCaL finds, page tables included.
  @Test(arguments: ["mail", "landed"]) func bothSolversSayTheSame(unit: String) async throws {
    func words(_ solver: String) async throws -> [String] {
      let outcome = try await run([
        "prove", "seed/\(unit)", "--orders", "0-1", "--solver", solver, "--format", "json",
      ])
      let report = try JSONDecoder().decode(ProofReport.self, from: Data(outcome.output.utf8))
      #expect(outcome.status == (report.verdict == .proved ? 0 : 1), "\(outcome.errors)")
      return report.claims.flatMap { claim in
        claim.results.map { "\(claim.name) \($0.order ?? -1) \($0.verdict)" }
      } + ["\(report.present.sorted { $0.key < $1.key })"]
    }
    let cadical = try await words("cadical")
    #expect(!cadical.isEmpty)
    #expect(try await words("z3") == cadical)
    let unknown = try await run(["prove", "seed/\(unit)", "--solver", "minisat"])
    #expect(unknown.status == 2 && unknown.isOneErrorLine, "\(unknown)")
    #expect(unknown.errors.contains("unknown solver 'minisat'; known: cadical, z3"))
  }

  /// A second solver is asked, and heard: one that contradicts is an internal error.
  @Test func secondOpinion() async throws {
    let arguments = ["prove", "seed/landed", "--orders", "0", "--cache", SeedSpecs.cache, "--second-opinion"]
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("second-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let fake = folder.appendingPathComponent("cvc5")
    try "#!/bin/sh\ncat >/dev/null\necho sat\n".write(to: fake, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fake.path)
    let path = "\(folder.path):/usr/bin:/bin"
    let contradicted = try await Gate.proofs.pass {
      try await Program.run(arguments, environment: ["PATH": path])
    }
    #expect(contradicted.status == 5 && contradicted.isOneErrorLine, "\(contradicted)")
    #expect(contradicted.errors.contains("two solvers disagree"), "\(contradicted.errors)")
    let confirmed = try await Gate.proofs.pass { try await Program.run(arguments) }
    #expect(confirmed.status == 0, "\(confirmed)")
    let words = confirmed.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(words.contains(/; a second solver confirmed [1-9][0-9]* answers/), "\(words)")
  }

  /// The code itself takes longer to execute than that, without any goal.
  @Test func aTimeLimitIsForExecutionToo() async throws {
    let outcome = try await run(["prove", "seed/v3", "--orders", "all", "--timeout", "0.001"])
    #expect(outcome.status == 3, "\(outcome)")
    let words = outcome.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    #expect(
      words.contains("Notes batch = pages at orders") && words.contains("initialised reads at orders"),
      "\(words)")
    #expect(words.components(separatedBy: ": time limit, while the code was executed").count == 2, "\(words)")
    #expect(words.contains("undecided: it is not known whether there is more"), "\(words)")
    for wrong in ["no world", "proved: ", "refuted: ", "expected is left", "not needed"] {
      #expect(!words.contains(wrong), "\(words)")
    }
  }

  /// The main job: all units at every order. That a unit has no other difference holds of every order, too.
  @Test func withoutArguments() async throws {
    let outcome = try await run(["prove", "--format", "json"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let overview = try JSONDecoder().decode(OverviewReport.self, from: Data(outcome.output.utf8))
    #expect(overview.isAsDeclared && overview.units.count == SeedUnitTests.table.count)
    for (unit, has) in SeedUnitTests.table {
      let report = try #require(overview.units.first { $0.unit == unit })
      #expect(report.verdict == (has.isEmpty ? .proved : .refuted), "\(unit)")
      #expect(report.present == has, "\(unit)")
      #expect(report.declaration?.withAllAllowed == .proved, "\(TextRenderer().render(report))")
      #expect(report.orders == Array(0...9), "\(unit)")
      #expect(report.verdict(of: .notVacuous) == .proved, "\(unit)")
      for claim in report.claims where claim.name != Claim.pteLaws.rawValue {
        #expect(claim.results.contains { $0.upTo == 9 }, "\(unit): \(claim.name)")
      }
    }
  }

  @Test func theWholeExitsByWhatIsDeclared() async throws {
    let outcome = try await run(["prove", "--orders", "0"])
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("8 of 8 units came out as their specs declare"))
    let specs = try SeedSpecs.edited(
      "whole", "landed.h", "return ret ? ret : 1;", by: "return ret ? ret : 2;")
    let broken = try await run(["prove", "--orders", "0", "--specs", specs.folder])
    #expect(broken.status == 1, "\(broken)")
    #expect(broken.output.contains("seed/landed: refuted, NOT as declared"))
    #expect(broken.output.contains("seed/mail: refuted, as declared"))
  }

  @Test func json() async throws {
    let outcome = try await run(["prove", "seed", "--orders", "0", "--format", "json"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    #expect(object["schema"] as? String == "pteproof.overview/1")
    #expect(object["isAsDeclared"] as? Bool == true)
    #expect((object["units"] as? [Any])?.count == 8)
  }

  @Test func listAndExplain() async throws {
    let list = try await run(["list"])
    #expect(list.status == 0, "\(list)")
    for name in ["fork:", "seed/mail ", "uffd-wp", "dirty-smear", "accessed-once"] {
      #expect(list.output.contains(name), "\(name)")
    }
    for (name, text) in [
      ("dirty-smear", "had by  seed/mail"), ("batch=pages", "a claim"), ("uffd-wp", "--claim uffd-wp"),
      ("shared-mixed-write", "an allowance of fork"), ("seed/v3", "specs/seed/v3.c"), ("fork", "mm/memory.c"),
    ] {
      let outcome = try await run(["explain", name])
      #expect(outcome.status == 0)
      #expect(outcome.output.contains(text), "\(outcome)")
    }
    let unknown = try await run(["explain", "frob"])
    #expect(unknown.status == 2 && unknown.isOneErrorLine, "\(unknown)")
  }

  /// Programs that start at once with a new cache make the specs' copy and the bitcode in it once, and none takes away
  /// what another one reads.
  @Test func manyAtOnce() async throws {
    try await Gate.proofs.pass {
      for _ in 0..<2 {
        let cache = FileManager.default.temporaryDirectory.appending(path: "pteproof-\(UUID().uuidString)")
          .path
        defer { try? FileManager.default.removeItem(atPath: cache) }
        try await withThrowingTaskGroup(of: Program.Outcome.self) { group in
          for late in 0..<6 {
            group.addTask {
              try await Task.sleep(for: .milliseconds(20 * late))
              return try await Program.run(["list", "--cache", cache])
            }
          }
          for try await outcome in group { #expect(outcome.status == 0, "\(outcome.errors)") }
        }
      }
    }
  }

  /// The answers of a solver that shares nothing with the program to the constraints that it writes.
  private func answers(_ arguments: [String]) async throws -> [Substring] {
    let outcome = try await run(arguments)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).smt2")
    try Data(outcome.output.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/cvc5")
    process.arguments = ["--incremental", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let answers = text.split(separator: "\n")
    #expect(answers.count == outcome.output.components(separatedBy: "(check-sat)").count - 1, "\(text)")
    return answers
  }

  /// Another solver finds the constraints of a unit that is right contradictory, and others not so.
  @Test func constraints() async throws {
    for tag in ["uffd-wp", "dirty-writable", "pinned", "contiguous", "page=spec", "invariants"] {
      let right = try await answers(["explain", tag, "--smt", "seed/landed"])
      #expect(!right.isEmpty && right.allSatisfy { $0 == "unsat" }, "\(tag): \(right)")
    }
    let specs = try SeedSpecs.edited(
      "constraints", "landed.h", "wrprotect_ptes(src_pte, nr);", by: "wrprotect_ptes(src_pte, 1);")
    let arguments = ["explain", "dirty-writable", "--smt", "seed/landed", "--specs", specs.folder]
    #expect(try await answers(arguments).contains("sat"))
    // The write protection of one page is all that there is to a small folio.
    #expect(try await answers(arguments + ["--order", "0"]).allSatisfy { $0 == "unsat" })
    for mistake in [
      ["explain", "frob", "--smt", "seed/landed"], ["explain", "uffd-wp", "--smt", "seed/frob"],
      ["explain", "uffd-wp", "--smt", "seed/landed", "--order", "10"],
      ["explain", "uffd-wp", "--order", "1"],
    ] {
      let outcome = try await run(mistake)
      #expect(outcome.status == 2 && outcome.isOneErrorLine, "\(outcome)")
    }
  }

  /// The authors measured that the sketch is slower for small folios and faster for large ones; counts say so too.
  @Test func cost() async throws {
    let outcome = try await run(["cost", "seed/mail", "--orders", "0,9", "--format", "json"])
    #expect(outcome.status == 0, "\(outcome)")
    struct Report: Decodable {
      struct Counts: Decodable { var atomics, pageLines, entryReads, entryWrites, instructions: Int }
      struct Row: Decodable { var order: Int, batched: Counts, paged: Counts }
      var rows: [Row]
    }
    let rows = try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)).rows
    try #require(rows.map(\.order) == [0, 9])
    #expect(rows[0].batched.instructions > rows[0].paged.instructions)
    #expect(rows[1].batched.instructions < rows[1].paged.instructions)
    // By hand, of 512 exclusive pages: each takes a mapcount and a bit, page by page also a reference and the
    // folio's mapcount; each PTE is written in both tables; each page has one line of its own.
    #expect(rows[1].paged.atomics == 4 * 512)
    #expect(rows[1].batched.atomics == 2 * 512 + 2)
    for counts in [rows[1].batched, rows[1].paged] {
      #expect(counts.entryWrites == 2 * 512)
      #expect(counts.pageLines == 512)
    }
    for arguments in [["cost", "seed/frob"], ["cost", "seed/mail", "--kernel", "k"], ["cost", "fork"]] {
      let mistake = try await run(arguments)
      #expect(mistake.status == 2 && mistake.isOneErrorLine, "\(mistake)")
    }
  }
}
