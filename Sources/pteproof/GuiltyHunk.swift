import Bitcode
import Checking
import KernelTree
import Report

/// Finds the hunk of a patch that breaks a claim, by leaving hunks out.
///
/// One without which the claim holds is guilty; one without which it is refuted all the same is not. Where none can be told
/// apart so, as where code does not compile without each of them, the one that the unit comes to first is named among
/// those that are left.
struct GuiltyHunk {
  var unit: KnownUnit
  var base: CompiledUnit
  var patched: CompiledUnit
  var step: PatchStep
  /// The unit as compiled with some hunks left out; nil: it does not compile.
  var compile: (Set<HunkPlace>) async throws -> CompiledUnit?
  /// Whether the claim is refuted of a unit; nil: not known.
  var isRefuted: (CompiledUnit) async throws -> Bool?

  /// More would cost more than a person who reads the patch.
  private static let most = 8

  enum Answer: Equatable {
    case hunk(HunkPlace)
    /// Each of them breaks it, or only several together.
    case none
    /// There is no choice, or too much of it.
    case notAsked
  }

  func find() async throws -> Answer {
    let all = step.optionalHunks
    guard all.count > 1, all.count == step.diff.hunks.count else { return .notAsked }
    let relevant = all.filter(mayMatter)
    guard !relevant.isEmpty, relevant.count <= Self.most else { return .notAsked }
    if relevant.count == 1 { return .hunk(relevant[0]) }
    var suspects: [HunkPlace] = []
    for hunk in relevant {
      switch try await refuted(without: [hunk]) {
      case false: return .hunk(hunk)
      case true: continue
      default: suspects.append(hunk)
      }
    }
    if let first = suspects.min(by: { depth($0) < depth($1) }) { return .hunk(first) }
    // Each can be left out, and it is refuted without each: two of them break it, or all together.
    for hunk in relevant where try await refuted(without: Set(all).subtracting([hunk])) == true {
      return .hunk(hunk)
    }
    return .none
  }

  private func refuted(without left: Set<HunkPlace>) async throws -> Bool? {
    guard let unit = try await compile(left) else { return nil }
    if unit.digest == base.digest { return false }
    if unit.digest == patched.digest { return true }
    return try await isRefuted(unit)
  }

  /// Whether the unit's code may depend on a hunk: it is in a function that a run executes, or in none.
  private func mayMatter(_ place: HunkPlace) -> Bool {
    let file = step.diff.files[place.file]
    return file.hunks[place.hunk].lines.contains { line in
      guard line.kind != .context else { return false }
      let unit = line.kind == .added ? patched : base
      guard let number = line.kind == .added ? line.newLine : line.oldLine else { return false }
      // A header may have macros only.
      return (!file.path.hasSuffix(".c") || unit.reads(file.path))
        && (unit.functions(in: file.path, at: number).map { !$0.isDisjoint(with: unit.closure) } ?? true)
    }
  }

  /// How far it is from the unit's function to that of a hunk; what is in no function is last.
  private func depth(_ place: HunkPlace) -> (Int, Int, HunkPlace) {
    let file = step.diff.files[place.file]
    let hunk = file.hunks[place.hunk]
    var functions: Set<String> = []
    for line in hunk.lines where line.kind != .context {
      let unit = line.kind == .added ? patched : base
      guard let number = line.kind == .added ? line.newLine : line.oldLine else { continue }
      functions.formUnion(unit.functions(in: file.path, at: number) ?? [])
    }
    let distances = patched.distances()
    let nearest = functions.compactMap { distances[$0] }.min() ?? .max
    // Code that is new comes before code that is gone.
    return (nearest, hunk.lines.contains { $0.kind == .added } ? 0 : 1, place)
  }
}
