import Bitcode

/// What the unit executed: which blocks, and which sides of its branches, in a world that a model shows.
///
/// Lines do not count: a line may be a branch of which one side is never taken. What a spec's function, a model, or a
/// description of the world calls does not count either.
public struct Coverage: Sendable, Equatable {
  /// A side of a branch: of the two of a condition 0 is the one where it holds; of a switch 0 is the default, and the
  /// cases follow in their order.
  public struct Side: Hashable, Sendable {
    public let function: String
    public let block: Int
    public let successor: Int

    public init(function: String, block: Int, successor: Int) {
      self.function = function
      self.block = block
      self.successor = successor
    }
  }

  /// How much is known, the least first.
  public enum Reach: Int, Sendable, Comparable {
    /// Proved not to be taken, each time.
    case never
    /// Executed, though no model shows a world in which it is.
    case open
    /// A world takes it.
    case taken

    public static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
  }

  /// A value that is chosen without a branch, by a condition: `if (a) x = 1;` compiles to one where that is all.
  public struct Choice: Hashable, Sendable {
    public let function: String
    public let register: Int
    public let holds: Bool

    public init(function: String, register: Int, holds: Bool) {
      self.function = function
      self.register = register
      self.holds = holds
    }
  }

  public internal(set) var sides: [Side: Reach] = [:]
  public internal(set) var choices: [Choice: Reach] = [:]
  /// By function: its blocks, those that are not executed left out.
  public internal(set) var blocks: [String: [Int: Reach]] = [:]
  /// Functions in whose place a model was executed.
  public var models: Set<String> = []
  /// Where bounds were not assumed: those that the worlds violate which take a side, or come to a block (side -1).
  public internal(set) var violated: [Side: Set<String>] = [:]
  /// Bounds that worlds keep by how they are built, and not because they are assumed: nothing shows what they keep away.
  public var builtInBounds: Set<String> = []
  var locations: [Side: SourceLocation] = [:]

  public init() {}

  public mutating func note(_ side: Side, _ reach: Reach, at location: SourceLocation? = nil) {
    sides[side] = max(sides[side] ?? .never, reach)
    if let location, locations[side] == nil { locations[side] = location }
  }

  public mutating func note(_ choice: Choice, _ reach: Reach) {
    choices[choice] = max(choices[choice] ?? .never, reach)
  }

  public mutating func note(block: Int, of function: String, _ reach: Reach) {
    blocks[function, default: [:]][block] = max(blocks[function]?[block] ?? .never, reach)
  }

  func isTaken(block: Int, of function: String) -> Bool { blocks[function]?[block] == .taken }

  /// Adds what another run of the same module saw.
  public mutating func merge(_ other: Coverage) {
    for (side, reach) in other.sides { note(side, reach, at: other.locations[side]) }
    for (function, own) in other.blocks {
      for (block, reach) in own { note(block: block, of: function, reach) }
    }
    for (choice, reach) in other.choices { note(choice, reach) }
    models.formUnion(other.models)
    // Where none is in the way of some world, none is.
    violated.merge(other.violated) { $0.isEmpty || $1.isEmpty ? [] : $0.union($1) }
    builtInBounds.formUnion(other.builtInBounds)
  }

  /// The same where something was left out: that a side is never taken is not known then.
  public var ofAPart: Coverage {
    var part = self
    part.sides = sides.mapValues { max($0, .open) }
    part.choices = choices.mapValues { max($0, .open) }
    return part
  }

  /// Branch sides that no run could take, by source line.
  public var unreached: [(location: SourceLocation, function: String)] {
    var seen: Set<String> = []
    return sides.filter { $0.value == .never }.compactMap { side, _ -> (SourceLocation, String)? in
      guard let location = locations[side] else { return nil }
      return (location, side.function)
    }
    .sorted { ($0.0.file, $0.0.line, $0.1) < ($1.0.file, $1.0.line, $1.1) }
    .filter { seen.insert("\($0.0.file):\($0.0.line):\($0.1)").inserted }
  }
}
