import Testing

@testable import Checking

/// What stands where in a C file.
@Suite struct SourceTextTests {
  private let text = SourceText(
    """
    /* int no(void) { } */
    #include <linux/mm.h>
    #define TWICE(x) \\
    	((x) + \\
    	 (x))
    struct pair {
    	int a;
    };
    static struct pair table[] = { { 1 }, { 2 } };

    static __always_inline int
    first(int a,
    	int b)
    {
    	if (a) {
    		return min(a,
    			b); // }
    	}
    	return '}' + sizeof("{");
    }
    #ifdef CONFIG_X
    int second(void) {
    #else
    int second(int x) {
    #endif
    	return 0;
    }
    int __printf(1, 2) third(const char *f) { return 1; }
    """)

  @Test func namesFunctionsWithTheirLines() {
    #expect(
      text.functions == [
        .init(name: "first", lines: 11...20), .init(name: "second", lines: 22...27),
        .init(name: "third", lines: 28...28),
      ])
    #expect(text.function(at: 16)?.name == "first")
    #expect(text.function(at: 9) == nil)
  }

  @Test func namesMacrosWithTheirLines() {
    #expect(text.macros == [.init(name: "TWICE", lines: 3...5)])
  }

  @Test func tellsCodeFromTheRest() {
    let kinds = [1, 2, 3, 5, 6, 10, 17, 21, 99].map(text.kind)
    #expect(kinds == [.empty, .directive, .macro, .macro, .code, .empty, .code, .directive, .empty])
  }

  @Test func knowsWhereBracketsOpen() {
    #expect(text.opener(of: 17) == 16)
    #expect(text.opener(of: 13) == 12)
    #expect(text.opener(of: 15) == nil)
  }

  @Test func namesTypesAndVariables() {
    #expect(text.types == [.init(name: "pair", lines: 6...8)])
    #expect(text.variables == [.init(name: "table", lines: 9...9)])
    #expect(text.names(of: 7) == ["a"] && text.names(of: 12) == ["first", "a"])
  }

  /// A statement is what changes together: a line of its own may compile to nothing.
  @Test func knowsStatements() {
    #expect(text.statement(at: 17) == 16...17)
    #expect(text.statement(at: 16) == 16...17)
    #expect(text.statement(at: 15) == 15...15)
    #expect(text.statement(at: 19) == 19...19)
    #expect(text.statement(at: 7) == nil)
  }

  @Test func aForIsOneStatement() {
    let loop = SourceText(
      """
      int f(int n)
      {
      	for (int i = 0;
      	     i < n;
      	     i++)
      		n--;
      	return n;
      }
      """)
    #expect(loop.statement(at: 4) == 3...6)
    #expect(loop.statement(at: 7) == 7...7)
  }
}
