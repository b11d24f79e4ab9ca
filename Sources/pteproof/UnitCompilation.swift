import Bitcode
import Foundation
import KernelTree

/// Compiles a unit's spec, together with the kernel's files that it names, to one module.
struct UnitCompilation: Sendable {
  var preparer: KernelPreparer
  /// The folder of the specs, in the cache.
  var specs: String
  var unit: KnownUnit
  /// A C file with a function of the signature that the spec is for, to call in the unit's place.
  var adapter: String?

  /// The kernel lacks the unit's function.
  struct MissingFunction: Error {}

  struct Result: Sendable {
    var module: BitcodeModule
    /// Files of the tree that were compiled by themselves and linked to it.
    var linked: [String]
  }

  var source: String { "\(specs)/linux/\(unit.name).c" }
  var includeDirectories: [String] { [specs + "/include", specs + "/linux"] }
  /// By what kernels differ.
  static func probes(of specs: String) -> String { specs + "/linux/probes.c" }
  /// Macros, as `NAME=VALUE`.
  var definitions: [String] { adapter.map { ["PP_ADAPTER=\"\($0)\""] } ?? [] }
  /// The function that the spec calls. `PP_BASE()` of the specs makes such a name for adapters.
  var function: String { adapter == nil ? unit.function : "pp_base_" + unit.function }

  /// - Parameters:
  ///   - overlay: tree-relative paths and the files to read in their place.
  ///   - places: where the members of structures are to be found, if not where the code itself has them.
  /// - Throws: `KernelError`, `BitcodeError`, `MissingFunction`.
  func run(
    _ kernel: PreparedKernel, overlay: [String: String] = [:], places: MemberPlaces? = nil,
    progress: @Sendable (KernelProgress) -> Void
  ) async throws -> Result {
    let compiled: String
    do {
      compiled = try await preparer.compile(
        spec: source, includeDirectories: includeDirectories,
        definitions: definitions, kernel: kernel, overlay: overlay,
        progress: progress)
    } catch {
      if case .compilation(let undeclared) = error.kind, undeclared.contains(function) {
        throw MissingFunction()
      }
      throw error
    }
    let linked = (try BitcodeModule.declarations(in: compiled)["link"] ?? []).flatMap(\.self)
    var paths = [compiled]
    for file in linked {
      paths.append(
        try await preparer.compileTreeFile(file, kernel: kernel, overlay: overlay, progress: progress))
    }
    try Task.checkCancellation()
    let roots = SourceRoots(
      tree: kernel.sourceTree, specs: URL(filePath: specs).resolvingSymlinksInPath().path)
    let module = try BitcodeModule(linking: paths, options: .init(places: places, specs: specs, roots: roots))
    guard let entry = module.functions[function], !entry.isDeclaration else { throw MissingFunction() }
    return Result(module: module, linked: linked)
  }
}
