import KernelTree

/// What a change is in: functions that units rest on, other functions, and lines that the compiler never sees.
public struct ChangeScope: Sendable, Equatable {
  /// A function with its file.
  public struct Place: Sendable, Hashable, Comparable {
    public var file: String
    public var function: String

    public static func < (left: Place, right: Place) -> Bool {
      (left.file, left.function) < (right.file, right.function)
    }
  }

  /// Consecutive changed lines of a file.
  public struct Lines: Sendable, Hashable {
    public var file: String
    public var lines: ClosedRange<Int>
    /// Whether they are lines that the change removes, counted as before it.
    public var areRemoved: Bool
  }

  /// For each unit the changed functions of its closure.
  public private(set) var concerned: [String: Set<Place>] = [:]
  /// Functions whose code changes and that no unit rests on.
  public private(set) var uncovered: Set<Place> = []
  /// The first changed line of each of these functions: after the change, or before it where all are removed.
  public private(set) var firstLines: [Place: Int] = [:]
  /// Changed lines of code outside functions that the compiler sees: declarations, types, macros.
  public private(set) var hasDeclarations = false
  /// Changed lines of code that the compiler does not see.
  public private(set) var unseen: [Lines] = []

  /// Whether any changed line of code gets to the compiler.
  public var isSeen: Bool {
    hasDeclarations || !uncovered.isEmpty || concernedBySeenLines
  }
  private var concernedBySeenLines = false
  /// Functions of which only removed lines have been met.
  private var removedOnly: Set<Place> = []

  public init(_ diff: Diff, before: TreeSide, after: TreeSide) {
    for (file, hunk) in diff.hunks {
      for line in hunk.lines {
        switch line.kind {
        case .context: continue
        case .added:
          if let path = file.newPath, let number = line.newLine { note(path, number, after, false) }
        case .removed:
          if let path = file.oldPath, let number = line.oldLine { note(path, number, before, true) }
        }
      }
    }
  }

  private mutating func note(_ path: String, _ line: Int, _ side: TreeSide, _ isRemoved: Bool) {
    guard let text = side.texts[path] else {
      // Kconfig, a Makefile, documentation: no code.
      return unsee(path, line, isRemoved)
    }
    let function = text.function(at: line)
    let units = side.units.filter { unit in function.map { unit.value.covers($0.name, in: path) } ?? false }
    if let function {
      let place = Place(file: path, function: function.name)
      if !isRemoved, removedOnly.remove(place) != nil || firstLines[place] == nil {
        firstLines[place] = line
      } else if firstLines[place] == nil {
        firstLines[place] = line
        removedOnly.insert(place)
      }
      for (name, _) in units { concerned[name, default: []].insert(place) }
    }
    switch text.kind(of: line) {
    case .empty, .directive: return
    case .macro:
      guard let macro = text.macro(at: line),
        side.expanded.contains(
          MacroDefinition(path: path, name: macro.name, lastLine: macro.lines.upperBound))
      else { return unsee(path, line, isRemoved) }
      hasDeclarations = true
    case .code:
      guard side.isSeen(path, line) else { return unsee(path, line, isRemoved) }
      if let function {
        if units.isEmpty {
          uncovered.insert(Place(file: path, function: function.name))
        } else {
          concernedBySeenLines = true
        }
      } else {
        hasDeclarations = true
      }
    }
  }

  private mutating func unsee(_ path: String, _ line: Int, _ isRemoved: Bool) {
    if let last = unseen.last, last.file == path, last.areRemoved == isRemoved,
      last.lines.upperBound + 1 == line
    {
      unseen[unseen.count - 1].lines = last.lines.lowerBound...line
    } else {
      unseen.append(Lines(file: path, lines: line...line, areRemoved: isRemoved))
    }
  }
}
