import Terms

/// Loop summaries, by induction over the pages of the window.
///
/// An iteration is executed for the first page and for one page J that stands for all others. What an
/// iteration starts with is guessed, as a function of J: a pointer or a counter that moves by the same
/// amount each time, a flag that once set stays set, or else anything. Then it is proved that the iteration
/// for J, started so, ends in what the guess says for J + 1. The first iteration is the base of this
/// induction, that proof its step. docs/PROOF.md has it in full.
///
/// What must be known of the records that an iteration uses follows from where it writes: to the record of its own
/// page only, or to fixed places. Records of pages other than the first and J count as unknown
/// afterwards (`UntrackedRegion`).
extension Executor {
  func summarise(_ loop: LoopBody) throws -> SummaryOutcome {
    guard let folio, describing == nil, !generic.isExecuting, !isInRest else { return .impossible(nil) }
    guard loop.initial.allSatisfy({ $0.term != nil }) else { return .impossible("it carries a struct") }
    let start = snapshot()
    let objects = space.objects.count
    let first = try logged { try loop.run(loop.initial, loop.outside, pool.constant(0, width: 64)) }
    if first.result.goesOn == pool.false || isInfeasible(first.result.goesOn) { return .once(first.result) }
    let summary = LoopSummariser(
      self, folio, loop, start: start, first: first.result, firstLog: first.log,
      objectsAtStart: objects)
    let outcome = try summary.summarise()
    // A summary with an access that goes nobody knows where proves nothing: the loop may be of another kind.
    let isLost = obligations[start.obligations.count...].contains { $0.kind == .untraced }
    var isImpossible = false
    if case .impossible(.some) = outcome { isImpossible = true }
    guard isImpossible || isLost, loop.offset == nil else { return outcome }
    let afterwards = snapshot()
    if let other = try summary.countingDown() ?? summary.severalPages() { return other }
    restore(afterwards)
    return outcome
  }

  struct Snapshot {
    let memory: Memory
    let locals: Memory
    let obligations: [Obligation]
    let writes: [WriteRecord]
    let observations: [Observation]
  }

  func snapshot() -> Snapshot {
    Snapshot(
      memory: memory, locals: locals, obligations: obligations, writes: writes, observations: observations)
  }

  func restore(_ state: Snapshot) {
    memory = state.memory
    locals = state.locals
    obligations = state.obligations
    writes = state.writes
    observations = state.observations
  }

  /// Runs something, and says what it accessed.
  func logged<T>(_ body: () throws -> T) rethrows -> (result: T, log: AccessLog) {
    let outer = generic.log
    generic.log = AccessLog()
    defer { generic.log = outer }
    let result = try body()
    return (result, generic.log ?? AccessLog())
  }

  /// Does `goal` hold wherever `guarded` does? "No" may be wrong.
  func holds(_ goal: Term, under guarded: Term) -> Bool {
    let known = pool.assumingTrue(goal, pool.literals(guarded))
    if known == pool.true { return true }
    let counterexample = pool.and(guarded, pool.not(known))
    return counterexample == pool.false || isInfeasible(counterexample)
  }

  /// May a value depend, where `guarded` holds, on what was never initialised?
  public func dependsOnUninitialised(_ value: Term, _ guarded: Term) -> Bool {
    var other: [Term: Term] = [:]
    for variable in uninitialisedVariables(in: value) {
      other[variable] = fresh("other", width: pool.width(variable))
    }
    return !other.isEmpty && !holds(pool.eq(value, pool.substitute(value, other)), under: guarded)
  }

  func content(of access: GenericPage.Access) -> Term {
    let saved = generic.log
    generic.log = nil
    defer { generic.log = saved }
    return read(
      Target(object: access.object, index: access.index, offset: access.offset, guarded: pool.true),
      access.size)
  }

  /// Sets a cell without this being a write of the unit.
  func set(_ access: GenericPage.Access, to value: Term) {
    let (saved, recording) = (generic.log, recordsWrites)
    generic.log = nil
    recordsWrites = false
    defer {
      generic.log = saved
      recordsWrites = recording
    }
    write(
      Target(object: access.object, index: access.index, offset: access.offset, guarded: pool.true),
      access.size,
      value, nil)
  }
}
