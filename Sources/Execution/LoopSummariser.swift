import Terms

/// Carries out the summary of one loop (`Executor+Summaries.swift` says what that is).
final class LoopSummariser {
  typealias Access = GenericPage.Access

  let executor: Executor
  let folio: SymbolicFolio
  let loop: LoopBody
  let start: Executor.Snapshot
  let first: Iteration
  let firstLog: AccessLog
  /// How many objects there were before the first iteration.
  let objectsAtStart: Int
  /// The state after the first iteration.
  let afterFirst: Executor.Snapshot
  var pool: TermPool { executor.pool }

  /// The page of the window that the first iteration is about.
  var offset = 0
  /// How the values that the loop carries change, and the cells that it writes at fixed places.
  var carried: [Change] = []
  var cells: [(access: Access, change: Change)] = []
  /// Steps that a choice decides, of values for which no other guess need hold.
  var chosen: [Guessed: Term] = [:]
  /// Which of them may at some iteration depend on what nobody initialised.
  var uninitialisedCarried: Set<Int> = []
  var uninitialisedCells: Set<Access> = []
  /// Cells of the iteration's own page that it writes: by object, the record of page 0, and place in it.
  var own: Set<Access> = []
  /// How many objects there were before the iteration for the page looked at.
  var objectsBefore = 0
  /// How often more bits were found of what was guessed to be flags.
  var growths: [Guessed: Int] = [:]
  /// How often the loop goes on.
  var rounds: Rounds
  /// The number of an iteration after which a search does not go on, 64 bits; nil: it is bounded without, or not at all.
  var latest: Term?

  /// What a guess is about: a value carried, by its place, or a cell.
  enum Guessed: Hashable {
    case carried(Int)
    case cell(Access)
  }

  /// Each attempt to confirm the guesses executes an iteration. A value that has one guess after another takes six,
  /// and cells may show late.
  static let mostAttempts = 16

  enum Rounds {
    /// A term over what was there before the loop, 64 bits.
    case counted(Term)
    /// A variable as wide as the folio's pages, which the lemmas define.
    case search(Term)
  }

  /// The variables of guesses, at the page looked at.
  struct OwnVariables {
    var flags: [Guessed: Flags] = [:]
    /// How many iterations before have counted.
    var counts: [Guessed: Term] = [:]
  }

  /// What the iteration for the page looked at starts with and ends in.
  struct Generic {
    let guarded: Term
    let values: [Value]
    let cellValues: [Term]
    /// Variables that the guesses have for themselves.
    let own: OwnVariables
    let iteration: Iteration
    let log: AccessLog
    /// What was assumed on the way of variables of its own.
    let definitions: [Term]
  }

  init(
    _ executor: Executor, _ folio: SymbolicFolio, _ loop: LoopBody, start: Executor.Snapshot,
    first: Iteration,
    firstLog: AccessLog, objectsAtStart: Int
  ) {
    self.executor = executor
    self.folio = folio
    self.loop = loop
    self.start = start
    self.first = first
    self.firstLog = firstLog
    self.objectsAtStart = objectsAtStart
    afterFirst = executor.snapshot()
    rounds = .counted(executor.pool.constant(0, width: 64))
  }

  var page: Term { pool.zext(folio.page, to: 64) }
  /// The number of the iteration that is about the page looked at.
  var number: Term { pool.sub(page, constant(offset)) }
  var width: Int { pool.width(folio.page) }

  func constant(_ value: Int) -> Term { pool.constant(UInt64(bitPattern: Int64(value)), width: 64) }

  func summarise() throws -> SummaryOutcome {
    guessCarried()
    guessCells(firstLog, after: afterFirst)
    if let reason = try findShape() { return give(up: reason.isEmpty ? nil : reason) }
    if offset != 0 { giveUpLaterSteps() }
    for _ in 0..<Self.mostAttempts {
      executor.restore(offset == 0 ? afterFirst : start)
      let generic = try execute()
      if learn(from: generic) { continue }
      if case .search = rounds, latest == nil, !isBounded(generic), let end = findEnd(generic) {
        latest = end
        continue
      }
      if let reason = weakness(of: generic) { return give(up: reason) }
      if weaken(by: generic) { continue }
      return finish(generic)
    }
    return give(up: "its values follow no pattern")
  }

  func give(up reason: String?) -> SummaryOutcome {
    executor.restore(start)
    return .impossible(reason)
  }

  // MARK: Shape

  /// Finds out which page the first iteration is about, and how often the loop goes on; nil if that worked, empty if
  /// there is nothing to summarise.
  func findShape() throws -> String? {
    if let known = loop.offset {
      offset = known
    } else {
      let trial = try tryOut()
      let pages = pagesAccessed(trial.log)
      if trial.iteration.goesOn == pool.false { return "" }
      guard pages.count <= 1, let page = pages.isEmpty ? 0 : pages.first, page == 0 || page == 1 else {
        return "it accesses several pages at a time"
      }
      offset = Int(page)
    }
    if let known = loop.rounds {
      rounds = .counted(known)
      return nil
    }
    if loop.offset == nil {
      let trial = try tryOut()
      if let known = counted(trial.iteration) {
        rounds = .counted(known)
        return nil
      }
    }
    rounds = .search(
      pool.variable(
        "exit of \(loop.name)", width: width, range: 0...UInt64(folio.most - offset)))
    return nil
  }

  /// An iteration for the page looked at of which only its looks are of interest.
  func tryOut() throws -> (iteration: Iteration, log: AccessLog) {
    defer { executor.restore(start) }
    executor.restore(start)
    var own = OwnVariables()
    return try generically {
      let values = startValues(&own)
      let (iteration, log) = try executor.logged { try loop.run(values, loop.outside, number) }
      return (iteration, log)
    }
  }

  func generically<T>(_ body: () throws -> T) rethrows -> T {
    executor.generic.isExecuting = true
    executor.generic.definitions = []
    defer { executor.generic.isExecuting = false }
    return try body()
  }

  /// Which pages, counted from the one looked at, the records belong to that are not the same for all.
  func pagesAccessed(_ log: AccessLog) -> Set<Int64> {
    var pages: Set<Int64> = []
    for access in log.reads.union(log.writes.map(\.access)) {
      guard let index = access.index, let base = ownBase(of: index) else { continue }
      pages.insert(executor.group(of: base).constant)
    }
    return pages
  }

  /// The record's index for page 0, if its index is that of a record of the page looked at.
  func ownBase(of index: Term) -> Term? {
    guard executor.isAboutPage(index) else { return nil }
    let base = pool.sub(index, page)
    return executor.isAboutPage(base) ? nil : base
  }

  // MARK: The iteration for the page looked at

  func startValues(_ own: inout OwnVariables) -> [Value] {
    loop.initial.indices.map { position in
      guard let before = loop.initial[position].term else { return loop.initial[position] }
      let isUninitialised = uninitialisedCarried.contains(position)
      guard
        let start = startValue(
          of: .carried(position), carried[position], before, firstValue(of: position), isUninitialised, &own)
      else { return .term(unknown("carried", like: before, if: isUninitialised)) }
      return .term(start)
    }
  }

  /// What a guess says of a value at the page looked at; nil if that is nothing.
  ///
  /// - Parameters:
  ///   - before: before the loop.
  ///   - once: after the first iteration.
  func startValue(
    of guessed: Guessed, _ change: Change, _ before: Term, _ once: @autoclosure () -> Term,
    _ isUninitialised: Bool, _ own: inout OwnVariables
  ) -> Term? {
    switch change {
    case .none: return before
    case .steps(let step): return moved(before, by: step, times: number)
    case .stepsLater(let step):
      return moved(once(), by: step, times: pool.sub(number, constant(1)))
    case .flags(let bits):
      let flags = newFlags("changed before", bits, if: isUninitialised)
      own.flags[guessed] = flags
      return word(offset == 0 ? once() : before, changed: flags)
    case .counts:
      let count = newCount("counted before", like: before, if: isUninitialised)
      own.counts[guessed] = count
      return pool.add(offset == 0 ? once() : before, count)
    case .unknown: return nil
    }
  }

  /// Anything; where a value may not have been initialised, at first or by an iteration, this may not have been
  /// either.
  func unknown(_ name: String, like value: Term, if isUninitialised: Bool) -> Term {
    mark(
      executor.fresh(name, width: pool.width(value)),
      if: isUninitialised || !executor.uninitialisedVariables(in: value).isEmpty)
  }

  func mark(_ variable: Term, if isUninitialised: Bool) -> Term {
    if isUninitialised { executor.markUninitialised(variable) }
    return variable
  }

  /// What the first iteration leaves in a carried value, where the loop goes on.
  func firstValue(of position: Int) -> Term {
    guard let after = first.carried[position].term ?? loop.initial[position].term else {
      return pool.constant(0, width: 1)
    }
    return pool.assumingTrue(after, pool.literals(first.goesOn))
  }

  /// What it leaves in a cell.
  func firstValue(of access: Access) -> Term {
    pool.assumingTrue(value(of: access, in: afterFirst), pool.literals(first.goesOn))
  }

  func moved(_ value: Term, by step: Term, times count: Term) -> Term {
    let bits = pool.width(value)
    if pool.asConstant(step) == 0 { return value }
    let times = bits >= 64 ? pool.zext(count, to: bits) : pool.trunc(count, to: bits)
    if let (condition, yes, no) = pool.asIte(step) {
      return pool.ite(
        condition, moved(value, by: yes, times: count), moved(value, by: no, times: count))
    }
    return pool.add(value, pool.mul(times, step))
  }

  func goesOnBefore(_ count: Term) -> Term {
    switch rounds {
    case .counted(let total): pool.ult(count, pool.add(total, constant(1)))
    case .search(let exit): pool.uge(pool.zext(exit, to: 64), count)
    }
  }

  func execute() throws -> Generic {
    let bound = loop.last.map { pool.ule(number, $0) } ?? pool.true
    let inside = latest.map { pool.ule(number, $0) } ?? pool.true
    let guarded = pool.conjunction([loop.outside, bound, inside, goesOnBefore(number)])
    objectsBefore = executor.space.objects.count
    return try generically {
      var own = OwnVariables()
      let values = startValues(&own)
      var cellValues: [Term] = []
      let base = executor.snapshot()
      for cell in cells {
        let before = value(of: cell.access, in: start)
        let isUninitialised = uninitialisedCells.contains(cell.access)
        if cell.change.isNone {
          cellValues.append(value(of: cell.access, in: base))
          continue
        }
        let now =
          startValue(
            of: .cell(cell.access), cell.change, before, firstValue(of: cell.access), isUninitialised, &own)
          ?? unknown("changed before", like: before, if: isUninitialised)
        executor.set(cell.access, to: now)
        cellValues.append(now)
      }
      setRegions(end: page)
      let (iteration, log) = try executor.logged { try loop.run(values, guarded, number) }
      return Generic(
        guarded: guarded, values: values, cellValues: cellValues, own: own, iteration: iteration, log: log,
        definitions: executor.generic.definitions)
    }
  }

  func setRegions(end: Term) {
    for access in own {
      guard let base = access.index else { continue }
      executor.memory.written[access.object, default: []].append(
        UntrackedRegion(
          base: base, first: constant(max(offset, 1)), end: end, offset: access.offset, size: access.size))
    }
  }
}
