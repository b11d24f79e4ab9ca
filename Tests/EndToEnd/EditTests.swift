import Foundation
import Proof
import Testing

/// The corpus and its applier, without a proof.
@Suite struct EditTests {
  private let text = """
    int f(int a)
    {
    	/* a = 1; is not code */
    	a = 1;
    	if (a == 1)
    		a   =  2;
    	return g("a = 1; }", a);
    }
    int h(void) { return f(1) + f(2); }
    """

  private func apply(_ replacements: Replacement...) throws -> String {
    try SeededEdit.neutral("test", "test.c", replacements, "").applied(to: text)
  }

  @Test func findsTokensWhateverTheSpace() throws {
    #expect(try apply(Replacement("a=2;", "b();")).contains("\t\tb();\n"))
    #expect(try apply(Replacement("if ( a == 1 ) a = 2 ;", "")).contains("\t\n\treturn"))
  }

  @Test func keepsCommentsAndStringsOut() throws {
    let result = try apply(Replacement("a = 1;", "a = 3;"))
    #expect(result.contains("/* a = 1; is not code */"))
    #expect(result.contains("\"a = 1; }\""))
    #expect(result.contains("\ta = 3;\n"))
  }

  @Test func wildcardStaysInTheStatement() throws {
    #expect(try apply(Replacement("return …;", "return 0;", in: "f")).contains("return 0;\n}"))
    #expect(throws: EditError.self) { try apply(Replacement("if … return", "")) }
  }

  @Test func replacementMayKeepWhatItFound() throws {
    #expect(try apply(Replacement("f(2)", "-$0", in: "h")).hasSuffix("f(1) + -f(2); }"))
  }

  @Test func choosesAmongOccurrences() throws {
    #expect(try apply(Replacement("f(", "k(", in: "h", occurrence: 2, of: 2)).hasSuffix("f(1) + k(2); }"))
  }

  @Test func isLoudWhenNothingOrTooMuchFits() {
    #expect(throws: EditError.self) { try apply(Replacement("a = 4", "")) }
    #expect(throws: EditError.self) { try apply(Replacement("f(", "", in: "h")) }
    #expect(throws: EditError.self) { try apply(Replacement("a", "", in: "nowhere")) }
    #expect(throws: EditError.self) { try apply(Replacement("a = 1;", ""), Replacement("a = 1", "")) }
    // A call is no definition.
    #expect(throws: EditError.self) { try apply(Replacement("a", "", in: "g")) }
  }

  @Test func corpusIsWellFormed() {
    let all = SeededBugs.all + NeutralEdits.all
    #expect(Set(all.map(\.name)).count == all.count)
    for bug in SeededBugs.all {
      #expect(bug.kind == .bug && !bug.breaks.isEmpty && (0...3).contains(bug.smallestOrder), "\(bug.name)")
    }
    for edit in NeutralEdits.all { #expect(edit.kind != .bug && edit.breaks.isEmpty, "\(edit.name)") }
    #expect(SeededBugs.all.count >= 32)
    #expect(NeutralEdits.all.count >= 10)
    #expect(NeutralEdits.all.filter { $0.kind == .neutral(changesBitcode: true) }.count >= 8)
  }

  /// No claim but the last two can go unbroken: a vacuous proof is no bug of the kernel's.
  @Test func corpusBreaksEachClaim() {
    let broken = Set(SeededBugs.all.flatMap(\.breaks))
    #expect(broken == Set(Claim.allCases).subtracting([.notVacuous]))
  }

  @Test func aMissingKernelIsSaid() throws {
    let missing = #expect(throws: KernelUnderTest.Missing.self) {
      try KernelUnderTest.find(environment: [:], debian: "/nowhere/linux.tar.xz")
    }
    #expect(missing?.description.contains("apt-get install linux-source-6.12") == true)
    #expect(throws: KernelUnderTest.Missing.self) {
      try KernelUnderTest.find(environment: [KernelUnderTest.variable: "/nowhere"], debian: "/")
    }
  }
}
