import Terms

/// Loops that take the pages from the last to the first.
///
/// `while (i-- > 0) set_pte(ptep + i, ...)` is about page n - 1 first. Let R be how often such a loop goes on, and let its
/// iteration t be about page X - t, for one X, which is R or R - 1. It is proved, for each page k from 0 to X, that is for
/// page 0 and for the page looked at, with t = X - k:
///
///  1. *base and step*: the iteration takes H(t) to H(t + 1). H is a sum in closed form for each value carried, the only kind
///     of guess here, and H(0) is what the loop starts with.
///  2. *rounds*: it goes on just if t < R.
///  3. *own records*: it writes records of page k only, and of the fields that any iteration writes it reads no others.
///
/// So iteration t starts with H(t) and finds its records as the loop found them, whatever iterations came before it. What
/// they leave is the same in whichever order they are done, so they are done upwards: that loop is summarised like any
/// other (its first iteration is about page 0). Then the loop is left as iteration R leaves it. Is X = R - 1, then that is
/// one more, which writes nothing and reads nothing that was written.
extension LoopSummariser {
  /// Why the order of the iterations is not known not to matter.
  private struct OrderMatters: Error {}

  /// - Returns: nil if the loop is no such one; the state is then that before it.
  func countingDown() throws -> SummaryOutcome? {
    offset = 0
    cells = []
    own = []
    latest = nil
    guessCarried()
    guard hasClosedForms, let total = counted(try tryOut().iteration) else { return nil }
    for shift in [-1, 0] {
      do {
        if let outcome = try countingDown(total, from: shift) { return outcome }
      } catch is OrderMatters {
        executor.restore(start)
      }
    }
    return nil
  }

  /// Whether all that the loop carries is a sum, of what is known and the same for all pages.
  private var hasClosedForms: Bool {
    zip(loop.initial, carried).allSatisfy { initial, change in
      guard let initial = initial.term, executor.uninitialisedVariables(in: initial).isEmpty else {
        return false
      }
      switch change {
      case .none: return true
      case .steps(let step):
        return !executor.isAboutPage(step) && executor.uninitialisedVariables(in: step).isEmpty
      case .stepsLater, .flags, .counts, .unknown: return false
      }
    }
  }

  /// - Parameters:
  ///   - total: how often the loop goes on.
  ///   - shift: its first iteration is about the page of that number and this.
  private func countingDown(_ total: Term, from shift: Int) throws -> SummaryOutcome? {
    let last = pool.add(total, constant(shift))
    let outside =
      shift < 0 ? pool.and(loop.outside, pool.uge(total, constant(-shift))) : loop.outside
    if executor.isInfeasible(outside) { return nil }
    var logs: [Term: AccessLog] = [:]
    let upwards = LoopBody(name: loop.name, outside: outside, initial: [], offset: 0, rounds: last) {
      [self] _, guarded, page in
      let objects = executor.space.objects.count
      let iteration = try withLoopsUnrolled {
        try loop.run(values(total, shift, page), guarded, pool.sub(last, page))
      }
      try confirm(iteration, total, shift, page, guarded)
      logs[page] = executor.generic.log
      guard let base = try ownBases(logs, page, objects) else { throw OrderMatters() }
      try confirmReads(logs, base)
      let goesOn = pool.and(guarded, pool.ult(page, last))
      return Iteration(
        goesOn: goesOn, carried: [],
        exits: [Edge(from: -1, to: 0, guarded: pool.and(guarded, pool.not(goesOn)), values: [])])
    }
    if case .impossible = try executor.summarise(upwards) { return nil }
    let written = logs.values.flatMap { $0.writes.map(\.access) }
    let afterwards = executor.snapshot()
    if shift == 0 {
      // What it does to its page has been done; how it leaves does not depend on other pages.
      executor.restore(start)
      let left = try loop.run(values(total, 1, constant(1)), loop.outside, total)
      executor.restore(afterwards)
      executor.summarisedLoops.insert(loop.name)
      return .once(left)
    }
    let objects = executor.space.objects.count
    let (left, log) = try executor.logged { try loop.run(values(total, 0, constant(0)), loop.outside, total) }
    guard log.writes.allSatisfy({ isLocal($0.access.object, since: objects) }),
      log.reads.allSatisfy({ read in !written.contains { overlap(read, $0) } })
    else { throw OrderMatters() }
    executor.summarisedLoops.insert(loop.name)
    return .once(left)
  }

  /// H(total + shift - page).
  private func values(_ total: Term, _ shift: Int, _ page: Term) -> [Value] {
    loop.initial.indices.map { position in
      guard let initial = loop.initial[position].term, case .steps(let step) = carried[position] else {
        return loop.initial[position]
      }
      let width = pool.width(initial)
      let back = pool.sub(pool.constant(0, width: width), step)
      let atTotal = moved(initial, by: step, times: total)
      return .term(moved(moved(atTotal, by: step, times: constant(shift)), by: back, times: page))
    }
  }

  /// Proves that the iteration about a page leads from H to H, and that it goes on just if it is not the last one.
  private func confirm(
    _ iteration: Iteration, _ total: Term, _ shift: Int, _ page: Term, _ guarded: Term
  ) throws {
    let next = values(total, shift + 1, page)
    // Iteration total + shift - page is not the last one.
    let isNotLast = pool.ugt(page, constant(shift))
    let goesOn = shift < 0 ? pool.true : isNotLast
    guard executor.holds(goesOn, under: iteration.goesOn),
      executor.holds(iteration.goesOn, under: pool.and(guarded, goesOn))
    else { throw OrderMatters() }
    for (after, expected) in zip(iteration.carried, next) {
      guard let after = after.term, let expected = expected.term, pool.width(after) == pool.width(expected),
        executor.holds(pool.eq(after, expected), under: iteration.goesOn)
      else { throw OrderMatters() }
    }
  }

  /// The records that the iteration for the page looked at writes, each as that of page 0; empty for page 0 itself.
  ///
  /// - Returns: nil if some of what it writes is no record of its page.
  private func ownBases(_ logs: [Term: AccessLog], _ page: Term, _ objects: Int) throws -> [Access]? {
    var found: [Access] = []
    for (access, _) in logs[page]?.writes ?? [] where !isLocal(access.object, since: objects) {
      guard let index = access.index else { return nil }
      if pool.asConstant(page) != nil {
        if executor.isAboutPage(index) { return nil }
        continue
      }
      guard let place = placeOfOwn(access),
        executor.group(of: index).constant == executor.group(of: self.page).constant
      else { return nil }
      found.append(place)
    }
    return found
  }

  /// Proves that no iteration reads what another one writes: fields that are written are read of the own page only.
  private func confirmReads(_ logs: [Term: AccessLog], _ own: [Access]) throws {
    for (page, log) in logs {
      for access in log.reads.union(log.writes.map(\.access)) {
        for place in own where overlap(access, place) {
          guard let base = place.index, access.index == pool.add(base, page) else { throw OrderMatters() }
        }
      }
    }
  }

  /// Executes an iteration whose own loops are not summarised: their pages would be taken for its own.
  func withLoopsUnrolled<Result>(_ body: () throws -> Result) rethrows -> Result {
    let saved = executor.isInRest
    executor.isInRest = true
    defer { executor.isInRest = saved }
    return try body()
  }

  func overlap(_ first: Access, _ second: Access) -> Bool {
    first.object == second.object && first.offset < second.offset + second.size
      && second.offset < first.offset + first.size
  }

  func isLocal(_ object: ObjectID, since objects: Int) -> Bool {
    executor.space[object].isLocal && object.rawValue >= objects
  }
}
