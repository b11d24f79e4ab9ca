import Terms

/// What a loop whose induction has been proved leaves behind.
extension LoopSummariser {
  func finish(_ generic: Generic) -> SummaryOutcome {
    for definition in generic.definitions { executor.addLemma(definition) }
    define(generic)
    let flags = finalFlags(generic)
    setCells(generic, flags)
    return .summarised(exits: exits(generic, flags))
  }

  // MARK: The number of rounds

  /// 64 bits.
  var total: Term {
    switch rounds {
    case .counted(let total): total
    case .search(let exit): pool.zext(exit, to: 64)
    }
  }

  /// The page that the last iteration, the one that leaves the loop, is about; 64 bits.
  private var exitPage: Term { pool.add(total, constant(offset)) }

  /// Did the loop go on after the iteration of that number?
  func wentOn(after count: Term) -> Term { pool.ult(count, total) }

  private func define(_ generic: Generic) {
    guard case .search(let exit) = rounds else { return }
    executor.exitPages.append(exitPage)
    let entered = wentOn(after: constant(0))
    follow(exit, generic)
    for literal in pool.literals(loop.outside) { executor.assume(pool.implies(entered, literal)) }
    if let latest { executor.assume(pool.implies(loop.outside, pool.ule(total, latest))) }
    if offset == 0 {
      for literal in pool.literals(executor.relative(first.goesOn, to: loop.outside)) {
        executor.assume(pool.implies(entered, literal))
      }
      executor.assume(pool.implies(first.goesOn, entered))
    }
    let literal = wentOn(after: number)
    let condition = executor.relative(generic.iteration.goesOn, to: generic.guarded)
    for conjunct in pool.literals(condition) { executor.addLemma(pool.implies(literal, conjunct)) }
    executor.addLemma(pool.implies(generic.iteration.goesOn, literal))
    // Of these pages later code asks: the one that ended the loop, and the last one before it.
    executor.addInstance(exitPage)
    executor.addInstance(pool.sub(exitPage, constant(1)))
  }

  /// A value of the exit index for each sample world, so that it need not be dropped.
  private func follow(_ exit: Term, _ generic: Generic) {
    let one = pool.constant(1, width: width)
    let here = pool.sub(folio.page, pool.constant(UInt64(offset), width: width))
    let value = pool.ite(
      generic.iteration.goesOn, pool.add(here, one),
      offset == 0 ? pool.ite(first.goesOn, one, pool.sub(one, one)) : pool.sub(one, one))
    executor.samples.define(exit, as: value)
  }

  // MARK: Memory

  private func setCells(_ generic: Generic, _ flags: FinalFlags) {
    let base = offset == 0 ? afterFirst : start
    var finals: [(GenericPage.Access, Term)] = []
    for (position, cell) in cells.enumerated() {
      let before = value(of: cell.access, in: start)
      let once = value(of: cell.access, in: base)
      var final = finalContent(position, generic, flags)
      if offset == 0 { final = pool.ite(wentOn(after: constant(0)), final, once) }
      finals.append((cell.access, pool.ite(loop.outside, final, before)))
    }
    for (access, final) in finals { executor.set(access, to: final) }
    executor.memory.written = base.memory.written
    // What a weaker guess no longer writes is the same for all pages.
    let written = Set(generic.log.writes.compactMap { placeOfOwn($0.access) })
    for access in own.intersection(written) {
      guard let place = access.index else { continue }
      executor.memory.written[access.object, default: []].append(
        UntrackedRegion(
          base: place, first: constant(max(offset, 1)), end: pool.add(total, constant(offset + 1)),
          offset: access.offset, size: access.size))
    }
  }

  /// What a cell at a fixed place holds after the iteration that leaves the loop.
  private func finalContent(_ position: Int, _ generic: Generic, _ flags: FinalFlags) -> Term {
    let cell = cells[position]
    let leaves = pool.and(generic.guarded, pool.not(generic.iteration.goesOn))
    let after = pool.assumingTrue(executor.content(of: cell.access), pool.literals(leaves))
    let header = generic.cellValues[position]
    // Most of what leaves a loop writes nothing more, or what each iteration writes.
    if executor.holds(pool.eq(after, header), under: leaves) {
      return atHeader(cell.change, position, generic, flags, rounds: total)
    }
    if cell.change.isSteps,
      executor.holds(pool.eq(after, headerAfter(cell, generic)), under: leaves)
    {
      return atHeader(cell.change, position, generic, flags, rounds: pool.add(total, constant(1)))
    }
    return executor.at(exitPage, pool.substitute(after, flags))
  }

  private func headerAfter(_ cell: (access: Access, change: Change), _ generic: Generic) -> Term {
    switch cell.change {
    case .steps(let step):
      moved(value(of: cell.access, in: start), by: step, times: pool.add(number, constant(1)))
    case .stepsLater(let step): moved(firstValue(of: cell.access), by: step, times: number)
    default: executor.content(of: cell.access)
    }
  }

  private func atHeader(
    _ change: Change, _ position: Int, _ generic: Generic, _ flags: FinalFlags, rounds: Term
  ) -> Term {
    let access = cells[position].access
    switch change {
    case .none: return generic.cellValues[position]
    case .steps(let step): return moved(value(of: access, in: start), by: step, times: rounds)
    case .stepsLater(let step):
      return moved(firstValue(of: access), by: step, times: pool.sub(rounds, constant(1)))
    case .flags, .counts:
      return pool.substitute(generic.cellValues[position], flags)
    case .unknown:
      return unknown(
        "changed by \(loop.name)", like: value(of: access, in: start), if: uninitialisedCells.contains(access)
      )
    }
  }

  // MARK: Exits

  private func exits(_ generic: Generic, _ flags: FinalFlags) -> [Edge] {
    let later = Dictionary(grouping: generic.iteration.exits, by: \.to)
    let early = offset == 0 ? Dictionary(grouping: first.exits, by: \.to) : [:]
    let targets = Set(later.keys).union(early.keys).sorted()
    var guards = guards(of: targets, later, early, generic, flags)
    if targets.count == 1 { guards[targets[0]] = loop.outside }
    let isLater = wentOn(after: constant(0))
    return targets.compactMap { target in
      guard let guarded = guards[target], guarded != pool.false else { return nil }
      let latest = later[target].map { edges in
        combined(edges, pool.and(generic.guarded, executor.join(edges.map(\.guarded)))).map {
          atExit($0, flags)
        }
      }
      let earliest = early[target].map { edges in combined(edges, executor.join(edges.map(\.guarded))) }
      var values = latest ?? earliest ?? []
      if let latest, let earliest {
        values = zip(latest, earliest).map { executor.choose(isLater, $0, $1) }
      }
      return Edge(from: -1, to: target, guarded: guarded, values: values)
    }
  }

  /// The value that leaves the loop, of the page with which it ended.
  private func atExit(_ value: Value, _ flags: FinalFlags) -> Value {
    switch value {
    case .term(let term): .term(named(executor.at(exitPage, pool.substitute(term, flags))))
    case .aggregate(let members): .aggregate(members.map { atExit($0, flags) })
    }
  }

  /// A variable for what leaves the loop, with the lemma that it is that value: the same whichever page is looked at,
  /// though its term tells that page's content apart from all others'. Else a loop up to that value would have no
  /// number of rounds. Conditions stay as they are; of what may be uninitialised, the variable would hide that.
  private func named(_ term: Term) -> Term {
    let width = pool.width(term)
    guard width > 1, executor.isAboutPage(term), executor.uninitialisedVariables(in: term).isEmpty else {
      return term
    }
    let own = pool.variable("left \(loop.name)", width: width)
    executor.samples.define(own, as: term)
    executor.addLemma(pool.eq(own, term))
    return own
  }

  private func combined(_ edges: [Edge], _ guarded: Term) -> [Value] {
    guard let one = edges.first else { return [] }
    return one.values.indices.map { position in
      executor.merge(edges.map { ($0.guarded, $0.values[position]) }, under: guarded) ?? one.values[position]
    }
  }

  /// The path condition of each way out.
  private func guards(
    of targets: [Int], _ later: [Int: [Edge]], _ early: [Int: [Edge]], _ generic: Generic, _ flags: FinalFlags
  ) -> [Int: Term] {
    var conditions: [Int: Term] = [:]
    let isLater = wentOn(after: constant(0))
    for target in targets {
      var condition = pool.false
      if let edges = later[target] {
        let here = executor.relative(executor.join(edges.map(\.guarded)), to: generic.guarded)
        condition = executor.at(exitPage, pool.substitute(here, flags))
      }
      if offset == 0 {
        let here =
          early[target].map {
            executor.relative(executor.join($0.map(\.guarded)), to: loop.outside)
          } ?? pool.false
        condition = pool.ite(isLater, condition, here)
      }
      conditions[target] = condition
    }
    if targets.count == 2,
      executor.isInfeasible(
        pool.conjunction([loop.outside] + targets.compactMap { conditions[$0] }))
    {
      // One of the two ways is taken: the other is what the simpler condition leaves. Not so where one is a BUG(),
      // which the guards behind it know nothing of.
      let sizes = targets.map { pool.variables(of: conditions[$0] ?? pool.true).count }
      let (simple, other) = sizes[0] <= sizes[1] ? (targets[0], targets[1]) : (targets[1], targets[0])
      conditions[other] = pool.not(conditions[simple] ?? pool.false)
    }
    return conditions.mapValues { pool.and(loop.outside, $0) }
  }
}
