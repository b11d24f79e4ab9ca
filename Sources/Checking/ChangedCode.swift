import Bitcode
import KernelTree

/// What a change's lines compile to in a unit, on one side of the change: what has to be executed.
public struct ChangedCode: Sendable {
  /// The pieces, those of lines that the change adds or removes.
  public private(set) var pieces: Set<CodePiece> = []

  /// - Parameters:
  ///   - side: which lines of the diff count: the added ones, or those removed.
  ///   - texts: the files as they are on that side.
  ///   - unit: the unit as compiled there.
  ///   - other: the unit as compiled on the other side; nil: all of it counts as changed.
  ///   - shift: if there is one, a function that changes by a macro, a constant or a table, without a changed line of its
  ///     own, has to be executed too. None where structures are laid out anew, which changes nearly all functions.
  public init(
    _ diff: Diff, _ side: Hunk.Line.Kind, texts: [String: SourceText], unit: CompiledUnit,
    other: CompiledUnit?, shift: ShiftedLines?
  ) {
    let functions = unit.changedFunctions(since: other)
    let files = Set(diff.files.compactMap { side == .added ? $0.newPath : $0.oldPath })
    let lines = CompiledLines(unit.module, files: files, functions: functions)
    for (file, hunk) in diff.hunks {
      guard let path = side == .added ? file.newPath : file.oldPath, let text = texts[path] else { continue }
      for line in hunk.lines where line.kind == side {
        guard let number = side == .added ? line.newLine : line.oldLine, text.kind(of: number) == .code,
          let function = text.function(at: number)
        else { continue }
        pieces.formUnion(Self.pieces(number, path, text, function, lines))
      }
    }
    guard let shift else { return }
    let touched = Set(pieces.map(\.function))
    for name in functions.subtracting(touched) {
      guard let function = unit.module.functions[name], let place = function.location, place.origin == .tree,
        shift.changes(function)
      else { continue }
      let own = Self.piecesUnlike(other, function, place, unit)
      pieces.formUnion(
        own.isEmpty
          ? [CodePiece(function: name, block: 0, kind: .block, file: place.file, line: place.line)] : own)
    }
  }

  /// Those of the lines that compile to something else; none where the function is new, or only its order is another.
  private static func piecesUnlike(
    _ other: CompiledUnit?, _ function: Function, _ place: SourceLocation, _ unit: CompiledUnit
  ) -> Set<CodePiece> {
    guard let other, let before = other.module.functions[function.name],
      let old = CodeByLine(before, in: other.module), let new = CodeByLine(function, in: unit.module)
    else { return [] }
    let lines = CompiledLines(unit.module, files: [place.file], functions: [function.name])
    return new.lines(unlike: old).reduce(into: []) { $0.formUnion(lines.pieces(place.file, $1...$1)) }
  }

  private static func pieces(
    _ line: Int, _ path: String, _ text: SourceText, _ function: SourceText.Region, _ lines: CompiledLines
  ) -> Set<CodePiece> {
    let own = lines.pieces(path, line...line)
    if !own.isEmpty { return own }
    // An argument, a brace, a jump: what it does is in the other lines of the statement,
    let statement = text.statement(at: line).map { lines.pieces(path, $0) } ?? []
    if !statement.isEmpty { return statement }
    // or it is where the statement before goes on.
    guard let before = lines.line(path, upTo: line, notBefore: function.lines.lowerBound) else { return [] }
    return lines.pieces(path, before...before).filter { $0.kind == .block }
  }
}

extension CompiledUnit {
  /// The functions that a run or a law executes and whose bodies are others on the other side; all of them without one.
  public func changedFunctions(since other: CompiledUnit?) -> Set<String> {
    runClosure.union(lawClosure).filter { name in
      guard let body = module.functions[name], !body.isDeclaration else { return false }
      return other?.module.functions[name]?.bodyDigest != body.bodyDigest
    }
  }

  /// The same of functions of the tree that no run and no law executes, with the line that they begin at.
  public func otherChangedFunctions(since other: CompiledUnit, _ shift: ShiftedLines) -> [ChangeScope.Place:
    Int]
  {
    var found: [ChangeScope.Place: Int] = [:]
    for (name, body) in module.functions where !body.isDeclaration {
      guard let place = body.location, place.origin == .tree, !runClosure.contains(name),
        !lawClosure.contains(name), other.module.functions[name]?.bodyDigest != body.bodyDigest,
        shift.changes(body)
      else { continue }
      found[ChangeScope.Place(file: place.file, function: name)] = place.line
    }
    return found
  }
}
