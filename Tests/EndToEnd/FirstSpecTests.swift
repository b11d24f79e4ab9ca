import Foundation
import Proof
import Report
import Testing

@testable import pteproof

/// The spec that specs/README.md works through is proved as it stands there, and its table of mistakes is true.
@Suite struct FirstSpecTests {
  struct NoExample: Error {}

  /// The C of the page.
  private static func example() throws -> String {
    let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "specs/README.md")
    let parts = try String(contentsOf: page, encoding: .utf8).components(separatedBy: "```c\n")
    guard parts.count == 2, let text = parts[1].components(separatedBy: "\n```\n").first else {
      throw NoExample()
    }
    return text + "\n"
  }

  /// A copy of the specs with the example in it, edited.
  private static func specs(_ name: String, _ edits: [(String, String)] = []) throws -> SeedSpecs {
    var text = try example()
    for (old, new) in edits {
      guard text.components(separatedBy: old).count == 2 else { throw SeedSpecs.NoSuchText(text: old) }
      text = text.replacingOccurrences(of: old, with: new)
    }
    return try SeedSpecs.adding("age.c", text, name: "age-\(name)")
  }

  @Test func isProved() async throws {
    let report = try await Self.specs("plain").prove("seed/age", orders: [0, 1, 2])
    #expect(report.verdict == .proved)
    #expect(report.declaration?.isAsDeclared == true)
  }

  @Test func theBreakOfThePage() async throws {
    let specs = try Self.specs(
      "break", [("young += pte_young(pte);", "young += i == 0 && pte_young(pte);")])
    let report = try await specs.prove("seed/age", orders: [1])
    #expect(report.verdict(of: .batchEqualsPages) == .refuted)
    #expect(report.verdict(of: .pageEqualsSpec) == .proved)
    #expect(report.verdict(of: .invariants) == .proved)
  }

  /// The same as a difference by name.
  @Test func theFindingOfThePage() async throws {
    let specs = try Self.specs(
      "finding",
      [
        ("static u64 young;", "static u64 young[1];"),
        ("young += pte_young(pte);", "young[0] += i == 0 && pte_young(pte);"),
        ("pp_arbitrary(&young, sizeof(young), \"young\");", "pp_array(young, 1, 8, \"young\", NULL);"),
        ("return young;", "return young[0];"),
        (
          "/* For reports;",
          """
          PP_FINDING("first-only", "an entry behind the first is young", "the first is counted alone", "why it is so");
          PP_EXPECT("first-only", "1");
          ENTRY int age_related_young(pp_word i, pp_word batched, pp_word paged, int n)
          {
            if (pp_allowed("first-only"))
              return batched == count(PP_BEFORE) + pte_young(entry(PP_BEFORE, 0));
            return batched == paged;
          }
          /* For reports;
          """
        ),
      ])
    let report = try await specs.prove("seed/age")
    #expect(report.verdict == .refuted)
    #expect(report.present == ["first-only": 1])
    #expect(report.declaration?.isAsDeclared == true)
    #expect(try await specs.prove("seed/age", allowed: ["first-only"]).verdict == .proved)
  }

  /// A function that nobody has described is told once, with its place and what to do about it; and it is nobody's fault.
  @Test func whatHasNoMeaningIsToldOnce() async throws {
    let specs = try Self.specs(
      "elsewhere",
      [
        (
          "young += pte_young(pte);",
          "{ extern pp_word elsewhere(pp_word number); young += elsewhere(i); }"
        )
      ])
    let report = try await specs.prove("seed/age", orders: [0, 1])
    for claim in [Claim.batchEqualsPages, .pageEqualsSpec, .invariants] {
      #expect(report.verdict(of: claim) == .unmodelled)
    }
    let finding = try #require(report.findings.first)
    #expect(report.findings.count == 1 && finding.kind == .unmodelled && finding.order == 0)
    #expect(finding.unmodelled?.construct.hasPrefix("call of elsewhere()") == true)
    #expect(finding.unmodelled?.location?.file.hasSuffix("seed/age.c") == true)
    #expect(finding.unmodelled?.howToAddModel.contains("PP_MODEL(type, elsewhere,") == true)
    let text = TextRenderer(options: TextOptions()).render(report)
    #expect(text.components(separatedBy: "call of elsewhere()").count == 2, "\(text)")
  }

  @Test func recursionHasNoMeaning() async throws {
    let entries = "static int age_entries(pte_t *ptep, int max_nr)\n{"
    let again = "static int again(int n)\n{ return n ? again(n) : 0; }\n"
    let report = try await Self.specs("recursion", [(entries, again + entries + " again(1);")])
      .prove("seed/age", orders: [0, 1])
    #expect(report.verdict == .unmodelled)
    let construct = report.findings.first?.unmodelled?.construct
    #expect(construct?.hasPrefix("again() is called recursively, which cannot be unrolled") == true)
  }

  /// A model that was written for another body does not stand in for the one that is there: with it, an entry would be lost.
  @Test func aModelOfAnotherBodyIsNotExecuted() async throws {
    func verdict(_ body: String) async throws -> Verdict {
      let model = """
        static u64 young;
        static int one(int is_young) { \(body) }
        PP_MODEL(int, one, (int is_young), "extern", "loses what is young") { return 0; }
        """
      return try await Self.specs(
        "model-\(abs(body.hashValue))",
        [("static u64 young;", model), ("young += pte_young(pte);", "young += one(pte_young(pte));")]
      ).prove("seed/age", orders: [0, 1]).verdict
    }
    #expect(try await verdict("return is_young;") == .proved)
    #expect(try await verdict("return 0;") == .refuted)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var text: String
    var replacement: String
    var message: String
    var testDescription: String { message }

    init(_ text: String, _ replacement: String, _ message: String) {
      self.text = text
      self.replacement = replacement
      self.message = message
    }
  }

  private static let index = "world.index = pp_any(\"index\", 9);"
  private static let forget = "pp_arbitrary(&young, sizeof(young), \"young\");"
  private static let array = "pp_array(table, PTRS_PER_PTE, sizeof(pte_t), \"pte\", NULL);"

  static let errors = [
    Mistake("return i ? i : -EAGAIN;", "return j;", "seed/age.c does not compile:"),
    Mistake("pp_assume(world", "pp_asume(world", "call to undeclared function 'pp_asume'"),
    Mistake(
      "PP_UNIT(", "PP_FINDING(\"x\", ",
      "PP_UNIT(prefix, function, summary) must stand once, and stands 0 times"),
    Mistake("ENTRY int age_limit", "int other_limit", "has no function age_limit()"),
    Mistake(
      "ENTRY int age_run(pp_word first, int limit)\n{\n\treturn age",
      "ENTRY void age_run(pp_word first, int limit)\n{\n\tage",
      "age_run() returns nothing"),
    Mistake(
      "ENTRY void age_page_spec(int result)\n{", "ENTRY void age_page_spec(int result)\n{ return;",
      "age_page_spec() checks nothing"),
    Mistake(
      "PP_TAG(", "PP_EXPECT(\"first\", \"1\"); PP_TAG(", "PP_EXPECT(\"first\"): no PP_FINDING() declares it"),
    Mistake(
      "PP_TAG(", "PP_EXPECT(\"first\", \"x\"); PP_TAG(", "the second argument is an order, \"0\" to \"9\""),
    Mistake(
      index, "char name[2]; name[0] = 0; world.index = pp_any(name, 9);",
      "pp_any(): argument 1 must be a string constant"),
    Mistake(index, index + " (void)pp_any(\"x\", world.index);", "pp_any(): argument 2 must be concrete"),
    Mistake(
      index, "world.index = pp_any(\"index\", 65);", "pp_any(): the width must be 1 to 64 bits, not 65"),
    Mistake(
      "pp_any_in(\"max-nr\", 10, 1, pp_pages()", "pp_any_in(\"max-nr\", 10, 5, 3",
      "pp_any_in(): the range 5...3 is empty or does not fit 10 bits"),
    Mistake(forget, "pp_arbitrary((void *)8, 8, \"x\");", "pp_arbitrary(): not the address of an object"),
    Mistake(forget, "pp_arbitrary(&young, 16, \"young\");", "pp_arbitrary(): 16 bytes reach beyond young"),
    Mistake(
      forget, "static u64 large[1024]; pp_arbitrary(large, 4104, \"x\");", "may have 4096 bytes at most"),
    Mistake(
      array, "pp_array(table, 3, sizeof(pte_t), \"pte\", NULL);",
      "pp_array(): 3 records of 8 bytes are not the size of table"),
    Mistake(array, "pp_array(table, 0, 8, \"pte\", NULL);", "pp_array(): an empty or too large array"),
    Mistake(array, "pp_array(table, 512, 8, \"pte\", (void *)1);", "pp_array(): describe is not a function"),
    Mistake(
      array, array + " table[600 + (young & 1)] = __pte(0);",
      "age_world(): store at an address outside every object"),
    Mistake(array, array + " pp_check(young == 0, \"young\");", "age_world(): young at "),
    Mistake(
      "count(PP_AFTER) == count(PP_BEFORE)", "count(PP_AFTER_PAGED) == count(PP_BEFORE)",
      "pp_in(): there is no such state in this claim"),
    Mistake(
      index,
      index + (0..<11).map { " if (pp_case(\"c\($0)\")) world.index++;" }.joined(),
      "age_world() makes more than 1024 combinations of choices"),
  ]

  @Test(arguments: errors) func isSaid(_ mistake: Mistake) async throws {
    let specs = try Self.specs(
      "mistake-\(abs(mistake.testDescription.hashValue))", [(mistake.text, mistake.replacement)])
    do {
      let report = try await specs.prove("seed/age", orders: [1])
      Issue.record("no error but \(TextRenderer().render(report))")
    } catch let error as UserError {
      #expect(error.message.contains(mistake.message), "\(error)")
    }
  }

  static let verdicts = [
    Mistake(
      forget, "pp_assume(world.max_nr > 600, \"x\", \"y\");" + forget,
      "no world satisfies the assumptions"),
    Mistake(
      forget, "pp_assume(world.max_nr == 1, \"x\", \"y\");" + forget, "no world has a batch of all 2 pages"),
    Mistake("1, pp_pages(),", "1, 512,", "a loop goes on beyond 4 iterations"),
    Mistake(
      "static int age_entries(pte_t *ptep, int max_nr)\n{",
      "void f(void);\nstatic int age_entries(pte_t *ptep, int max_nr)\n{ f();",
      "call of f(), which has no body here and no model"),
    Mistake(
      "static int age_entries(pte_t *ptep, int max_nr)\n{",
      "static int age_entries(pte_t *ptep, int max_nr)\n{ asm volatile(\"cpuid\");",
      "inline assembly in age_entries(): cpuid"),
    Mistake(
      "pp_check(pte_present(before),", "pp_check(pte_present(table[600 + i]),",
      "in the spec: load at an address outside every object"),
    Mistake(array, ";", "at a symbolic offset in table, which is no array (see pp_array())"),
  ]

  @Test(arguments: verdicts) func isNoted(_ mistake: Mistake) async throws {
    let specs = try Self.specs(
      "note-\(abs(mistake.testDescription.hashValue))", [(mistake.text, mistake.replacement)])
    let report = try await specs.prove("seed/age", orders: [1])
    #expect(report.verdict != .proved)
    let notes = report.claims.flatMap { $0.results.compactMap(\.note) }
    #expect(notes.contains { $0.contains(mistake.message) }, "\(notes)")
  }
}
