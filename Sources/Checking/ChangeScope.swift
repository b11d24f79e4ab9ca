import KernelTree

/// What a change is in: functions that units rest on, other functions, and lines that the compiler never sees.
public struct ChangeScope: Sendable, Equatable {
  /// A function with its file.
  public struct Place: Sendable, Hashable, Comparable {
    public var file: String
    public var function: String

    public init(file: String, function: String) {
      self.file = file
      self.function = function
    }

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

  /// Why something that changes is not what any claim is about.
  public enum Reason: Sendable, Hashable {
    /// No unit executes it, or reads the file.
    case inNoUnit
    /// A file of another architecture.
    case otherArchitecture
    /// An input of kbuild: read, but what it does in other configurations is not looked at.
    case build
    /// The compiler does not see it, under this configuration.
    case notSeen
  }

  /// Changed lines that no claim is about: in a function, or in a file.
  public struct Unchecked: Sendable, Hashable {
    public var file: String
    public var function: String?
    public var line: Int
    public var reason: Reason
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
  /// What no claim is about, in the order of the change.
  public private(set) var unchecked: [Unchecked] = []
  /// Whether a function that no unit rests on is in a file that a unit reads: a unit that executes more may know it.
  public private(set) var hasUncoveredInRead = false
  /// The files of which a unit executes changed lines, or uses changed declarations.
  public private(set) var lookedAt: Set<String> = []

  /// Whether any changed line of code gets to the compiler.
  public var isSeen: Bool {
    hasDeclarations || !uncovered.isEmpty || concernedBySeenLines
  }
  private var concernedBySeenLines = false
  /// Functions of which only removed lines have been met.
  private var removedOnly: Set<Place> = []
  /// The folder below `arch` that is compiled.
  private let architecture: String
  /// Words on changed lines of functions: a declaration that one of them names is used.
  private let used: Set<String>

  /// - Parameter architecture: the folder below `arch` that is compiled.
  public init(_ diff: Diff, before: TreeSide, after: TreeSide, architecture: String = "x86") {
    self.architecture = architecture
    used = Self.names(diff, before, after)
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

  /// What changed lines inside functions name that some unit executes.
  private static func names(_ diff: Diff, _ before: TreeSide, _ after: TreeSide) -> Set<String> {
    var found: Set<String> = []
    for (file, hunk) in diff.hunks {
      for line in hunk.lines where line.kind != .context {
        let side = line.kind == .added ? after : before
        guard let path = line.kind == .added ? file.newPath : file.oldPath,
          let number = line.kind == .added ? line.newLine : line.oldLine, let text = side.texts[path],
          let function = text.function(at: number),
          side.units.values.contains(where: { $0.executes(function.name, in: path) })
        else { continue }
        found.formUnion(text.names(of: number))
      }
    }
    return found
  }

  private mutating func note(_ path: String, _ line: Int, _ side: TreeSide, _ isRemoved: Bool) {
    guard let text = side.texts[path] else {
      // Kconfig, a Makefile, documentation: no code.
      if ChangedFile(path).isProse { return unsee(path, line, isRemoved) }
      skip(path, nil, line, ChangedFile(path).isBuild ? .build : .inNoUnit)
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
      else {
        skip(path, nil, line, elsewhere(path) ?? .inNoUnit)
        return unsee(path, line, isRemoved)
      }
      lookedAt.insert(path)
      hasDeclarations = true
    case .code:
      guard side.isSeen(path, line) else { return noteUnseen(path, line, function?.name, side, isRemoved) }
      if let function {
        noteCode(Place(file: path, function: function.name), line, side, isConcerned: !units.isEmpty)
      } else {
        hasDeclarations = true
        if isUsed(path, line, text, side) {
          lookedAt.insert(path)
        } else {
          skip(path, nil, line, .inNoUnit)
        }
      }
    }
  }

  private mutating func noteCode(_ place: Place, _ line: Int, _ side: TreeSide, isConcerned: Bool) {
    if isConcerned {
      concernedBySeenLines = true
    } else {
      uncovered.insert(place)
      hasUncoveredInRead = true
    }
    // What only the spec calls is executed for no claim.
    if side.units.values.contains(where: { $0.executes(place.function, in: place.file) }) {
      lookedAt.insert(place.file)
    } else {
      skip(place.file, place.function, line, .inNoUnit)
    }
  }

  /// The compiler does not see it: because of the configuration where some unit reads the file, or else because none does.
  private mutating func noteUnseen(
    _ path: String, _ line: Int, _ function: String?, _ side: TreeSide, _ isRemoved: Bool
  ) {
    if let reason = elsewhere(path) {
      skip(path, nil, line, reason)
      return unsee(path, line, isRemoved)
    }
    if side.active.lines[path]?.isEmpty ?? true {
      skip(path, nil, line, .inNoUnit)
      // It may be seen by other files' compilations: it is not known to be left out.
      if let function {
        uncovered.insert(Place(file: path, function: function))
      } else {
        hasDeclarations = true
      }
      return
    }
    skip(path, function, line, .notSeen)
    unsee(path, line, isRemoved)
  }

  /// Whether a unit's code uses a declaration.
  private func isUsed(_ path: String, _ line: Int, _ text: SourceText, _ side: TreeSide) -> Bool {
    let names = text.names(of: line)
    if !names.isDisjoint(with: used) { return true }
    return side.units.values.contains { unit in
      if let type = text.type(at: line) {
        // Constants leave no trace but in the code that uses them, which is told by its digest.
        return unit.structures.contains(type.name) || type.isEnumeration
      }
      if let variable = text.variable(at: line) { return unit.globals.contains(variable.name) }
      return names.isEmpty || names.contains { unit.runClosure.contains($0) || unit.lawClosure.contains($0) }
    }
  }

  /// A file of another architecture is no unit's.
  private func elsewhere(_ path: String) -> Reason? {
    let parts = path.split(separator: "/")
    return parts.count > 2 && parts[0] == "arch" && parts[1] != architecture ? .otherArchitecture : nil
  }

  private mutating func skip(_ path: String, _ function: String?, _ line: Int, _ reason: Reason) {
    guard !unchecked.contains(where: { $0.file == path && $0.function == function && $0.reason == reason })
    else { return }
    unchecked.append(Unchecked(file: path, function: function, line: line, reason: reason))
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
