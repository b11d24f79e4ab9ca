import Bitcode
import Checking
import KernelTree

/// What became of compiling a unit from one state of the tree.
enum PatchedUnit: Sendable {
  case compiled(CompiledUnit, linked: [String])
  /// The state has no such function.
  case missing
  /// The state's code compiles, but the spec cannot be used on it, for the reason given.
  case misfit(String)

  var compiled: CompiledUnit? {
    if case .compiled(let unit, _) = self { unit } else { nil }
  }
}
