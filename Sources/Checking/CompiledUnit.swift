import Bitcode
import Digests

/// A unit and its spec as compiled from one state of a kernel tree.
public struct CompiledUnit: Sendable {
  public let module: BitcodeModule
  /// The unit's C function.
  public let function: String
  /// The functions that the spec itself defines.
  public let specFunctions: [String]
  /// Whether the spec calls the unit through a user's adapter.
  public let isAdapted: Bool
  /// Every function that a proof of the unit may execute: the closure of all that the spec defines.
  public let closure: Set<String>
  /// Those of them that the unit's function may execute, models aside.
  public let runClosure: Set<String>
  /// Those that the spec's laws of single PTEs may execute.
  public let lawClosure: Set<String>
  /// The globals that functions of the closure name, or that such globals name.
  public let globals: Set<String>
  /// The tags of the structures that functions of the closure look into.
  public let structures: Set<String>
  /// Digest of the bodies of the closure and of the globals that they name. Equal digests: the same proof.
  public let digest: String
  /// Digest of the C lines that the closure's instructions come from, which a report may name.
  public let lineDigest: String

  /// - Parameters:
  ///   - module: decoded with the folders that its files are named from (`SourceRoots`).
  ///   - function: the unit's C function.
  ///   - isAdapted: whether the spec calls it through an adapter.
  public init(module: BitcodeModule, function: String, isAdapted: Bool = false) {
    self.module = module
    self.function = function
    self.isAdapted = isAdapted
    let own = module.functions.values.filter { !$0.isDeclaration && $0.location?.origin == .specs }.map(
      \.name)
    let roots = Set(own).union([function]).filter { module.functions[$0] != nil }.sorted()
    specFunctions = own.sorted()
    let names = module.closure(of: roots)
    closure = Set(names)
    runClosure = Set(module.closure(of: [function].filter { module.functions[$0] != nil }))
    lawClosure = Set(module.closure(of: own.filter { $0.hasPrefix("pp_law_") }.sorted()))
    globals = Set(module.closureGlobals(of: roots))
    structures = names.reduce(into: []) { $0.formUnion(module.functions[$1]?.structures ?? []) }
    digest = module.closureDigest(of: roots) ?? ""
    var hash = SHA256()
    for name in names {
      guard let function = module.functions[name] else { continue }
      for block in function.blocks {
        for index in block.instructions.map(\.location) + [block.terminatorLocation] where index >= 0 {
          let place = module.locations[Int(index)]
          hash.update("\(name) \(place.line)\n")
        }
      }
    }
    lineDigest = hash.hex
  }

  /// Whether a run of the unit, or a law of its spec, executes such a function: it is not for the spec's own use only.
  public func executes(_ function: String, in path: String) -> Bool {
    (runClosure.contains(function) || lawClosure.contains(function)) && has(function, in: path)
  }

  private func has(_ function: String, in path: String) -> Bool {
    guard let place = module.functions[function]?.location else { return false }
    return place.origin == .tree && place.file == path
  }

  /// Whether the closure has a function of that name that stands in that file of the tree.
  public func covers(_ function: String, in path: String) -> Bool {
    closure.contains(function) && has(function, in: path)
  }
}
