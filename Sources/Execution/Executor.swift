import Bitcode
import Solving
import Terms

/// Guarded symbolic execution of one module from one world.
///
/// There is one memory and no forking: a block runs under its path condition (the guard), every store
/// is `ite(guard, new, old)`, values meet at joins in an `ite`, and loops are unrolled with their exits
/// as guards. What must not happen becomes an `Obligation` for the proof stage to refute.
///
/// An executor belongs to one worker: it is not thread-safe, and its terms live in its own pool.
public final class Executor {
  public let pool: TermPool
  public let module: BitcodeModule
  public let prover: SlicedProver
  public let settings: Settings

  public struct Settings: Sendable {
    /// The folio order under proof: what `pp_order()` answers.
    public var order: Int
    /// Iterations after which an unfinished loop is cut off, with an obligation that says so.
    public var loopBound: Int
    /// Allowances that a claim may use.
    public var allowances: Set<String> = []
    /// The outcome of each `pp_case()`, in the order in which the world asks.
    public var choices: [Bool] = []
    /// Not one order but all from 1 to this one at once: what `pp_order()` answers is symbolic, and loops
    /// over pages are summarised (`Executor+Summaries.swift`). Nil: `order`, and loops are unrolled.
    public var largestOrder: Int?
    /// What `pp_window()` answers, where the proof is about windows instead of folio orders.
    public var window: Int?

    /// Whether one step is proved instead of the whole window: what `pp_is_step()` answers.
    public var isStep = false

    /// What precedes the names of functions of other code that stands beside the spec's (`BitcodeModule.merged`):
    /// what a spec says of a function by its name is true of its namesake too.
    public var codePrefix = ""

    /// Bounds of the world (`pp_bound()`) are not assumed: to find out what they keep away.
    public var ignoresBounds = false

    /// What `pp_any()` and `pp_any_at()` answer is 0 instead of unknown: for counting in one concrete world.
    public var isConcrete = false

    /// The one world that is executed; nil: all.
    public var values: WorldValues?

    public init(order: Int, loopBound: Int? = nil) {
      self.order = order
      self.loopBound = loopBound ?? (1 << order) + 2
    }

    /// A window of `window` PTEs. Also the loops over the mm's counters are unrolled.
    public init(window: Int, isStep: Bool = false) {
      order = 0
      self.window = window
      self.isStep = isStep
      loopBound = max(window, 6) + 2
    }

    /// All orders from 1 to `largestOrder` at once.
    public init(upTo largestOrder: Int) {
      order = 1
      self.largestOrder = largestOrder
      loopBound = Self.smallLoop
    }

    /// To how many iterations a loop is unrolled that is no loop over pages, where those are summarised.
    static let smallLoop = 16
  }

  // The world.
  /// What the spec has asked for by name while it built the world, and how often each name in the one world executed.
  var specValues: [(name: String, variable: Term, isCell: Bool)] = []
  var specValuesAsked: [String: Int] = [:]
  var space: AddressSpace
  var globals: [String: ObjectID] = [:]
  /// What is known of those that are the kernel's.
  var variables = Variables()
  /// Content at first, where it has been asked for: shared by all states of this world.
  var initialObjects: [ObjectID: ByteCells] = [:]
  var initialRecords: [ObjectID: [Term: ByteCells]] = [:]
  /// Index terms of records in order of first touch, and which of them are being described right now.
  var touchedRecords: [ObjectID: [Term]] = [:]
  var touchedIndices: Set<TouchedIndex> = []
  /// What of records code has loaded as a pointer.
  var pointerFields: Set<RecordField> = []
  /// Where a step is proved: the records that the unit has accessed, and on which paths.
  var recordsAccessed: [TouchedIndex: Term] = [:]
  /// An error met where none can be thrown (a describe function); rethrown by the next `run`.
  var deferredError: (any Error)?
  var describing: (object: ObjectID, index: Term)?
  var description = RecordDescription()
  /// What code assumes is not assumed but to be proved (`Executor+DescribedAnew.swift`).
  var isDescribingAnew = false
  var functionsOfIndex: [String: [(index: Term, value: Term)]] = [:]

  /// The functions whose loops are executed by position, with the largest (`pp_positions()`).
  var positions: [String: Int64] = [:]
  /// What their loops carry in a local, by function (`pp_carried()`).
  var carried: [String: Carried] = [:]
  var stepMode = StepMode.whole
  /// How the step of this run has begun; nil: it has not yet.
  var stepBeginning: StepBeginning?
  var stepEnds: [StepState] = []
  var stepWrites = StepWrites()
  /// Whether a loop may leave the range of its positions, which is an access for the proof stage to refute.
  public internal(set) var hasStrayed = false
  /// Where an execution by position was not gone on with: what the end states hold means nothing there.
  public lazy var lostPaths: Term = pool.false
  /// The byte that must not be 0 when the unit accesses an object (`pp_locked()`).
  var locks: [ObjectID: Target] = [:]

  /// The state that loads and stores act on.
  public internal(set) var memory = Memory()
  /// Locals, in no state.
  var locals = Memory()
  /// States that `pp_in()` can select.
  public var namedStates: [Int: Memory] = [:]
  /// The world as `describe` functions see it, once it has been built.
  public var before: Memory?

  public var allowances: Set<String>
  /// Which allowances a spec function has asked for since this was last emptied.
  public var allowancesAsked: Set<String> = []

  // What execution has left behind.
  public internal(set) var obligations: [Obligation] = []
  public internal(set) var assumptions: [WorldAssumption] = []
  /// The conditions that were assumed, for the vacuity check and for reports.
  ///
  /// They only grow: `infeasible`, `provedInside`, `canonicalPointers` and `distinctIndices` keep for good what follows from
  /// them. Only `assume()` can write here, and it asks the prover for as much.
  public private(set) var assumedTerms: [Term] = []
  /// How many assumptions the prover had after the last one.
  private var assumptionsHeld = 0
  /// What bounds say, by their names, where they are not assumed.
  var boundTerms: [(name: String, holds: Term)] = []
  /// Those of them that say what the world is like.
  var worldTerms: [Term] = []
  public internal(set) var observations: [Observation] = []
  public internal(set) var writes: [WriteRecord] = []
  /// Choices that `pp_case()` met: its name and the outcome taken.
  public internal(set) var choicesMet: [(name: String, taken: Bool)] = []
  var assemblyMeanings: [InlineAssembly: (AssemblyMeaning?, AssemblyConstraints)] = [:]
  /// Values of the stack pointer that code has read.
  var stackPointers: Set<Term> = []
  public internal(set) var modelsUsed: Set<String> = []
  public internal(set) var functionsExecuted: Set<String> = []
  public internal(set) var instructionCount = 0
  /// Set: what is executed is counted.
  public var costs: Costs?
  /// How many `pp_check()` were executed: a claim without any would hold vacuously.
  public internal(set) var checksMet = 0
  public internal(set) var coverage = Coverage()
  /// How often it was asked whether a world comes to a block (side -1), a side, or a choice.
  var coverAttempts: [Coverage.Side: Int] = [:]
  var choiceAttempts: [Coverage.Choice: Int] = [:]
  /// How many models are being executed, one inside the other: what they call is not what the unit executes.
  var modelDepth = 0
  /// Set: all that is executed counts as the unit's, as for laws, which have no run.
  public var coversAll = false
  /// The exit indices of all loops so far, in the order of their execution: how often each was repeated.
  public internal(set) var exitIndices: [Term] = []
  /// The page (64 bits) with which each summarised loop ended that searches for one.
  public internal(set) var exitPages: [Term] = []
  /// The largest bound to which a loop was unrolled because nothing proved that it ends earlier.
  public internal(set) var loopsCutOff = 0
  /// The functions that those loops are in.
  public internal(set) var functionsCutOff: Set<String> = []

  var uninitialisedOrdinals = VariableSet()
  /// The answers of `__builtin_constant_p()`, which are the compiler's to choose.
  var compilersChoices = VariableSet()
  /// On which paths the function that was called last has returned.
  var lastReturns: [Term] = []
  var lastReturned: Term { pool.disjunction(lastReturns) }
  /// The functions being executed that are declared const or pure, outermost first.
  var promisedMemory: [PromisedMemory] = []
  /// The path and the line that are being executed, for what is met in an operand.
  var currentGuard: Term?
  var currentPlace: SourceLocation?
  /// Variables whose initial value has no meaning here, with what is said where one is read.
  var refusedGlobals: [ObjectID: String] = [:]
  var canonicalPointers: [Term: [(guarded: Term, replacement: Term)]] = [:]
  var infeasible: Set<Term> = []
  var branchSites = BranchSites()
  /// Records proved to be inside their array, and the literals of a guard that sufficed.
  var provedInside: [TouchedIndex: [Set<Term>]] = [:]
  /// Conditions of which it is not known whether they can hold, and how many assumptions there were then.
  var undecided: [Term: Int] = [:]
  /// Concrete worlds that satisfy all assumptions, to answer "can this be?" without a solver.
  var samples: SampleWorlds
  /// How many conditions were proved impossible on the way.
  public internal(set) var rulings = 0
  /// Up to this many assumptions, asking with all of them costs hardly more than with a slice.
  static let fewAssumptions = 60
  /// From here on, a world in which a condition holds costs more to find than it saves.
  static let manyAssumptions = 600
  var distinctIndices: [Term: Bool] = [:]
  /// Where all orders are taken at once: the folio's size and the page looked at.
  public private(set) var folio: SymbolicFolio?
  var generic = GenericPage()
  /// Whether loops are not summarised: those of an iteration that is one of many, or of what is left of a loop.
  var isInRest = false
  /// Functions whose loops were summarised, and those whose loops fit no pattern, with the reason.
  public internal(set) var summarisedLoops: Set<String> = []
  public internal(set) var unrolledLoops: [String: String] = [:]
  /// Names of the functions being executed, outermost first; for labels of queries.
  var callStack: [String] = []
  var depth: Int { callStack.count }
  /// Functions whose recursion was followed as far as it is.
  var recursive: Set<String> = []
  /// Calls whose memory effects are spec functions on a chosen state leave no write records.
  var recordsWrites = false

  public init(module: BitcodeModule, settings: Settings, pool: TermPool, prover: SlicedProver) {
    self.module = module
    self.settings = settings
    self.pool = pool
    self.prover = prover
    self.allowances = settings.allowances
    samples = SampleWorlds(pool: pool)
    space = settings.values.map { AddressSpace(clearOf: $0.likeAddresses) } ?? AddressSpace()
    if let largest = settings.largestOrder { folio = SymbolicFolio(largestOrder: largest, pool: pool) }
  }

  /// Stops the run: the user interrupted it.
  public var shouldStop: () -> Bool = { false }

  /// What is left of the run's time, questions included; nil for any time.
  public var timeLeft: () -> Duration? = { nil }

  /// Whether a path is executed, though no world may come there, rather than asked about at length.
  public var settlesForLess = false

  /// For a question on the way; nil for none.
  public var questionLimit: Duration? { timeLeft().map { max($0, .zero) } }

  /// Runs a function of the module by name from the current state.
  ///
  /// - Parameters:
  ///   - arguments: bit-vectors as wide as the parameters.
  ///   - guarded: the path condition under which it runs.
  /// - Returns: the value returned, merged over all paths; nil for `void`.
  /// - Throws: `ExecutionError` if the function is missing.
  @discardableResult
  public func run(_ name: String, _ arguments: [Term] = [], guarded: Term? = nil) throws -> Term? {
    guard let function = module.functions[name], !function.blocks.isEmpty else {
      throw ExecutionError.noSuchFunction(name)
    }
    let result = try execute(function, arguments.map { .term($0) }, guarded: guarded ?? pool.true)?.term
    if let error = deferredError {
      deferredError = nil
      throw error
    }
    return result
  }

  /// Runs a spec function that states something: its effects on the world are thrown away.
  @discardableResult
  public func observe(_ name: String, _ arguments: [Term] = [], guarded: Term? = nil) throws -> Term? {
    let saved = memory
    defer { memory = saved }
    return try run(name, arguments, guarded: guarded)
  }

  /// Takes and clears what was recorded since the last call.
  public func takeObligations() -> [Obligation] {
    defer { obligations = [] }
    return obligations
  }
  public func takeObservations() -> [Observation] {
    defer { observations = [] }
    return observations
  }
  public func takeWrites() -> [WriteRecord] {
    defer { writes = [] }
    return writes
  }

  /// Makes a state current, and returns the one that was.
  @discardableResult
  public func select(_ state: Memory) -> Memory {
    defer { memory = state }
    return memory
  }

  public func recordingWrites<T>(_ body: () throws -> T) rethrows -> T {
    recordsWrites = true
    defer { recordsWrites = false }
    return try body()
  }

  /// Adds a fact to the path-independent assumptions.
  public func assume(_ condition: Term) {
    guard condition != pool.true else { return }
    // What was found out with assumptions that are gone would not be true any more.
    precondition(
      prover.mark() >= assumptionsHeld, "assumptions were taken back while conclusions from them are kept")
    defer { assumptionsHeld = prover.mark() }
    assumedTerms.append(condition)
    if before == nil || describing != nil { worldTerms.append(condition) }
    prover.add(condition)
    samples.keep(where: condition)
    if generic.isExecuting, describing == nil { generic.definitions.append(condition) }
  }

  /// Only the unit's own branches are worth a question each: what a spec states is a formula anyway.
  var isInUnit: Bool { describing == nil && callStack.first?.hasSuffix("_run") == true }

  func oblige(
    _ kind: Obligation.Kind, _ condition: Term, _ what: String, at location: SourceLocation?,
    isLost: Bool = false
  ) {
    guard condition != pool.false else { return }
    obligations.append(
      Obligation(kind: kind, condition: condition, what: what, location: location, isLost: isLost))
  }

  func fresh(_ name: String, width: Int, index: Int? = nil, range: ClosedRange<UInt64>? = nil) -> Term {
    let variable = pool.variable(name, width: width, range: range, index: index)
    if describing != nil { description.variables.append(variable) }
    // What a spec says of one record by such a variable, it says of each by another.
    if generic.isExecuting || (folio != nil && describing != nil) { generic.ownVariables.insert(variable) }
    return variable
  }

  func location(_ number: Int32) -> SourceLocation? {
    number >= 0 && Int(number) < module.locations.count ? module.locations[Int(number)] : nil
  }

  /// A concrete world in which `condition` holds.
  func sampleWorld(where condition: Term) -> Evaluator? {
    if let known = samples.world(where: condition) { return known }
    do {
      if case .satisfiable(let model) = try prover.satisfiable(
        condition, label: "pointer \(callStack.suffix(3).joined(separator: "."))", limit: questionLimit)
      {
        samples.add(model)
        return samples.world(where: condition)
      }
    } catch {
      deferredError = error
    }
    return nil
  }

  /// Whether some world satisfies a condition, as far as it was worth finding out.
  enum Feasibility { case possible, impossible, unknown }

  /// Is `condition` false in every world? "No" may be wrong, "yes" is not.
  func isInfeasible(_ condition: Term) -> Bool { feasibility(of: condition) == .impossible }

  /// Asked of the worlds at hand, then of the solver: over a part of the assumptions, whose answer may make a world of
  /// one at hand, then, while they are not too many, over all of them.
  func feasibility(of condition: Term) -> Feasibility {
    if let value = pool.asConstant(condition) { return value == 0 ? .impossible : .possible }
    precondition(
      prover.mark() >= assumptionsHeld, "assumptions were taken back while conclusions from them are kept")
    if infeasible.contains(condition) { return .impossible }
    if samples.world(where: condition) != nil { return .possible }
    if undecided[condition] == assumedTerms.count { return .unknown }
    func ruleOut() -> Feasibility {
      infeasible.insert(condition)
      rulings += 1
      return .impossible
    }
    do {
      let isSmall = assumedTerms.count < Self.fewAssumptions
      let label = "path \(callStack.joined(separator: "."))"
      let answer = try prover.prune(
        condition, label: label, asksSlice: !isSmall, limit: questionLimit,
        effort: Effort(conflicts: settlesForLess ? 500 : 20_000)
      ) { part in
        samples.adapt(to: part, where: condition, assumptions: assumedTerms)
      }
      switch answer {
      case .impossible: return ruleOut()
      case .possible: return .possible
      case .open: break
      }
      if assumedTerms.count < Self.manyAssumptions {
        // The world in which it holds will answer many later questions of this kind.
        switch try prover.satisfiable(
          condition, label: "sample \(callStack.suffix(3).joined(separator: "."))", limit: questionLimit,
          // Premises of summaries have much in common; branches of windows have not.
          effort: Effort(conflicts: settlesForLess ? 500 : 50_000), remembers: folio != nil
        )
        {
        case .satisfiable(let model):
          samples.add(model)
          return .possible
        case .unsatisfiable: return ruleOut()
        case .unknown: break
        }
      }
    } catch {
      deferredError = error
    }
    undecided[condition] = assumedTerms.count
    return .unknown
  }
}

/// Why a unit cannot be executed at all.
public enum ExecutionError: Error, Equatable {
  case noSuchFunction(String)
  case badSpec(String)
  /// A loop over pages of the proof itself cannot be summarised.
  case noSummary(String)
  case interrupted
  /// `Executor.timeLeft` was over.
  case outOfTime
}
