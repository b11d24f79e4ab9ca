import Bitcode
import KernelTree

/// Tells a function that a patch changes by a macro or a constant from one that only stands elsewhere in its file:
/// might_sleep() and its kind compile to the number of their line.
public struct ShiftedLines: Sendable {
  /// By file: the first line, after the change, behind which lines have other numbers than before.
  private var starts: [String: Int] = [:]
  private let texts: [String: SourceText]
  /// The macros and other names outside functions that the patch touches.
  private let names: Set<String>

  /// - Parameters:
  ///   - before: the files that the patch changes, as they were.
  ///   - after: the same as they are after it.
  public init(_ diff: Diff, before: [String: SourceText], after: [String: SourceText]) {
    texts = after
    var names: Set<String> = []
    for (file, hunk) in diff.hunks {
      if hunk.oldCount != hunk.newCount, let path = file.newPath {
        starts[path] = min(starts[path] ?? .max, hunk.newStart)
      }
      for line in hunk.lines where line.kind != .context {
        guard let path = line.kind == .added ? file.newPath : file.oldPath,
          let number = line.kind == .added ? line.newLine : line.oldLine,
          let text = line.kind == .added ? after[path] : before[path]
        else { continue }
        switch text.kind(of: number) {
        case .macro: if let macro = text.macro(at: number) { names.insert(macro.name) }
        case .code: if text.function(at: number) == nil { names.formUnion(text.names(of: number)) }
        case .empty, .directive: continue
        }
      }
    }
    self.names = names
  }

  /// Whether a function of the patched code, whose body is another than before, changes by more than its place.
  public func changes(_ function: Function) -> Bool {
    guard let place = function.location, let start = starts[place.file], let text = texts[place.file],
      let region = text.functions.first(where: { $0.name == function.name }), region.lines.upperBound > start
    else { return true }
    return region.lines.contains { !text.names(of: $0).isDisjoint(with: names) }
  }
}
