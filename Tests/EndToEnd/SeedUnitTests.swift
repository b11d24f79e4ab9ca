import Proof
import Report
import Testing

@testable import pteproof

/// The self-contained units at small orders: what each is known for, and nothing else.
@Suite struct SeedUnitTests {
  /// From the discussion of the series: which unit has which difference, and from which order on it can.
  static let common = ["soft-dirty-lost": 0, "dirty-smear": 1, "mixed-writable-batch": 1]
  static let table: [(unit: String, has: [String: Int])] = [
    ("seed/per-page", [:]), ("seed/landed", [:]), ("seed/split", [:]), ("seed/unmap", [:]),
    ("seed/v3", common.merging(["truncated-counts": 1]) { $1 }),
    ("seed/mail", common.merging(["first-page-copied": 1]) { $1 }),
    ("seed/v3-noinit", common.merging(["truncated-counts": 1, "uninitialised-read": 0]) { $1 }),
    ("seed/mail-noinit", common.merging(["first-page-copied": 1, "uninitialised-read": 0]) { $1 }),
  ]

  @Test(arguments: table) func hasTheseDifferencesAndNoOthers(_ unit: String, _ has: [String: Int])
    async throws
  {
    let report = try await SeedSpecs.shipped().prove(unit)
    #expect(report.verdict == (has.isEmpty ? .proved : .refuted))
    #expect(report.present == has)
    #expect(report.declaration?.withAllAllowed == .proved)
    #expect(report.declaration?.isAsDeclared == true)
    #expect(report.verdict(of: .notVacuous) == .proved)
    for difference in report.declaration?.differences ?? [] where difference.status == .present {
      let replay = try #require(difference.witness).replay
      #expect(
        difference.name == "uninitialised-read"
          ? replay?.hasPrefix("not run natively: there is nothing to compare with: a branch depends on")
            == true
          : replay == "run natively, the same C does this", "\(difference.name): \(replay ?? "nothing")")
    }
  }

  @Test func proofsForEveryOrderAreDeclared() async throws {
    let specs = try SeedSpecs.shipped()
    for unit in Self.table.map(\.unit) {
      let loaded = try await SeedUnit.load(unit, specs: specs.folder, cache: specs.cache) { _ in }
      #expect(loaded.declaration.isForEveryOrder, "\(unit)")
    }
  }

  /// A page table of 8192 entries, as arm64 has with pages of 64 KiB: a proof of the same size.
  @Test func forATableOf8192Entries() async throws {
    let report = try await SeedSpecs.shipped().prove(
      "seed/unmap", orders: [0], everyOrder: true, tableOrder: 13)
    #expect(report.verdict == .proved, "\(TextRenderer().render(report))")
    #expect(report.orders == Array(0...13))
    // A batch of each full length is possible, 8192 entries among them.
    #expect(report.verdict(of: .notVacuous) == .proved)
  }

  @Test func eachUnitIsInTheTable() throws {
    #expect(try Set(SeedUnit.names(specs: SeedSpecs.shipped().folder)) == Set(Self.table.map(\.unit)))
  }

  /// A difference that shows from order 1 on is neither there nor missed at order 0.
  @Test func order0Alone() async throws {
    let report = try await SeedSpecs.shipped().prove("seed/v3", orders: [0])
    #expect(report.present == ["soft-dirty-lost": 0])
    #expect(report.declaration?.isAsDeclared == true)
  }

  /// The witness of a copy for a later page's sake: a folio that may be pinned, page 0 not exclusive, page 1 is.
  @Test func theWitnessShowsTheDifference() async throws {
    let report = try await SeedSpecs.shipped().prove("seed/mail", orders: [1])
    let found = report.declaration?.differences.first { $0.name == "first-page-copied" }
    let witness = try #require(found?.witness)
    #expect(witness.world.first { $0.name == "mm.has-pinned" }?.value == 1)
    func exclusive(_ page: Int) -> UInt64? {
      witness.pages.first { $0.index == page }?.values.first { $0.name == "page.exclusive" }?.before
    }
    #expect(exclusive(0) == 0)
    #expect(exclusive(1) == 1)
    let copies = try #require(witness.counters.first { $0.name == "ghost.copies" })
    #expect(copies.batched == 1 && copies.paged == 0)
  }

  @Test func anAllowedDifferenceIsSaidAndTheOthersAreStillFound() async throws {
    let specs = try SeedSpecs.shipped()
    let report = try await specs.prove("seed/mail", allowed: ["dirty-smear"])
    #expect(report.verdict == .refuted)
    #expect(report.present == ["soft-dirty-lost": 0, "mixed-writable-batch": 1, "first-page-copied": 1])
    #expect(report.declaration?.differences.first { $0.name == "dirty-smear" }?.status == .allowed)
    #expect(TextRenderer().render(report).contains("dirty-smear: allowed by --allow"))
    let all = try await specs.prove(
      "seed/mail", allowed: ["dirty-smear", "soft-dirty-lost", "mixed-writable-batch", "first-page-copied"])
    #expect(all.verdict == .proved)
    let text = TextRenderer().render(all).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.contains("4 allowed differences"))
  }

  /// An allowance that landed needs is needed.
  @Test(arguments: ["dirty-encoding", "shared-mixed-write", "soft-dirty-untracked"])
  func denied(_ allowance: String) async throws {
    let report = try await SeedSpecs.shipped().prove("seed/landed", orders: [1], denied: [allowance])
    #expect(report.verdict == .refuted)
    #expect(report.declaration?.isAsDeclared == false)
  }

  @Test func deniedForUnmap() async throws {
    let report = try await SeedSpecs.shipped().prove("seed/unmap", orders: [1], denied: ["accessed-once"])
    #expect(report.verdict(of: .batchEqualsPages) == .refuted)
  }

  /// The mail's sketch is right about uffd-wp and contiguity, and wrong about the two others.
  @Test(arguments: [
    ("contiguous", true), ("uffd-wp", true), ("dirty-writable", false), ("pinned", false),
  ]) func byTag(_ tag: String, _ isProved: Bool) async throws {
    let report = try await SeedSpecs.shipped().prove("seed/mail", orders: [1], claims: [tag])
    #expect(report.verdict == (isProved ? .proved : .refuted))
    #expect(report.claims.map(\.name).contains("invariants/\(tag)"))
    #expect(report.declaration == nil)
  }

  @Test func claimsThatAreNotThere() async throws {
    for claim in ["frob", "invariants/frob", "batch = pages/pinned"] {
      await #expect(throws: UserError.self) {
        _ = try await SeedSpecs.shipped().prove("seed/mail", orders: [0], claims: [claim])
      }
    }
    await #expect(throws: UserError.self) {
      _ = try await SeedSpecs.shipped().prove("seed/mail", orders: [0], allowed: ["frob"])
    }
  }
}
