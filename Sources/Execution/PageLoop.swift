import Terms

/// A loop over pages that the proof itself runs: page at a time, as a caller of the unit does it.
extension Executor {
  /// What one turn of such a loop comes to.
  public struct Turn {
    /// The path condition under which there is another one.
    public let goesOn: Term
    /// Ways out: a number for each, its path condition, and what it carries out of the loop.
    public let exits: [(way: Int, guarded: Term, values: [Term])]

    public init(goesOn: Term, exits: [(way: Int, guarded: Term, values: [Term])]) {
      self.goesOn = goesOn
      self.exits = exits
    }
  }

  /// Runs a loop of which turn t is about page t of the window, for all its turns at once.
  ///
  /// - Parameters:
  ///   - outside: the path condition under which it is entered.
  ///   - rounds: how often it goes on after a turn (64 bits), if that is known before; else it ends when
  ///     a turn says so.
  ///   - last: the number of a turn (64 bits) after which it never goes on, if one is known before.
  ///   - turn: executes one turn, given its path condition and its number (64 bits).
  /// - Returns: the ways out that are taken; nil if the loop has no summary.
  public func runPages(
    _ name: String, outside: Term, rounds: Term?, last: Term? = nil,
    _ turn: (_ guarded: Term, _ number: Term) throws -> Turn
  ) throws -> [(way: Int, guarded: Term, values: [Term])]? {
    try withoutActuallyEscaping(turn) { turn in
      let body = LoopBody(name: name, outside: outside, initial: [], offset: 0, rounds: rounds, last: last) {
        _, guarded, number in
        let result = try turn(guarded, number)
        return Iteration(
          goesOn: result.goesOn, carried: [],
          exits: result.exits.map { exit in
            Edge(from: -1, to: exit.way, guarded: exit.guarded, values: exit.values.map { .term($0) })
          })
      }
      let exits: [Edge]
      switch try summarise(body) {
      case .once(let iteration): exits = iteration.exits
      case .summarised(let edges): exits = edges
      // What has begun has written already: unrolled from there it would be another loop.
      case .begun: throw ExecutionError.noSummary(name)
      case .impossible(let reason):
        unrolledLoops[name] = reason
        return nil
      }
      return exits.map { ($0.to, $0.guarded, $0.values.compactMap(\.term)) }
    }
  }
}
