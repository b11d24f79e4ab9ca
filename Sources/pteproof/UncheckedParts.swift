import Checking
import Report

/// What of a patch no claim is about, and what of it no world reaches.
struct UncheckedParts {
  private(set) var left: [UncheckedPart] = []
  private(set) var dead: [UncheckedPart] = []

  /// What no unit executes, by the text and by what compiles to other code.
  init(_ scope: ChangeScope, _ place: StepScope, _ before: TreeStage, _ after: TreeStage) {
    left = scope.unchecked.map { part in
      UncheckedPart(
        file: part.file, function: part.function, first: part.line, last: part.line,
        reason: UncheckedPart.Reason(part.reason))
    }
    // Nearly all functions change by a structure that is laid out otherwise.
    guard scope.hasDeclarations, !place.hasTypes else { return }
    let units = after.units.compactMap { name, unit in
      unit.compiled.flatMap { new in before.units[name]?.compiled.map { (old: $0, new: new) } }
    }
    var others: [ChangeScope.Place: Int] = [:]
    for (old, new) in units {
      others.merge(new.otherChangedFunctions(since: old, place.shift)) { first, _ in first }
    }
    for (function, line) in others.sorted(by: { $0.key < $1.key }) {
      guard scope.firstLines[function] == nil,
        !units.contains(where: { $0.new.executes(function.function, in: function.file) })
      else { continue }
      left.append(
        UncheckedPart(
          file: function.file, function: function.function, first: line, last: line, reason: .inNoUnit))
    }
  }

  mutating func add(_ parts: [UncheckedPart]) {
    left += parts.filter { $0.reason != .dead }
    dead += parts.filter { $0.reason == .dead }
  }

  /// A unit of which the kernel executes nothing any more.
  mutating func addUncalled(_ unit: KnownUnit, _ why: String) {
    left.append(UncheckedPart(file: unit.file, function: unit.function, reason: .keptAway, why: why))
  }
}

extension UncheckedPart.Reason {
  fileprivate init(_ reason: ChangeScope.Reason) {
    self =
      switch reason {
      case .inNoUnit: .inNoUnit
      case .otherArchitecture: .otherArchitecture
      case .build: .build
      case .notSeen: .notSeen
      }
  }
}
