import Bitcode
import Terms

/// Something that must not happen: `condition` must be false in every world.
public struct Obligation {
  public enum Kind: Sendable, Hashable {
    /// A WARN or BUG site was reached (`ud2` on x86).
    case warning
    /// An access outside every object, or outside the bounds of one.
    case access
    /// A branch, an address or a stored value depends on a local that nobody initialised.
    case uninitialised
    /// Code that has no meaning here: assembly, an external function, an unsupported instruction.
    case unmodelled
    /// An access inside some object, of which it was not found out in which: a limit of the executor's, not a fault of
    /// the code.
    case untraced
    /// A loop went on beyond the bound to which it was unrolled.
    case loopBound
    /// `pp_check()`.
    case check
    /// `unreachable` was reached (after a function that does not return, or undefined behaviour).
    case unreachable
    /// A shift by the width or more, a division by zero: undefined in C and in LLVM.
    case undefined
  }

  public let kind: Kind
  /// True in the worlds in which it happens.
  public let condition: Term
  /// In the words of a kernel developer.
  public let what: String
  public let location: SourceLocation?
  /// Of an access: nobody knows what it would have met. What it wrote is lost, or has gone where it would not have, so
  /// that all that is said of the state behind it presumes that it does not happen. What follows may happen, though.
  public let isLost: Bool
  /// What it is that has no meaning here: set if and only if the kind is `unmodelled`.
  public let obstacle: Obstacle?

  init(
    kind: Kind, condition: Term, what: String, location: SourceLocation?, isLost: Bool = false,
    obstacle: Obstacle? = nil
  ) {
    self.kind = kind
    self.condition = condition
    self.what = what
    self.location = location
    self.isLost = isLost
    self.obstacle = obstacle
  }

  /// What happens, and at which line of C.
  public var whatAndWhere: String { what + (location.map { " at \($0.displayedFile):\($0.line)" } ?? "") }

  /// Whether no claim about the unit is proved where it happens.
  public var leavesOpen: Bool { kind == .unmodelled || kind == .untraced }

  /// Whether nothing is known of what follows, so that a world in which it happens refutes nothing behind it.
  public var hidesWhatFollows: Bool { leavesOpen && !isLost }

  /// The same with another condition.
  public func with(condition: Term) -> Obligation {
    Obligation(
      kind: kind, condition: condition, what: what, location: location, isLost: isLost, obstacle: obstacle)
  }
}

/// A property that the world has, or (`isBound`) is restricted to for the proof's sake.
public struct WorldAssumption: Hashable, Sendable {
  public let name: String
  public let reason: String
  public let isBound: Bool
}

/// A value that the spec wants to see in reports.
public struct Observation {
  public let name: String
  public let index: Int?
  public let value: Term
}

/// One store of a run: where, under which condition, and by which line of C.
public struct WriteRecord {
  let place: Place
  let index: Term?
  public let guarded: Term
  public let location: SourceLocation?
}
