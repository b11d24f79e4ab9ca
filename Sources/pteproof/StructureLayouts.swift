import Bitcode
import Checking
import KernelTree

/// The layouts of structures in two states of a tree.
///
/// The world of a comparison is built once, with the base's layouts: code that was compiled with others would find
/// one member where another is.
struct StructureLayouts {
  var before: [String: RecordLayout]
  var after: [String: RecordLayout]

  /// Why code of the two cannot run from one world; nil if it can.
  func obstacle(_ base: CompiledUnit, _ patched: CompiledUnit) -> String? {
    // No answer is no reason to believe that nothing moves.
    guard !before.isEmpty, !after.isEmpty else {
      return "clang does not say where the members of structures lie"
    }
    let used = base.structures.union(patched.structures)
    let changed = used.sorted().compactMap { tag -> String? in
      guard let old = before[tag], let new = after[tag], let difference = old.difference(to: new) else {
        return nil
      }
      return "struct \(tag) (\(difference))"
    }
    return changed.isEmpty ? nil : "the patch changes the layout of \(changed.joined(separator: ", "))"
  }
}
