import Terms

/// What the iteration for the page looked at shows of the guesses, and of what makes an induction possible.
extension LoopSummariser {
  /// Takes note of cells that were not known to be written.
  ///
  /// - Returns: there were some, so the iteration has to be executed again.
  func learn(from generic: Generic) -> Bool {
    var isNew = false
    for (access, _) in generic.log.writes {
      if let index = access.index, executor.isAboutPage(index) {
        if let place = placeOfOwn(access), own.insert(place).inserted { isNew = true }
      } else if !isBornInside(access.object), !cells.contains(where: { $0.access == access }) {
        cells.append((access, .none))
        isNew = true
      }
    }
    if isNew {
      // The record of the first iteration's own page is no cell at a fixed place.
      cells.removeAll { cell in
        guard let index = cell.access.index else { return false }
        return own.contains(
          Access(
            object: cell.access.object, index: pool.sub(index, constant(offset)), offset: cell.access.offset,
            size: cell.access.size))
      }
    }
    return isNew
  }

  /// An access to the looked at page's own record, as the one to page 0's.
  func placeOfOwn(_ access: Access) -> Access? {
    guard let base = access.index.flatMap(ownBase) else { return nil }
    return Access(object: access.object, index: base, offset: access.offset, size: access.size)
  }

  /// Locals that the iteration for the page looked at makes for itself are nobody else's.
  func isBornInside(_ object: ObjectID) -> Bool {
    executor.space[object].isLocal && object.rawValue >= objectsBefore
  }

  /// Why no induction is possible; nil if one is.
  func weakness(of generic: Generic) -> String? {
    for (access, _) in generic.log.writes {
      guard let index = access.index, executor.isAboutPage(index) else { continue }
      guard let base = ownBase(of: index) else {
        return "it writes to records that do not move with the page"
      }
      // Two bases in one array: iterations might write to each other's records.
      let others = own.filter {
        $0.object == access.object && $0.index != base && $0.offset < access.offset + access.size
          && access.offset < $0.offset + $0.size
      }
      if !others.isEmpty { return "its iterations may write to the same records" }
      if executor.group(of: base).constant != 0 { return "it writes to records of other pages" }
    }
    switch rounds {
    case .counted(let total):
      if !executor.holds(pool.ule(total, constant(folio.most - offset)), under: loop.outside) {
        return "its number of iterations has no bound"
      }
      if !isCount(total, generic) { return "its number of iterations is not what it seems" }
    case .search:
      if !isBounded(generic) { return "no bound of its number of iterations is known" }
    }
    return nil
  }

  /// A count that was handed in needs no proof; the loop is then entered that often by definition.
  func isCount(_ total: Term, _ generic: Generic) -> Bool {
    loop.rounds != nil || isNumberOfRounds(total, generic.iteration)
  }

  /// Gives up guesses that the iteration does not confirm.
  func weaken(by generic: Generic) -> Bool {
    var isWeaker = false
    let goesOn = generic.iteration.goesOn
    for (position, change) in carried.enumerated() {
      guard let before = loop.initial[position].term, let header = generic.values[position].term,
        let after = generic.iteration.carried[position].term
      else { continue }
      if !confirms(
        change, of: .carried(position), before, firstValue(of: position), header, after, generic)
      {
        carried[position] = orChosen(
          weaker(change, of: .carried(position), header, after, goesOn), .carried(position))
        isWeaker = true
      }
      if first.carried[position].term.map({ executor.dependsOnUninitialised($0, first.goesOn) }) == true
        || executor.dependsOnUninitialised(after, goesOn)
      {
        if uninitialisedCarried.insert(position).inserted { isWeaker = true }
      }
    }
    for (position, cell) in cells.enumerated() {
      let before = cell.change.isNone ? generic.cellValues[position] : value(of: cell.access, in: start)
      let after = executor.content(of: cell.access)
      if !confirms(
        cell.change, of: .cell(cell.access), before, firstValue(of: cell.access),
        generic.cellValues[position], after, generic)
      {
        cells[position].change = orChosen(
          weaker(cell.change, of: .cell(cell.access), generic.cellValues[position], after, goesOn),
          .cell(cell.access))
        isWeaker = true
      }
      if executor.dependsOnUninitialised(after, goesOn), uninitialisedCells.insert(cell.access).inserted {
        isWeaker = true
      }
    }
    return isWeaker
  }

  /// - Parameters:
  ///   - header: what the iteration started with, under the guess that it did not confirm.
  ///   - after: what it ends with.
  func weaker(
    _ change: Change, of guessed: Guessed, _ header: Term, _ after: Term, _ goesOn: Term
  ) -> Change {
    let known = pool.assumingTrue(after, pool.literals(goesOn))
    if case .unknown = change { return .unknown }
    if case .counts = change { return offset == 0 ? orLater(.unknown) : .unknown }
    if case .stepsLater(let step) = change {
      // Only the guess that it does not grow has been tried.
      guard pool.asConstant(step) == 0, let other = stepLater(from: header, to: known, goesOn),
        pool.asConstant(other) != 0
      else { return .unknown }
      return .stepsLater(other)
    }
    let seen = flags(from: header, to: known, goesOn)
    func other() -> Change {
      mayBeCount(guessed) && isCount(from: header, to: known, goesOn)
        ? .counts : offset == 0 ? orLater(.unknown) : .unknown
    }
    guard case .flags(let bits) = seen else { return other() }
    switch change {
    case .none, .steps, .stepsLater: return seen
    case .counts, .unknown: return .unknown
    case .flags(let known):
      // Bits that the first iteration does not change, or else a value that is more than its bits: a counter would
      // show its next bit each time.
      let all = Set(known).union(bits)
      let places = Set(all.map(\.place))
      growths[guessed, default: 0] += 1
      return all.count > known.count && all.count == places.count && all.count <= Self.mostFlags
        && growths[guessed, default: 0] <= 2
        ? .flags(all.sorted { $0.place < $1.place }) : other()
    }
  }

  /// Does the iteration lead from what the guess says (`header`) to what it says of the next?
  ///
  /// - Parameters:
  ///   - before: the value before the loop.
  ///   - once: after the first iteration.
  func confirms(
    _ change: Change, of guessed: Guessed, _ before: Term, _ once: Term, _ header: Term, _ after: Term,
    _ generic: Generic
  ) -> Bool {
    let goesOn = generic.iteration.goesOn
    let after = pool.assumingTrue(after, pool.literals(goesOn))
    switch change {
    case .none: return executor.holds(pool.eq(after, before), under: goesOn)
    case .steps(let step):
      let next = moved(before, by: step, times: pool.add(number, constant(1)))
      return executor.holds(pool.eq(after, next), under: goesOn)
    case .stepsLater(let step):
      return executor.holds(pool.eq(after, moved(once, by: step, times: number)), under: goesOn)
    case .flags:
      guard let flags = generic.own.flags[guessed] else { return false }
      // What the guess says of the next one: what was there at first, and changed by any iteration. That an iteration
      // keeps what was at first is part of what has to be shown.
      let atFirst = pool.substitute(header, flags.allUnchanged(pool))
      let changed = Flags(
        bits: flags.bits,
        variables: flags.bits.indices.map { pool.or(changes(after, flags, $0), flags.variables[$0]) })
      return executor.holds(pool.eq(after, word(atFirst, changed: changed)), under: goesOn)
    case .counts:
      guard let count = generic.own.counts[guessed] else { return false }
      // One more or as many, and which of the two does not depend on how many there were.
      let isOneMore = pool.zext(counts(header, after, count), to: pool.width(after))
      return executor.holds(pool.eq(after, pool.add(header, isOneMore)), under: goesOn)
    case .unknown: return true
    }
  }
}

extension Change {
  var isNone: Bool {
    if case .none = self { return true }
    return false
  }

  var isSteps: Bool {
    switch self {
    case .steps, .stepsLater: true
    case .none, .flags, .counts, .unknown: false
    }
  }
}
