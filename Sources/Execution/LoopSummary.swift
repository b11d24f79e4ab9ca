import Terms

/// One iteration of a loop, for the loop's summary.
struct Iteration {
  /// The path condition under which the loop goes on after it.
  var goesOn: Term
  /// What the next iteration starts with.
  var carried: [Value]
  /// Control that leaves the loop; `to` tells the ways apart.
  var exits: [Edge]
}

/// A loop that is to be summarised.
struct LoopBody {
  let name: String
  /// The path condition with which it is entered.
  let outside: Term
  /// What the first iteration starts with.
  let initial: [Value]
  /// Which page of the window the first iteration is about, if that is known.
  var offset: Int?
  /// How often the loop goes on, 64 bits, if that is known.
  var rounds: Term?
  /// The number (64 bits) of an iteration after which it does not go on, if one is known before.
  var last: Term?
  /// Executes one iteration from the current state. Arguments: what it starts with, its path condition, its
  /// number (64 bits).
  let run: (_ carried: [Value], _ guarded: Term, _ number: Term) throws -> Iteration
}

/// What became of an attempt to summarise a loop.
enum SummaryOutcome {
  /// It is no loop: nothing goes on after the first iteration, which has been executed.
  case once(Iteration)
  /// The state is that after the loop; this is how control leaves it.
  case summarised(exits: [Edge])
  /// So many iterations have been done that what is left can be executed one by one: what the next one starts with.
  case begun(carried: [Value])
  /// It fits no pattern, for this reason, or it is not to be summarised here (nil). The state is that before
  /// the loop.
  case impossible(String?)
}

/// A bit of a word that changes once at most.
struct FlagBit: Hashable {
  let place: Int
  /// Whether it is set then; otherwise cleared.
  let isSet: Bool
}

/// How a value changes from one iteration to the next.
enum Change {
  /// Not at all.
  case none
  /// Grows by this.
  case steps(Term)
  /// Is anything after the first iteration, and grows by this from then on.
  case stepsLater(Term)
  /// These bits of it are set or cleared, each for good from the first iteration on that says so; the others stay.
  case flags([FlagBit])
  /// Grows by one in some iterations, and not in the others.
  case counts
  /// In some other way.
  case unknown
}
