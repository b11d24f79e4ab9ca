import Bitcode
import Checking
import KernelTree

/// The layouts of structures in two states of a tree.
///
/// The world of a comparison is built once, with the base's layouts: code that was compiled with others would find
/// one member where another is. So where members have moved, the patched code is read as if they had not.
struct StructureLayouts {
  /// The layouts of one state, by tag.
  struct Side {
    /// Of all structures, but as they are without the attributes behind them.
    var all: [String: RecordLayout]
    /// Of those that the code makes use of, as they are.
    var exact: [String: RecordLayout]
  }

  var before: Side
  var after: Side

  /// Clang has told nothing of a state: no answer is no reason to believe that nothing moves.
  var isUnknown: Bool { [before.all, before.exact, after.all, after.exact].contains(where: \.isEmpty) }

  /// How a structure was and is laid out, if otherwise than it was.
  private func difference(_ tag: String) -> String? {
    for (old, new) in [(before.exact[tag], after.exact[tag]), (before.all[tag], after.all[tag])] {
      if let old, let new, old != new, let difference = old.difference(to: new) { return difference }
    }
    return nil
  }

  /// What has moved of what code of the two looks into, in words; nil if nothing has.
  func change(_ base: CompiledUnit, _ patched: CompiledUnit) -> String? {
    let changed = base.structures.union(patched.structures).sorted().compactMap { tag in
      difference(tag).map { "struct \(tag) (\($0))" }
    }
    return changed.isEmpty ? nil : "the patch changes the layout of \(changed.joined(separator: ", "))"
  }

  /// Where the base has the members of all structures that are laid out otherwise, for reading the patched code.
  ///
  /// - Parameter used: the structures that code looks into. Of others whose members cannot be placed none is.
  /// - Throws: `RecordLayout.Unplaceable`.
  func places(used: Set<String>) throws(RecordLayout.Unplaceable) -> MemberPlaces {
    var structures: [String: MemberPlaces.Structure] = [:]
    for tag in Set(before.all.keys).union(before.exact.keys) where difference(tag) != nil {
      do throws(RecordLayout.Unplaceable) {
        guard let old = before.exact[tag], let new = after.exact[tag] else {
          throw RecordLayout.Unplaceable(reason: "clang does not say where its members lie")
        }
        // The compiler hands such over in registers, as numbers.
        if let size = new.byteSize, size <= 16 {
          throw RecordLayout.Unplaceable(reason: "it is small enough to be handed over by value")
        }
        structures[tag] = Self.structure(try new.places(in: old))
      } catch {
        if used.contains(tag) { throw RecordLayout.Unplaceable(reason: "struct \(tag): \(error.reason)") }
        structures[tag] = .init(offsets: [:], missing: [:], ownSize: 0, size: 0)
      }
    }
    let moved = Set(structures.keys)
    let ambiguous = [after.all, after.exact].flatMap { side in
      side.filter { $0.value.hasInUnion(moved) }.map(\.key)
    }
    return MemberPlaces(structures: structures, ambiguous: Set(ambiguous))
  }

  private static func structure(_ places: RecordLayout.Places) -> MemberPlaces.Structure {
    .init(
      offsets: places.offsets, missing: places.missing, inner: places.inner.mapValues(structure),
      ownSize: places.ownSize, size: places.size)
  }
}
