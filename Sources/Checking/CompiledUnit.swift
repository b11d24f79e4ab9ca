import Bitcode
import Digests

/// A unit and its spec as compiled from one state of a kernel tree.
public struct CompiledUnit: Sendable {
  public let module: BitcodeModule
  /// The functions that the spec itself defines.
  public let specFunctions: [String]
  /// Whether the spec calls the unit through a user's adapter.
  public let isAdapted: Bool
  /// Every function that a proof of the unit may execute: the closure of all that the spec defines.
  public let closure: Set<String>
  /// The tags of the structures that functions of the closure look into.
  public let structures: Set<String>
  /// Digest of the bodies of the closure and of the globals that they name. Equal digests: the same proof.
  public let digest: String
  /// Digest of the C lines that the closure's instructions come from, which a report may name.
  public let lineDigest: String

  /// - Parameters:
  ///   - specs: the folder of the specs, as the compiler names it.
  ///   - function: the unit's C function.
  ///   - isAdapted: whether the spec calls it through an adapter.
  public init(module: BitcodeModule, specs: String, function: String, isAdapted: Bool = false) {
    self.module = module
    self.isAdapted = isAdapted
    let own = module.functions.values.filter { candidate in
      !candidate.isDeclaration
        && (candidate.location.map { SourceLocation.isFile($0.file, below: specs) } ?? false)
    }.map(\.name)
    let roots = Set(own).union([function]).filter { module.functions[$0] != nil }.sorted()
    specFunctions = own.sorted()
    let names = module.closure(of: roots)
    closure = Set(names)
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

  /// Whether the closure has a function of that name that stands in that file of the tree.
  public func covers(_ function: String, in path: String) -> Bool {
    guard closure.contains(function), let file = module.functions[function]?.location?.file else {
      return false
    }
    return file == path || file.hasSuffix("/" + path)
  }
}
