import Digests

extension BitcodeModule {
  /// The names of all functions whose bodies `name` may execute as far as the bitcode shows: those it
  /// calls or takes the address of, those that globals which it refers to hold the address of, or may, and so on.
  /// Sorted.
  public func closure(of name: String) -> [String] {
    reachable(from: [name]).functions
  }

  /// The same of several functions together.
  public func closure(of names: [String]) -> [String] {
    reachable(from: names).functions
  }

  /// The globals that the bodies in such a closure refer to, and those that the initial values of these do.
  public func closureGlobals(of names: [String]) -> [String] {
    reachable(from: names).globals
  }

  /// SHA-256 (64 hex digits) over the closure of a function: the digests of all bodies in it, and the
  /// sizes and initial values of the globals that they refer to. Equal digests mean equal code, whatever
  /// else is in the files. Nil when there is no such function.
  public func closureDigest(of name: String) -> String? {
    closureDigest(of: [name])
  }

  /// The same of several functions together. Nil when one of them is not there.
  public func closureDigest(of names: [String]) -> String? {
    guard names.allSatisfy({ functions[$0] != nil }) else { return nil }
    let reached = reachable(from: names)
    let symbols = SymbolNormalForm(globals)
    var lines = ["closure of \(names.sorted().joined(separator: ", "))"]
    // A variable is the one that is met as the n-th: its name may be another's, too.
    var numbers: [String: Int] = [:]
    var order: [String] = []
    func number(_ global: String) -> Int {
      if let known = numbers[global] { return known }
      numbers[global] = order.count
      order.append(global)
      return order.count - 1
    }
    for name in reached.functions {
      let digest = functions[name]?.bodyDigest ?? "extern"
      let uses = functions[name]?.globalsUsed.map(number) ?? []
      lines.append("\(symbols(name)) \(digest) \(uses)")
    }
    let text = BodyText(
      symbol: { numbers[$0].map { "#\($0)" } ?? symbols($0) }, assembly: AssemblyNormalForm.apply)
    var next = 0
    while next < order.count {
      defer { next += 1 }
      guard let global = globals[order[next]] else {
        lines.append("\(next) \(order[next])")
        continue
      }
      for case .global(let target, _) in global.relocations.map(\.target) { _ = number(target) }
      let bytes = global.initial?.map { String($0, radix: 16) }.joined(separator: " ") ?? "none"
      let targets = global.relocations.map { "\($0.offset):\(text.describe($0.target))" }
      let hooks = (global.hookTargets ?? []).map { symbols($0) }
      lines.append("\(next) \(symbols(global.name)) \(global.traits) \(hooks) \(bytes) \(targets)")
    }
    return SHA256.hex(of: lines.joined(separator: "\n").utf8)
  }

  private func reachable(from roots: [String]) -> (functions: [String], globals: [String]) {
    var seenFunctions: Set<String> = []
    var seenGlobals: Set<String> = []
    var work: [Operand] = roots.map { .function($0) }
    while let operand = work.popLast() {
      switch operand {
      case .function(let name):
        guard let function = functions[name], seenFunctions.insert(name).inserted else { continue }
        for block in function.blocks { work += block.symbols }
      case .global(let name, _):
        guard let global = globals[name], seenGlobals.insert(name).inserted else { continue }
        work += global.relocations.map(\.target) + (global.hookTargets ?? []).map { .function($0) }
      case .aggregate(let fields): work += fields
      case .inlineExpression(let kind): work += kind.operands
      case .register, .integer, .null, .undefined, .poison, .unsupported: continue
      }
    }
    return (seenFunctions.sorted(), seenGlobals.sorted())
  }
}

extension Block {
  /// The operands that are not registers or plain constants.
  fileprivate var symbols: [Operand] {
    let all =
      phis.flatMap { $0.incoming.map(\.value) } + instructions.flatMap(\.kind.operands) + terminator.operands
    return all.filter { operand in
      switch operand {
      case .register, .integer, .null, .undefined, .poison, .unsupported: return false
      case .global, .function, .aggregate, .inlineExpression: return true
      }
    }
  }
}
