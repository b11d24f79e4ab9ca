import KernelTree

/// What is known of the files that a change touches, before or after it.
public struct TreeSide: Sendable {
  /// By tree-relative path.
  public var texts: [String: SourceText]
  /// What the compiler sees of them, in the compilations of all units.
  public var active: ActiveLines
  /// Macros that are expanded there.
  public var expanded: Set<MacroDefinition>
  /// The units that compile on this side, by name.
  public var units: [String: CompiledUnit]

  public init(
    texts: [String: SourceText], active: ActiveLines, expanded: Set<MacroDefinition> = [],
    units: [String: CompiledUnit]
  ) {
    self.texts = texts
    self.active = active
    self.expanded = expanded
    self.units = units
  }

  func isSeen(_ path: String, _ line: Int) -> Bool {
    if active.contains(path, line) { return true }
    return texts[path]?.opener(of: line).map { active.contains(path, $0) } ?? false
  }
}

extension TreeSide {
  /// The definitions of macros that lines of `diff` belong to on this side.
  public static func macros(
    in diff: Diff, side: Hunk.Line.Kind, texts: [String: SourceText]
  ) -> Set<MacroDefinition> {
    var found: Set<MacroDefinition> = []
    for (file, hunk) in diff.hunks {
      guard let path = side == .added ? file.newPath : file.oldPath, let text = texts[path] else { continue }
      for line in hunk.lines where line.kind == side {
        guard let number = side == .added ? line.newLine : line.oldLine, text.kind(of: number) == .macro,
          let macro = text.macro(at: number)
        else { continue }
        found.insert(MacroDefinition(path: path, name: macro.name, lastLine: macro.lines.upperBound))
      }
    }
    return found
  }
}
