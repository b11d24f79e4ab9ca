import Terms

/// Loops of which an iteration takes several pages: unrolled by hand, or in chunks.
///
/// `for (; nr >= 2; nr -= 2, ptep += 2) { set_pte(ptep, ...); set_pte(ptep + 1, ...); }` takes pages 2t and 2t + 1 in its
/// iteration t. Let U be how many pages there are in one, and R a number of iterations. It is proved, for each page k
/// below U * R, that is for page 0 and for the page looked at, with t = k / U, for each remainder of k by itself:
///
///  1. *base and step*: the iteration takes H(t) to H(t + 1), and the loop goes on after it. H is a sum in closed form for
///     each value carried, and H(0) is what the loop starts with.
///  2. *own records*: it writes records of pages U * t to U * t + U - 1 only; and of the fields that any iteration writes it
///     reads page k's alone.
///
/// So the loop comes to iteration R, which starts with H(R). What iteration t leaves in page k's record depends on nothing
/// that other iterations leave, nor on what it leaves itself in others. So page k's part of it may be done by itself, in an
/// iteration of page k's own, which leaves out the writes to other records: those loops over pages are summarised like any
/// other. Iterations from R on, a last chunk among them, are executed one by one.
extension LoopSummariser {
  private struct PartsMatter: Error {}

  /// - Returns: what iteration R begins with; nil if the loop is no such one, and the state is then that before it.
  func severalPages() throws -> SummaryOutcome? {
    for pages in [2, 4, 8] {
      offset = 0
      cells = []
      own = []
      latest = nil
      guard let steps = try stepsOfWholeIterations() else { return nil }
      for count in try numbersOfIterations(pages, steps) {
        do {
          if let outcome = try severalPages(pages, steps, count) { return outcome }
        } catch is PartsMatter {
          executor.restore(start)
        }
      }
    }
    return nil
  }

  /// By how much each value grows in the first iteration, in a world in which it is none of the last: nothing that it leaves is
  /// zero.
  private func stepsOfWholeIterations() throws -> [Term]? {
    var goesOn = first.goesOn
    for (before, after) in zip(loop.initial, first.carried) {
      guard let before = before.term, let after = after.term,
        executor.uninitialisedVariables(in: before).isEmpty
      else { return nil }
      guard pool.asConstant(before) == nil, pool.width(after) > 1 else { continue }
      goesOn = pool.and(goesOn, pool.ne(after, pool.constant(0, width: pool.width(after))))
    }
    guard goesOn != pool.false, let world = executor.sampleWorld(where: goesOn) else { return nil }
    return zip(loop.initial, first.carried).map { before, after in
      guard let before = before.term, let after = after.term else { return pool.constant(0, width: 1) }
      let step = pool.sub(after, before)
      return pool.constant(world.value(of: step), width: pool.width(step))
    }
  }

  /// How many iterations there may be of so many pages each, as 64 bits: where the condition for going on would be met
  /// exactly, and near that.
  private func numbersOfIterations(_ pages: Int, _ steps: [Term]) throws -> [Term] {
    executor.restore(start)
    defer { executor.restore(start) }
    let trial = try generically {
      try loop.run(values(pages, steps, page, 0), loop.outside, shifted(page, pages))
    }
    var found: [Term] = []
    for literal in pool.literals(executor.relative(trial.goesOn, to: loop.outside))
    where isAboutNumberOnly(literal) {
      guard let root = root(of: literal) else { continue }
      let bits = pool.width(root)
      for nearby in [pages, 1, 0] {
        let number = pool.add(root, pool.constant(UInt64(nearby), width: bits))
        let count = shifted(bits == 64 ? number : pool.zext(number, to: 64), pages)
        if !executor.isAboutPage(count), !found.contains(count) { found.append(count) }
      }
    }
    return found
  }

  /// A number (64 bits) divided by the pages of an iteration, which are a power of two.
  private func shifted(_ number: Term, _ pages: Int) -> Term {
    pool.lshr(number, constant(pages.trailingZeroBitCount))
  }

  private func severalPages(_ pages: Int, _ steps: [Term], _ count: Term) throws -> SummaryOutcome? {
    let all = pool.mul(count, constant(pages))
    let isEntered = pool.and(loop.outside, pool.uge(count, constant(1)))
    guard isEntered != pool.false, !executor.isInfeasible(isEntered),
      executor.holds(pool.ule(count, constant(folio.most / pages)), under: loop.outside)
    else { return nil }
    var logs: [(page: Term, log: AccessLog)] = []
    let page = self.page
    let each = LoopBody(
      name: loop.name, outside: isEntered, initial: [], offset: 0, rounds: pool.sub(all, constant(1))
    ) { [self] _, guarded, number in
      logs.removeAll { $0.page == number }
      for part in 0..<pages {
        let isPart = pool.eq(pool.and(number, constant(pages - 1)), constant(part))
        let here = pool.and(guarded, isPart)
        if here == pool.false || executor.isInfeasible(here) { continue }
        let objects = executor.space.objects.count
        executor.generic.writesOwnOnly = true
        executor.generic.othersWritten = []
        defer { executor.generic.writesOwnOnly = false }
        let (iteration, log) = try executor.logged {
          try withLoopsUnrolled {
            try loop.run(values(pages, steps, number, part), here, shifted(number, pages))
          }
        }
        for access in log.reads { executor.generic.log?.reads.insert(access) }
        executor.generic.log?.writes += log.writes
        logs.append((number, log))
        try confirm(iteration, values(pages, steps, pool.add(number, constant(pages)), part), here)
        try confirmOwn(log, number, part, pages, objects)
      }
      try confirmReads(logs, page)
      let goesOn = pool.and(guarded, pool.ult(number, pool.sub(all, constant(1))))
      return Iteration(
        goesOn: goesOn, carried: [],
        exits: [Edge(from: -1, to: 0, guarded: pool.and(guarded, pool.not(goesOn)), values: [])])
    }
    if case .impossible = try executor.summarise(each) { return nil }
    executor.summarisedLoops.insert(loop.name)
    return .begun(carried: values(pages, steps, named(all), 0))
  }

  /// A variable for the number of pages (64 bits) that whole iterations take: what comes behind them is at an address that
  /// is told from others by what it is the sum of.
  private func named(_ pages: Term) -> Term {
    if pool.asConstant(pages) != nil { return pages }
    let variable = executor.fresh("pages of \(loop.name)", width: width, range: 0...UInt64(folio.most))
    let number = pool.zext(variable, to: 64)
    executor.assume(pool.implies(loop.outside, pool.eq(number, pages)))
    executor.samples.define(variable, as: pool.trunc(pages, to: width))
    return number
  }

  /// H((number - part) / pages), where that is a whole number.
  private func values(_ pages: Int, _ steps: [Term], _ number: Term, _ part: Int) -> [Value] {
    loop.initial.indices.map { position in
      guard let initial = loop.initial[position].term, let step = pool.asConstant(steps[position]) else {
        return loop.initial[position]
      }
      let width = pool.width(initial)
      let whole = pool.sub(number, constant(part))
      // In the width of the value, where what is divided may be below zero.
      let signed = Int64(bitPattern: step << UInt64(64 - width)) >> Int64(64 - width)
      guard signed % Int64(pages) == 0 else {
        return .term(moved(initial, by: steps[position], times: shifted(whole, pages)))
      }
      let each = pool.constant(
        UInt64(bitPattern: signed / Int64(pages)) & (UInt64.max >> UInt64(64 - width)), width: width)
      let back = pool.sub(pool.constant(0, width: width), each)
      return .term(moved(moved(initial, by: each, times: number), by: back, times: constant(part)))
    }
  }

  private func confirm(_ iteration: Iteration, _ next: [Value], _ guarded: Term) throws {
    guard executor.holds(iteration.goesOn, under: guarded) else { throw PartsMatter() }
    for (after, expected) in zip(iteration.carried, next) {
      guard let after = after.term, let expected = expected.term, pool.width(after) == pool.width(expected),
        executor.holds(pool.eq(after, expected), under: iteration.goesOn)
      else { throw PartsMatter() }
    }
  }

  /// Proves that an iteration writes records of its own pages only.
  private func confirmOwn(
    _ log: AccessLog, _ number: Term, _ part: Int, _ pages: Int, _ objects: Int
  ) throws {
    for access in log.writes.map(\.access) + executor.generic.othersWritten
    where !isLocal(access.object, since: objects) {
      guard let index = access.index else { throw PartsMatter() }
      // The page of the iteration that it is, counted from the one whose part is executed.
      let place = executor.group(of: index).constant + Int64(part)
      guard place >= 0, place < Int64(pages) else { throw PartsMatter() }
      let isOfOwn = pool.asConstant(number) == nil ? ownBase(of: index) != nil : !executor.isAboutPage(index)
      guard isOfOwn else { throw PartsMatter() }
    }
  }

  /// Proves that what other iterations write, or this one for its other pages, is not read.
  private func confirmReads(_ logs: [(page: Term, log: AccessLog)], _ page: Term) throws {
    var written: [Access] = []
    for (number, log) in logs where number == page {
      written += log.writes.map(\.access).compactMap(placeOfOwn)
    }
    for (number, log) in logs {
      for access in log.reads.union(log.writes.map(\.access)) {
        for place in written where overlap(access, place) {
          guard let base = place.index, access.index == pool.add(base, number) else { throw PartsMatter() }
        }
      }
    }
  }
}
