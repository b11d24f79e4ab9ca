import Bitcode
import Terms

/// What it is that has no meaning here, by what would give it one.
public enum Obstacle: Sendable, Hashable {
  /// A call of a function that has neither a body nor a model.
  case call(function: String)
  /// A call through a pointer that names no known function.
  case indirectCall
  /// Assembly in a function.
  case assembly(function: String)
  /// An instruction, an intrinsic or a constant of LLVM's.
  case instruction
  /// A symbolic offset in an object that was not declared an array.
  case noArray(object: String)
  /// A variable whose initial value cannot be decoded.
  case initialValue(variable: String)
}

extension Executor {
  /// Records that something without a meaning is met wherever `guarded` holds.
  ///
  /// What is met behind such a thing is not recorded: it may be so only for what came before.
  func obligeUnmodelled(
    _ obstacle: Obstacle, _ guarded: Term, _ what: String, at location: SourceLocation?
  ) {
    guard guarded != pool.false, !isBehindObstacle(guarded) else { return }
    obligations.append(
      Obligation(
        kind: .unmodelled, condition: guarded, what: what, location: location, obstacle: obstacle))
  }

  /// Whether all worlds of a path have met something in this run already behind which nothing is known.
  func isBehindObstacle(_ guarded: Term) -> Bool {
    let path = Set(pool.literals(guarded))
    return obligations.contains {
      $0.hidesWhatFollows && path.isSuperset(of: pool.literals($0.condition))
    }
  }
}
