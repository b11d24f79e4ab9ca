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
  private(set) var sharedGlobals: [String: String] = [:]

  init(_ first: BitcodeModule, _ second: BitcodeModule) {
    self.first = first
    self.second = second
    let (ours, theirs) = (SymbolNormalForm(first.globals), SymbolNormalForm(second.globals))
    let known = Dictionary(grouping: first.globals.keys.sorted(), by: { ours($0) })
    for (form, names) in Dictionary(grouping: second.globals.keys.sorted(), by: { theirs($0) }) {
      // Several of one form are the compiler's numbered copies: which is which cannot be said, but of constants,
      // which are alike if they hold the same.
      guard let known = known[form] else { continue }
      for name in names {
        let isConstant = second.globals[name]?.isConstant ?? false
        guard isConstant || names.count == 1 && known.count == 1 else { continue }
        if let own = known.first(where: { isSame($0, name, ours, theirs) }) { sharedGlobals[name] = own }
      }
    }
  }

  /// Whether two globals have the same traits and the same initial value, and so has what they hold the addresses of.
  private func isSame(_ one: String, _ other: String, _ ours: SymbolNormalForm, _ theirs: SymbolNormalForm)
    -> Bool
  {
    var seen: Set<[String]> = []
    var work = [(one, other)]
    while let (one, other) = work.popLast() {
      guard seen.insert([one, other]).inserted else { continue }
      guard let own = first.globals[one], let their = second.globals[other], own.traits == their.traits,
        own.initial == their.initial, own.isExternal || own.initial != nil, ours(one) == theirs(other),
        own.hookTargets == their.hookTargets,
        own.relocations.count == their.relocations.count
      else { return false }
      for (left, right) in zip(own.relocations, their.relocations) {
        guard left.offset == right.offset else { return false }
        switch (left.target, right.target) {
        case (.global(let one, let start), .global(let other, let otherStart)) where start == otherStart:
          work.append((one, other))
        case (let one, let other): if one != other { return false }
        }
      }
    }
    return true
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
    // Each is the one that the other body means at that place, and not another of its name.
    let (ours, theirs) = (known.globalsUsed, body.globalsUsed)
    guard ours.count == theirs.count, zip(ours, theirs).allSatisfy({ isShared($0, $1) }) else { return true }
    return references(of: body).globals.contains { sharedGlobals[$0] == nil }
  }

  private func isShared(_ own: String, _ other: String) -> Bool {
    guard let shared = sharedGlobals[other] else { return false }
    if shared == own { return true }
    // Constants of one content are alike.
    guard let one = first.globals[own], let same = first.globals[shared], one.isConstant else { return false }
    return one.traits == same.traits && one.initial == same.initial && one.initial != nil
      && one.relocations.isEmpty && same.relocations.isEmpty
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
