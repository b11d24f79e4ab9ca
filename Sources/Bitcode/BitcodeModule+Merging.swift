extension BitcodeModule {
  /// Two compilations of the same sources, before and after a change, as one module.
  public struct Merged: Sendable {
    public let module: BitcodeModule
    /// What precedes the names of the second's functions where they are not the first's.
    public let prefix: String
    /// The functions of the second that are there under names of their own.
    public let renamed: Set<String>
  }

  /// This module with the functions of `other` that `root` may execute and that do otherwise than this
  /// module's of the same name: they, and what calls them, get names of their own. All else is shared: a
  /// function whose whole closure is the same, a variable that both have.
  ///
  /// What has a model (`pp_model_NAME`) does what the model does, whatever its body is.
  ///
  /// - Returns: nil if a variable that both share holds the address of a function that differs: whose it is
  ///   could not be said.
  public func merged(with other: BitcodeModule, root: String, prefix: String = "patched.") -> Merged? {
    let comparison = ClosureComparison(self, other)
    let reached = other.closure(of: [root] + other.functions.keys.filter { $0.hasPrefix("pp_model_") })
    let differing = comparison.differing(among: reached)
    var globals = globals
    let shared = comparison.sharedGlobals
    guard comparison.tables(among: reached).isDisjoint(with: differing) else { return nil }
    func global(_ name: String) -> String { shared[name] ?? prefix + name }
    func function(_ name: String) -> String {
      guard differing.contains(name) else { return name }
      let model = "pp_model_"
      return name.hasPrefix(model) ? model + prefix + name.dropFirst(model.count) : prefix + name
    }
    let renaming = Renaming(
      function: function, global: global, locationOffset: Int32(locations.count))
    for (name, value) in other.globals where shared[name] == nil {
      globals[prefix + name] = value.named(
        prefix + name, relocations: value.relocations.map { ($0.offset, renaming($0.target)) },
        hookTargets: value.hookTargets.map { $0.map(function) })
    }
    var functions = functions
    for (name, body) in other.functions {
      if differing.contains(name) {
        functions[function(name)] = renaming(body, name: function(name))
      } else if functions[name] == nil {
        // A declaration, or what the root does not reach.
        functions[name] = renaming(body, name: name)
      }
    }
    return Merged(
      module: BitcodeModule(
        functions: functions, globals: globals, declarations: declarations,
        locations: locations + other.locations, target: target), prefix: prefix, renamed: differing)
  }
}

/// Which functions and globals of one module are those of another.
struct ClosureComparison {
  private let first: BitcodeModule
  private let second: BitcodeModule
  /// Globals of the second by name, with the first's that they are.
  let sharedGlobals: [String: String]

  init(_ first: BitcodeModule, _ second: BitcodeModule) {
    self.first = first
    self.second = second
    var shared: [String: String] = [:]
    let ours = Self.byForm(first)
    for (form, names) in Self.byForm(second) {
      // Several of one form are the compiler's numbered copies: which is which cannot be said, and constants
      // of one form are alike.
      guard let name = names.first, let known = ours[form], let own = known.first else { continue }
      let isConstant = second.globals[name]?.isConstant ?? false
      guard isConstant || names.count == 1 && known.count == 1 else { continue }
      for name in names where Self.isSame(first.globals[own], second.globals[name]) { shared[name] = own }
    }
    sharedGlobals = shared
  }

  private static func byForm(_ module: BitcodeModule) -> [String: [String]] {
    let symbols = SymbolNormalForm(module.globals)
    return Dictionary(grouping: module.globals.keys.sorted(), by: { symbols($0) })
  }

  /// The same size and the same initial value, addresses aside: those are compared by what they point to.
  private static func isSame(_ one: Global?, _ other: Global?) -> Bool {
    guard let one, let other else { return false }
    return one.size == other.size && one.initial == other.initial && one.isConstant == other.isConstant
      && one.isExternal == other.isExternal && one.isVolatile == other.isVolatile
      // What one compilation only reads has its initial value there; in the other it may have any.
      && one.keepsInitialValue == other.keepsInitialValue && one.hookTargets == other.hookTargets
      && one.relocations.count == other.relocations.count
      && zip(one.relocations, other.relocations).allSatisfy {
        $0.offset == $1.offset && $0.target == $1.target
      }
  }

  /// The names of the second's functions that do otherwise than the first's: their bodies are others, they use
  /// a global that is another, or they may call one that does otherwise.
  func differing(among names: [String]) -> Set<String> {
    var differing: Set<String> = []
    var callers: [String: [String]] = [:]
    var work: [String] = []
    for name in names {
      guard let body = second.functions[name], !body.isDeclaration else { continue }
      let model = "pp_model_\(name)"
      let isModelled = second.functions[model].map { !$0.isDeclaration } ?? false
      for callee in isModelled ? [model] : references(of: body).functions {
        callers[callee, default: []].append(name)
      }
      if !isModelled, isOther(body, first.functions[name]) { work.append(name) }
    }
    while let name = work.popLast() {
      guard differing.insert(name).inserted else { continue }
      work += callers[name] ?? []
    }
    // A model and what it is for have one name.
    for name in differing where name.hasPrefix("pp_model_") {
      differing.insert(String(name.dropFirst("pp_model_".count)))
    }
    return differing.filter { second.functions[$0] != nil }
  }

  /// The functions that shared globals hold the addresses of, or may, of the globals that `names` use.
  func tables(among names: [String]) -> Set<String> {
    var found: Set<String> = []
    for name in names {
      guard let body = second.functions[name] else { continue }
      for global in references(of: body).globals where sharedGlobals[global] != nil {
        for case .function(let target) in second.globals[global]?.relocations.map(\.target) ?? [] {
          found.insert(target)
        }
        found.formUnion(second.globals[global]?.hookTargets ?? [])
      }
    }
    return found
  }

  private func isOther(_ body: Function, _ known: Function?) -> Bool {
    guard let known, known.bodyDigest == body.bodyDigest else { return true }
    return references(of: body).globals.contains { sharedGlobals[$0] == nil }
  }

  private func references(of body: Function) -> (functions: [String], globals: [String]) {
    var functions: Set<String> = []
    var globals: Set<String> = []
    var work = body.blocks.flatMap { block in
      block.phis.flatMap { $0.incoming.map(\.value) } + block.instructions.flatMap(\.kind.operands)
        + block.terminator.operands
    }
    while let operand = work.popLast() {
      switch operand {
      case .function(let name): functions.insert(name)
      case .global(let name, _):
        guard globals.insert(name).inserted else { continue }
        work += second.globals[name]?.relocations.map(\.target) ?? []
      case .aggregate(let fields): work += fields
      case .inlineExpression(let kind): work += kind.operands
      case .register, .integer, .null, .undefined, .poison, .unsupported: continue
      }
    }
    return (functions.sorted(), globals.sorted())
  }
}
