import Bitcode
import Execution

/// Tells what a side of a branch that no world takes is by.
struct Cuts {
  let unit: CompiledUnit
  /// By function those that call it.
  let callers: [String: Set<String>]

  /// - Parameter isUnexecuted: whether a block of the same function is not executed.
  func cut(_ side: Coverage.Side, isUnexecuted: (Int) -> Bool) -> CodeReach.Cut {
    CodeReach.Cut(place: .side(side), kind: kind(of: side, isUnexecuted), function: side.function)
  }

  func cut(_ choice: Coverage.Choice) -> CodeReach.Cut {
    var kind = CodeReach.Cut.Kind.other
    if let function = unit.module.functions[choice.function],
      case .select(let condition, _, _, _) = function.definition(of: choice.register)
    {
      if isWarnedOf(condition, choice.holds, in: function) {
        kind = .warning
      } else if isCalledByOthers(function), function.dependsOnParametersOnly(condition) {
        kind = .parameters
      }
    }
    return CodeReach.Cut(place: .choice(choice), kind: kind, function: choice.function)
  }

  private func kind(of side: Coverage.Side, _ isUnexecuted: (Int) -> Bool) -> CodeReach.Cut.Kind {
    guard let function = unit.module.functions[side.function], side.block < function.blocks.count else {
      return .other
    }
    let terminator = function.blocks[side.block].terminator
    guard terminator.sides.indices.contains(side.successor) else { return .other }
    if leadsToTrap(terminator.sides[side.successor], function, isUnexecuted) { return .warning }
    switch terminator {
    case .branch(let condition, _, _):
      if isWarnedOf(condition, side.successor == 0, in: function) { return .warning }
      if isCalledByOthers(function), function.dependsOnParametersOnly(condition) { return .parameters }
    case .switch(let subject, _, _, _):
      if isCalledByOthers(function), function.dependsOnParametersOnly(subject) { return .parameters }
    default: break
    }
    return .other
  }

  /// Whether all ways from a block come to a WARN or BUG before they come to what is executed.
  private func leadsToTrap(_ block: Int, _ function: Function, _ isUnexecuted: (Int) -> Bool) -> Bool {
    var seen: Set<Int> = []
    func leads(_ number: Int) -> Bool {
      if function.blocks[number].isTrap { return true }
      guard isUnexecuted(number), seen.insert(number).inserted else { return false }
      let next = function.blocks[number].terminator.successors
      return !next.isEmpty && next.allSatisfy(leads)
    }
    return leads(block)
  }

  /// Whether the same condition, with the same outcome, leads to a WARN elsewhere in the function: `if (WARN_ON(x)) return;`
  /// decides by it twice.
  private func isWarnedOf(_ condition: Operand, _ holds: Bool, in function: Function) -> Bool {
    let (root, isPlain) = function.rootCondition(condition)
    guard case .register = root else { return false }
    return function.blocks.contains { block in
      guard case .branch(let other, let then, let otherwise) = block.terminator else { return false }
      let (otherRoot, otherIsPlain) = function.rootCondition(other)
      guard otherRoot == root else { return false }
      // The side that is taken where `condition` has that outcome.
      let target = (holds == (isPlain == otherIsPlain)) ? then : otherwise
      return function.blocks[target].isTrap
    }
  }

  /// Whether code that the unit does not execute may call it, so that its parameters may be others.
  private func isCalledByOthers(_ function: Function) -> Bool {
    guard function.name != unit.function else { return false }
    if function.location?.file.hasSuffix(".h") ?? true { return true }
    return !(callers[function.name] ?? []).isSubset(of: unit.runClosure)
  }
}

extension Block {
  /// Whether it has the trap of a WARN or BUG in it.
  fileprivate var isTrap: Bool {
    instructions.contains { instruction in
      switch instruction.kind {
      case .call(.assembly(let code), _, _, _): code.template.contains("__bug_table")
      case .call(.function(let name), _, _, _): name == "llvm.trap" || name.hasPrefix("llvm.ubsantrap")
      default: false
      }
    }
  }
}

extension Function {
  fileprivate func definition(of register: Int) -> InstructionKind? {
    for block in blocks {
      for instruction in block.instructions where instruction.result == register { return instruction.kind }
    }
    return nil
  }

  /// What a condition is made of, without casts, negations and comparisons with 0; and whether it holds where that is
  /// not 0.
  fileprivate func rootCondition(_ operand: Operand) -> (root: Operand, isPlain: Bool) {
    var root = operand
    var isPlain = true
    for _ in 0..<16 {
      guard case .register(let register) = root, let kind = definition(of: register) else { break }
      switch kind {
      case .cast(.zext, let inner, _, _), .cast(.sext, let inner, _, _), .freeze(let inner): root = inner
      case .compare(.ne, let inner, .integer(0, _), _): root = inner
      case .compare(.eq, let inner, .integer(0, _), _):
        root = inner
        isPlain.toggle()
      case .binary(.xor, let inner, .integer(1, _), width: 1):
        root = inner
        isPlain.toggle()
      default: return (root, isPlain)
      }
    }
    return (root, isPlain)
  }

  /// Whether a value is computed of parameters and constants alone.
  fileprivate func dependsOnParametersOnly(_ operand: Operand) -> Bool {
    var seen: Set<Int> = []
    func depends(_ operand: Operand) -> Bool {
      guard case .register(let register) = operand else {
        switch operand {
        case .integer, .null: return true
        default: return false
        }
      }
      if register < parameterWidths.count || !seen.insert(register).inserted { return true }
      switch definition(of: register) {
      case .binary(_, let a, let b, _), .compare(_, let a, let b, _): return depends(a) && depends(b)
      case .cast(_, let a, _, _), .freeze(let a): return depends(a)
      case .select(let a, let b, let c, _): return depends(a) && depends(b) && depends(c)
      default: return false
      }
    }
    return depends(operand)
  }
}
