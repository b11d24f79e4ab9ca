import Bitcode
import Testing

/// Two compilations as one module: what differs has a name of its own, all else is shared.
struct MergingTests {
  private let original = """
    int shared_counter;
    extern int elsewhere(int);
    static const int table[] = {1, 2, 3};
    static int leaf(int a) { return a + 1; }
    static int same(int a) { shared_counter++; return elsewhere(a) + table[a & 1]; }
    static int middle(int a) { return leaf(a) * same(a); }
    int run(int a) { return middle(a) + same(a); }
    """

  private func merged(_ old: String, _ new: String, root: String = "run") throws -> BitcodeModule.Merged? {
    // Of a kernel: none of its variables is the spec's.
    let options = BitcodeModule.Options(specs: "/specs")
    return try CompiledC.decode(old, options: options)
      .merged(with: CompiledC.decode(new, options: options), root: root)
  }

  private func callees(_ module: BitcodeModule, _ name: String) throws -> Set<String> {
    let body = try #require(module.functions[name])
    return Set(
      body.kinds.compactMap { kind in
        if case .call(.function(let callee), _, _, _) = kind, Promise(callee: callee) == nil {
          callee
        } else {
          nil
        }
      })
  }

  @Test func whatCallsWhatDiffersDiffersToo() throws {
    let new = original.replacing("a + 1", with: "a + 2")
    let result = try #require(try merged(original, new))
    #expect(result.renamed == ["leaf", "middle", "run"])
    #expect(try callees(result.module, "patched.run") == ["patched.middle", "same"])
    #expect(try callees(result.module, "patched.middle") == ["patched.leaf", "same"])
    #expect(try callees(result.module, "run") == ["middle", "same"])
    #expect(try callees(result.module, "same") == ["elsewhere"])
  }

  @Test func theSameCodeIsShared() throws {
    let result = try #require(try merged(original, "/* longer */\n\n" + original))
    #expect(result.renamed.isEmpty)
    #expect(!result.module.functions.keys.contains { $0.hasPrefix("patched.") })
  }

  @Test func anotherConstantMakesItsUsersDiffer() throws {
    let result = try #require(try merged(original, original.replacing("{1, 2, 3}", with: "{1, 2, 4}")))
    #expect(result.renamed == ["same", "middle", "run"])
    #expect(result.module.globals["table"]?.initial?[8] == 3)
    #expect(result.module.globals["patched.table"]?.initial?[8] == 4)
    // A variable is one variable for both.
    #expect(result.module.globals["patched.shared_counter"] == nil)
  }

  /// One value for both only where both define it alike; and where the same may be said of what it holds.
  @Test func aVariableIsSharedIfItIsDefinedAlike() throws {
    func code(_ definition: String, _ more: String = "") -> String {
      "\(definition) \(more) int run(int a) { return a + limit; } void set(int to);"
    }
    func isShared(_ old: String, _ new: String) throws -> Bool {
      try #require(try merged(old, new)).module.globals["patched.limit"] == nil
    }
    let written = "void write(int to) { limit = to; }"
    #expect(try isShared(code("int limit = 1;"), code("int limit = 1;")))
    #expect(try !isShared(code("int limit = 1;"), code("int limit = 2;")))
    #expect(try isShared(code("static int limit = 1;", written), code("static int limit = 1;", written)))
    // One side only reads it, and it is 1 there for ever.
    #expect(try !isShared(code("static int limit = 1;"), code("static int limit = 1;", written)))
    #expect(try !isShared(code("int limit = 1;"), code("volatile int limit = 1;")))
    #expect(try !isShared(code("int limit = 1;"), code("const int limit = 1;")))
  }

  /// Two statics of one name are not told apart by number: the first may be the other's second.
  @Test func staticsOfOneNameAreNotMatchedByNumber() throws {
    func code(_ first: Int, _ second: Int) -> String {
      """
      int run(int a) {
        if (a) { static int lost = \(first); return lost++; }
        { static int lost = \(second); return lost++; }
      }
      """
    }
    let merged = try #require(try merged(code(1, 2), code(2, 1)))
    #expect(merged.renamed == ["run"])
    #expect(merged.module.globals.keys.filter { $0.hasPrefix("patched.run.lost") }.count == 2)
  }

  @Test func aHookOfWhatDiffersCannotBeShared() throws {
    let code = """
      static int one(void) { return 1; }
      static int (*hook)(void);
      void set(void) { hook = one; }
      int run(int a) { return hook ? hook() : a; }
      """
    #expect(try merged(code, code.replacing("return 1", with: "return 2")) == nil)
    #expect(try merged(code, code.replacing(": a", with: ": 0")) != nil)
  }

  @Test func aRenamedHelperIsNew() throws {
    let result = try #require(try merged(original, original.replacing("leaf", with: "leaf_of")))
    #expect(result.renamed == ["leaf_of", "middle", "run"])
    #expect(result.module.functions["patched.leaf_of"] != nil && result.module.functions["leaf"] != nil)
  }

  /// A model is what its function does: the body behind it does not count.
  @Test func modelsStandForBodies() throws {
    let modelled = """
      static int leaf(int a) { __asm__ volatile("nop"); return a; }
      int pp_model_leaf(int a) { return a + 1; }
      int run(int a) { return leaf(a); }
      """
    let body = try #require(try merged(modelled, modelled.replacing("return a;", with: "return a + 5;")))
    #expect(body.renamed.isEmpty)
    let model = try #require(try merged(modelled, modelled.replacing("a + 1", with: "a + 2")))
    #expect(model.renamed == ["leaf", "pp_model_leaf", "run"])
    #expect(model.module.functions["pp_model_patched.leaf"] != nil)
    #expect(try callees(model.module, "patched.run") == ["patched.leaf"])
  }

  /// Whose function a shared table means cannot be said.
  @Test func tablesOfFunctionsThatDiffer() throws {
    let indirect = """
      static int leaf(int a) { return a + 1; }
      int (*const operations[])(int) = {leaf};
      int run(int a, int b) { return operations[b](a); }
      """
    #expect(try merged(indirect, indirect.replacing("a + 1", with: "a + 2")) == nil)
    #expect(try merged(indirect, indirect + "\nint more;") != nil)
  }

  /// Locations are those of the compilation that the code is from.
  @Test func locationsFollow() throws {
    let new = "\n\n\n" + original.replacing("a + 1", with: "a + 2")
    let result = try #require(try merged(original, new))
    func line(_ name: String) throws -> Int {
      let body = try #require(result.module.functions[name])
      let instruction = try #require(body.instructions.first { $0.location >= 0 })
      return result.module.locations[Int(instruction.location)].line
    }
    #expect(try line("leaf") == 4)
    #expect(try line("patched.leaf") == 7)
  }
}
