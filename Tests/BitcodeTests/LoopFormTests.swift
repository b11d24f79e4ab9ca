import Bitcode
import Foundation
import Testing

/// Loops have one latch, an entering block of their own, dedicated exits, and LCSSA.
struct LoopForm {
  static func violations(_ function: Function) -> [String] {
    let flow = function.controlFlow
    var found: [String] = []
    if !flow.isReducible { found.append("irreducible") }
    for loop in flow.loops {
      if loop.latches.count != 1 { found.append("\(loop.latches.count) latches at \(loop.header)") }
      let entering = flow.predecessors[loop.header].filter { !loop.blocks.contains($0) }
      if entering.count != 1 || flow.successors[entering[0]] != [loop.header] {
        found.append("no preheader of \(loop.header)")
      }
      for exit in loop.exits where !flow.predecessors[exit.to].allSatisfy(loop.blocks.contains) {
        found.append("shared exit \(exit.to)")
      }
      found += escapes(of: loop, function)
    }
    return found
  }

  /// Values that are used outside the loop other than by a phi at an exit.
  private static func escapes(of loop: Loop, _ function: Function) -> [String] {
    var inside: Set<Int> = []
    for number in loop.blocks {
      inside.formUnion(function.blocks[number].phis.map(\.register))
      inside.formUnion(function.blocks[number].instructions.compactMap(\.result))
    }
    func escapes(_ operand: Operand) -> Bool {
      if case .register(let register) = operand { return inside.contains(register) }
      return false
    }
    var found: [String] = []
    let live = Set(function.controlFlow.reversePostorder)
    for number in function.blocks.indices where !loop.blocks.contains(number) && live.contains(number) {
      let block = function.blocks[number]
      let used = block.instructions.flatMap(\.kind.operands) + block.terminator.operands
      if used.contains(where: escapes) {
        found.append("a use in \(number) of a value of loop \(loop.header)")
      }
      for phi in block.phis {
        for incoming in phi.incoming where !loop.blocks.contains(incoming.block) && escapes(incoming.value) {
          found.append("a phi in \(number) of a value of loop \(loop.header)")
        }
      }
    }
    return found
  }
}

struct LoopFormTests {
  @Test func loopsAreInTheFormThatUnrollingNeeds() throws {
    let module = try CompiledC.decode(
      """
      int get(int);
      int search(int *a, int n, int key) {
        int i, last = -1;
        for (i = 0; i < n; i++) {
          last = get(a[i]);
          if (last == key) break;
          if (last < 0) continue;
          if (last > 100) return last;
          while (get(last)) last--;
        }
        return i * 2 + last;
      }
      """)
    let search = try #require(module.functions["search"])
    #expect(search.controlFlow.loops.count == 2)
    #expect(LoopForm.violations(search) == [])
  }

  @Test func withoutThePassesTheyAreNot() throws {
    // The check sees something: these two latches are as the programmer wrote them.
    let module = try CompiledC.decode(
      "int get(int); void f(int n) { while (get(n)) { if (get(1)) continue; get(2); } }",
      options: .init(passes: "function(sroa,mem2reg)"))
    let f = try #require(module.functions["f"])
    #expect(!LoopForm.violations(f).isEmpty)
  }

  /// The same, and more, over the bitcode of a real kernel: PTEPROOF_TEST_BITCODE names the file.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["PTEPROOF_TEST_BITCODE"] != nil))
  func aRealKernel() throws {
    let path = try #require(ProcessInfo.processInfo.environment["PTEPROOF_TEST_BITCODE"])
    let clock = ContinuousClock()
    let start = clock.now
    let module = try BitcodeModule(linking: [path])
    print("decoded \(module.functions.count) functions in \(clock.now - start)")
    let again = try BitcodeModule(linking: [path])
    for function in module.functions.values {
      let violations = LoopForm.violations(function)
      #expect(violations == [], "\(function.name)")
      #expect(again.functions[function.name]?.bodyDigest == function.bodyDigest)
      for kind in function.kinds {
        if case .unsupported(let text) = kind { Issue.record("\(function.name): \(text)") }
        for operand in kind.operands {
          if case .unsupported(let text) = operand, !text.hasPrefix("metadata") {
            Issue.record("\(function.name): operand \(text)")
          }
          if case .undefined = operand { Issue.record("\(function.name): undef in \(kind)") }
        }
      }
    }
  }
}
