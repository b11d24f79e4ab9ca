import Bitcode

/// Whether a change leaves alone what sets a variable that boot is taken to fix.
///
/// A fact about a variable that the change defines otherwise, or that code writes to which the change touches, is none.
public struct BootFactScope {
  private let before: BitcodeModule?
  private let after: BitcodeModule
  private let specFunctions: Set<String>
  private let changed: Set<ChangeScope.Place>

  /// - Parameters:
  ///   - before: the unit as it was; nil if it was not compiled.
  ///   - changed: the functions whose text the change touches, whether the compiler sees them here or not.
  public init(before: CompiledUnit?, after: CompiledUnit, changed: Set<ChangeScope.Place>) {
    self.before = before?.module
    self.after = after.module
    specFunctions = Set(after.specFunctions)
    self.changed = changed
  }

  /// Why a fact is none after the change; nil if it stays one.
  ///
  /// - Parameter setter: the file and the function that set the variable: `mm/memory.c init_zero_pfn()`.
  public func violation(of variable: String, setter: String) -> String? {
    let what = "which sets \(variable), so that what boot fixes of it is not known"
    if let place = changed.first(where: { "\($0.file) \($0.function)()" == setter }) {
      return "the patch changes \(place.function)() in \(place.file), \(what)"
    }
    guard let before else { return nil }
    if !Self.isSame(before.globals[variable], after.globals[variable]) {
      return "the patch changes the definition of \(variable), which boot is taken to fix"
    }
    let (old, new) = (writers(of: variable, in: before), writers(of: variable, in: after))
    guard let name = Set(old.keys).union(new.keys).sorted().first(where: { old[$0] != new[$0] }) else {
      return nil
    }
    return "the patch changes \(name)(), \(what)"
  }

  private static func isSame(_ one: Global?, _ other: Global?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return one.size == other.size && one.isConstant == other.isConstant && one.isExternal == other.isExternal
      && one.isLocal == other.isLocal && one.isVolatile == other.isVolatile && one.section == other.section
      && one.initial == other.initial
  }

  /// The kernel's functions that write to a variable or hand its address on, with digests of their bodies.
  private func writers(of variable: String, in module: BitcodeModule) -> [String: String] {
    module.functions.filter { name, function in
      !specFunctions.contains(name) && function.blocks.contains { $0.mayWrite(to: variable) }
    }.mapValues(\.bodyDigest)
  }
}

extension Block {
  /// Whether it does anything else with a variable than to load it.
  fileprivate func mayWrite(to variable: String) -> Bool {
    func names(_ operand: Operand) -> Bool {
      switch operand {
      case .global(let name, _): name == variable
      case .aggregate(let fields): fields.contains(where: names)
      case .inlineExpression(let kind): kind.operands.contains(where: names)
      case .register, .function, .integer, .null, .undefined, .poison, .unsupported: false
      }
    }
    return phis.contains { $0.incoming.contains { names($0.value) } }
      || instructions.contains { instruction in
        if case .load(.global, _, _) = instruction.kind { return false }
        return instruction.kind.operands.contains(where: names)
      } || terminator.operands.contains(where: names)
  }
}
