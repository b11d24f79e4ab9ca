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
}
