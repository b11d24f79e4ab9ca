import Checking
import Execution
import KernelTree
import Report

/// Holds what a patch's lines compile to against what the proofs executed.
///
/// Each instruction of an added line, and each side of its branches, has to be executed in some world by some unit; of a
/// removed line the base's. What no world executes is kept away by something that the proof is limited to, or else proved
/// dead.
struct ExecutedChange {
  var step: PatchStep
  var place: StepScope
  var executions: [UnitExecution]
  /// What a unit executes in worlds that need not keep its bounds.
  var withoutBounds: (KnownUnit, CompiledUnit) async throws -> Coverage?

  /// What is known of a piece that is not executed.
  private enum Answer {
    case dead(String)
    case keptAway(String)
  }

  private struct Line: Hashable {
    var file: String
    var function: String
    var number: Int
    var isRemoved: Bool
  }

  func parts() async throws -> [UncheckedPart] {
    var lines: [Line: [Answer]] = [:]
    for side in [Hunk.Line.Kind.removed, .added] {
      for (piece, answers) in try await unexecuted(side) {
        let line = Line(
          file: piece.file, function: piece.function, number: piece.line, isRemoved: side == .removed)
        // Whatever one unit proves dead is so; of the rest each says what keeps it away.
        let dead = answers.first { if case .dead = $0 { true } else { false } }
        lines[line, default: []] += dead.map { [$0] } ?? answers
      }
    }
    var parts: [UncheckedPart] = []
    for (line, answers) in lines.sorted(by: { Self.order($0.key) < Self.order($1.key) }) {
      var kept: [String] = []
      var dead: [String] = []
      for answer in answers {
        switch answer {
        case .dead(let why): if !dead.contains(why) { dead.append(why) }
        case .keptAway(let why): if !kept.contains(why) { kept.append(why) }
        }
      }
      let part = UncheckedPart(
        file: line.file, function: line.function, first: line.number, last: line.number,
        removed: line.isRemoved, reason: kept.isEmpty ? .dead : .keptAway,
        why: (kept.isEmpty ? dead : kept).sorted().joined(separator: "; "))
      if var last = parts.last, last.end == line.number - 1, last.first != nil, last.isLike(part) {
        last.last = line.number
        parts[parts.count - 1] = last
      } else {
        parts.append(part)
      }
    }
    return parts
  }

  private static func order(_ line: Line) -> (String, Int, Int, String) {
    (line.file, line.isRemoved ? 0 : 1, line.number, line.function)
  }

  /// The pieces that no unit executes, with what each unit says of them.
  private func unexecuted(_ side: Hunk.Line.Kind) async throws -> [CodePiece: [Answer]] {
    var executed: Set<CodePiece> = []
    var open: [CodePiece: [Answer]] = [:]
    for execution in executions {
      let isAfter = side == .added
      guard let unit = isAfter ? execution.after : execution.before,
        let coverage = isAfter ? execution.executedAfter : execution.executedBefore
      else { continue }
      let change = ChangedCode(
        step.diff, side, texts: isAfter ? place.after : place.before, unit: unit,
        other: isAfter ? execution.before : execution.after,
        shift: isAfter && place.scope.hasDeclarations && !place.hasTypes ? place.shift : nil)
      guard !change.pieces.isEmpty else { continue }
      let reach = CodeReach(unit, coverage)
      var relaxed: Coverage??
      for piece in change.pieces {
        let state = reach.state(of: piece)
        if state == .executed {
          executed.insert(piece)
          continue
        }
        // What this unit has nothing to do with is another's to answer.
        if relaxed == nil, !execution.unit.isAboutWindows, state.asksWithoutBounds {
          relaxed = .some(try await withoutBounds(execution.unit, unit))
        }
        open[piece, default: []].append(answer(state, coverage, relaxed ?? nil, execution.unit))
      }
    }
    return open.filter { !executed.contains($0.key) }
  }

  private func answer(
    _ state: CodeReach.State, _ coverage: Coverage, _ relaxed: Coverage?, _ unit: KnownUnit
  ) -> Answer {
    switch state {
    case .executed, .open: .keptAway("no model shows a world of \(unit.name) that comes there")
    case .modelled(let name): .keptAway("in \(unit.name) a model stands for \(name)()")
    case .absent: .keptAway("\(unit.name) does not execute it")
    case .unreached(let cuts): answer(cuts, coverage, relaxed, unit)
    }
  }

  private func answer(
    _ cuts: Set<CodeReach.Cut>, _ coverage: Coverage, _ relaxed: Coverage?, _ unit: KnownUnit
  ) -> Answer {
    var kept: Set<String> = []
    var dead: Set<String> = []
    // Bounds that worlds keep by how they are built cannot be left out.
    let isBuiltIn = unit.isAboutWindows || relaxed?.builtInBounds.isEmpty == false
    for cut in cuts {
      if cut.kind == .parameters {
        kept.insert("\(unit.name) never calls \(cut.function)() with what leads there")
      } else if isBuiltIn {
        let bounds = (relaxed ?? coverage).builtInBounds.sorted().joined(separator: ", ")
        kept.insert(
          "no world of \(unit.name) comes there; kept away perhaps by a bound (\(bounds))"
            + (unit.isAboutWindows ? ", or by the size of windows" : ""))
      } else if let reach = relaxed?.reach(of: cut.place) {
        let bounds = relaxed?.violated(at: cut.place) ?? []
        switch (reach, cut.kind) {
        case (.never, .warning):
          dead.insert("only behind a WARN or BUG that is proved never to be reached, whatever the bounds")
        case (.never, _):
          dead.insert("proved unreachable, whatever the bounds, from what \(unit.name) assumes of its worlds")
        case (.open, _), (.taken, _):
          kept.insert(
            "kept away in \(unit.name) by "
              + (bounds.isEmpty ? "its bounds" : "the bound \(bounds.joined(separator: ", "))"))
        }
      } else {
        kept.insert(
          "no world of \(unit.name) comes there; it is not known whether a bound keeps them away")
      }
    }
    return kept.isEmpty
      ? .dead(dead.sorted().joined(separator: "; ")) : .keptAway(kept.sorted().joined(separator: "; "))
  }
}

extension UncheckedPart {
  fileprivate var end: Int { last ?? 0 }

  /// Whether the same is said of the same function.
  fileprivate func isLike(_ other: UncheckedPart) -> Bool {
    file == other.file && function == other.function && removed == other.removed && reason == other.reason
      && why == other.why
  }
}

extension CodeReach.State {
  /// Whether only an execution without bounds tells what keeps worlds away.
  fileprivate var asksWithoutBounds: Bool {
    guard case .unreached(let cuts) = self else { return false }
    return cuts.contains { $0.kind != .parameters }
  }
}

extension Coverage {
  fileprivate func reach(of place: CodeReach.Cut.Place) -> Reach? {
    switch place {
    case .side(let side): sides[side]
    case .choice(let choice): choices[choice]
    }
  }

  fileprivate func violated(at place: CodeReach.Cut.Place) -> [String] {
    if case .side(let side) = place { (violated[side] ?? []).sorted() } else { [] }
  }
}
