import Bitcode
import Checking
import Foundation
import KernelTree

/// One state of the kernel in a series, with all units compiled from it.
struct TreeStage: Sendable {
  var state: TreeState
  /// The kernel as prepared for this state.
  var kernel: PreparedKernel
  /// What is to be read in place of the kernel's files.
  var overlay: [String: String]
  /// By the units' names.
  var units: [String: PatchedUnit]

  /// What is known of the files that a change touches.
  func side(
    of diff: Diff, _ side: Hunk.Line.Kind, compilations: [UnitCompilation]
  ) async throws(KernelError) -> TreeSide {
    let paths = Set(diff.files.compactMap { side == .added ? $0.newPath : $0.oldPath })
      .filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }
    var texts: [String: SourceText] = [:]
    for path in paths {
      guard let file = state.location(of: path, in: kernel.sourceTree),
        let data = FileManager.default.contents(atPath: file)
      else { continue }
      texts[path] = SourceText(String(decoding: data, as: UTF8.self))
    }
    var active = ActiveLines()
    var expanded: Set<MacroDefinition> = []
    let macros = TreeSide.macros(in: diff, side: side, texts: texts)
    if !paths.isEmpty {
      for compilation in compilations {
        let preparer = compilation.preparer
        active.merge(
          try await preparer.activeLines(
            of: paths, spec: compilation.source, includeDirectories: compilation.includeDirectories,
            kernel: kernel, overlay: overlay))
        expanded.formUnion(
          try await preparer.expanded(
            of: macros, spec: compilation.source, includeDirectories: compilation.includeDirectories,
            kernel: kernel, overlay: overlay))
        guard case .compiled(_, let linked) = units[compilation.unit.name] else { continue }
        for file in linked {
          active.merge(
            try await preparer.activeLines(of: paths, treeFile: file, kernel: kernel, overlay: overlay))
        }
      }
    }
    return TreeSide(
      texts: texts, active: active, expanded: expanded, units: units.compactMapValues(\.compiled))
  }
}
