import Bitcode
import Testing

struct UninitialisedTests {
  @Test func aDroppedInitialiserIsSeen() throws {
    let module = try CompiledC.decode(
      """
      int with(int n) { int x = 0; if (n > 3) x = n; return x; }
      int without(int n) { int x; if (n > 3) x = n; return x; }
      """)
    let with = try #require(module.functions["with"])
    let without = try #require(module.functions["without"])
    #expect(with.uninitialisedVariables(in: try #require(with.returnValues.first)).isEmpty)
    #expect(without.uninitialisedVariables(in: try #require(without.returnValues.first)) == ["x"])
    #expect(with.bodyDigest != without.bodyDigest)
  }

  @Test func withoutMarksTheReadIsFoldedAway() throws {
    // Why the marks are there: if this fails, LLVM no longer needs them.
    let module = try CompiledC.decode(
      "int without(int n) { int x; if (n > 3) x = n; return x; }",
      options: .init(markUninitialised: false))
    let without = try #require(module.functions["without"])
    #expect(without.returnValues == [.register(0)])
  }

  @Test func aFieldOfAStruct() throws {
    let module = try CompiledC.decode(
      """
      struct pair { int set; long unset; };
      long field(int n) { struct pair p; p.set = n; return p.set + p.unset; }
      long whole(int n) { struct pair p = { 0 }; p.set = n; return p.set + p.unset; }
      """)
    let field = try #require(module.functions["field"])
    #expect(field.uninitialisedVariables(in: try #require(field.returnValues.first)) == ["p"])
    let marks = field.kinds.compactMap { kind -> ValueType? in
      if case .uninitialised(let type, _) = kind { return type }
      return nil
    }
    // Only the field that is read: the struct has been taken apart, and no local is left in memory.
    #expect(marks == [.integer(64)])
    let whole = try #require(module.functions["whole"])
    #expect(!whole.kinds.contains { if case .uninitialised = $0 { true } else { false } })
  }

  @Test func aLocalOfALoopsBodyIsNewInEachIteration() throws {
    let module = try CompiledC.decode(
      """
      int sum(int n) {
        int total = 0;
        for (int i = 0; i < n; i++) {
          int fresh;
          if (i & 1)
            fresh = i;
          total += fresh;
        }
        return total;
      }
      """)
    let sum = try #require(module.functions["sum"])
    let flow = sum.controlFlow
    let loop = try #require(flow.loops.first)
    let marked = sum.blocks.indices.filter { number in
      sum.blocks[number].instructions.contains {
        if case .uninitialised(_, "fresh") = $0.kind { true } else { false }
      }
    }
    #expect(marked.count == 1)
    #expect(marked.allSatisfy(loop.blocks.contains))
    #expect(sum.uninitialisedVariables(in: try #require(sum.returnValues.first)) == ["fresh"])
  }

  @Test func aLocalInMemoryIsMarkedWhereItIsDeclared() throws {
    let module = try CompiledC.decode(
      """
      void fill(unsigned char *flag);
      int escape(void) { unsigned char flag; fill(&flag); return flag; }
      """)
    let escape = try #require(module.functions["escape"])
    #expect(
      escape.kinds.contains {
        if case .allocate(1, _, "flag") = $0 { true } else { false }
      })
    let stores = escape.kinds.filter { kind in
      guard case .store(let value, _, _, _) = kind else { return false }
      return escape.uninitialisedVariables(in: value) == ["flag"]
    }
    #expect(stores.count == 1)
  }

  @Test func whatIsTooLargeStaysInMemory() throws {
    let module = try CompiledC.decode(
      "int large(int n) { int table[100]; table[3] = n; return table[3] + table[4]; }")
    let large = try #require(module.functions["large"])
    #expect(
      large.kinds.contains {
        if case .allocate(400, _, "table") = $0 { true } else { false }
      })
    let loads = large.kinds.filter { if case .load = $0 { true } else { false } }
    #expect(loads.count == 2)
  }

  @Test func parametersAreInitialised() throws {
    let module = try CompiledC.decode(
      """
      typedef struct { unsigned long word; } pte_t;
      unsigned long value(pte_t pte, int n) { pte_t copy = pte; return copy.word + n; }
      """)
    let value = try #require(module.functions["value"])
    #expect(!value.kinds.contains { if case .uninitialised = $0 { true } else { false } })
    #expect(value.parameterNames == ["pte", "n"])
    #expect(value.parameterWidths == [.integer(64), .integer(32)])
  }
}
