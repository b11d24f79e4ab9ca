import Terms

/// What an iteration starts with, guessed from what the first one did.
extension LoopSummariser {
  func guessCarried() {
    carried = zip(loop.initial, first.carried).enumerated().map { position, values in
      guard let before = values.0.term, let after = values.1.term else { return .unknown }
      if before == after { return .none }
      return guess(
        .carried(position), from: before, to: pool.assumingTrue(after, pool.literals(first.goesOn)))
    }
  }

  /// How each fixed cell has changed in the first iteration, where the loop goes on.
  func guessCells(_ log: AccessLog, after: Executor.Snapshot) {
    for (access, _) in log.writes where !cells.contains(where: { $0.access == access }) {
      cells.append((access, change(of: access, after)))
    }
  }

  func change(of access: Access, _ after: Executor.Snapshot) -> Change {
    let before = value(of: access, in: start)
    let now = pool.assumingTrue(value(of: access, in: after), pool.literals(first.goesOn))
    if before == now { return .none }
    // A local of the first iteration's own: no other one has it.
    if executor.space[access.object].isLocal, access.object.rawValue >= objectsAtStart {
      return orLater(.unknown)
    }
    return guess(.cell(access), from: before, to: now)
  }

  private func guess(_ guessed: Guessed, from before: Term, to after: Term) -> Change {
    // A truth value that may be another one now is no sum.
    let isTruth = pool.range(before).upperBound <= 1 && pool.range(after).upperBound <= 1
    if let step = step(from: before, to: after), !isTruth || pool.asConstant(step) != nil {
      return .steps(step)
    }
    if !isTruth { chosen[guessed] = chosenStep(from: before, to: after, under: [], depth: 6) }
    return orLater(flags(from: before, to: after, first.goesOn))
  }

  /// What the first iteration makes of it may stay.
  func orLater(_ change: Change) -> Change {
    guard case .unknown = change, loop.offset ?? 0 == 0 else { return change }
    return .stepsLater(pool.constant(0, width: 1))
  }

  /// The last guess, where the others are not confirmed: a step that a choice decides.
  func orChosen(_ change: Change, _ guessed: Guessed) -> Change {
    guard case .unknown = change, let step = chosen.removeValue(forKey: guessed) else { return change }
    return .steps(step)
  }

  /// Behind the first page there is nothing that the first iteration has done.
  func giveUpLaterSteps() {
    func given(_ change: Change, _ guessed: Guessed) -> Change {
      if case .stepsLater = change { return orChosen(.unknown, guessed) }
      return change
    }
    carried = carried.enumerated().map { given($1, .carried($0)) }
    cells = cells.map { ($0.access, given($0.change, .cell($0.access))) }
  }

  /// By how much a value grows from the second iteration to the third, if by a constant.
  func stepLater(from header: Term, to after: Term, _ goesOn: Term) -> Term? {
    let second = pool.and(goesOn, pool.eq(number, constant(1)))
    let step = pool.sub(after, header)
    guard second != pool.false, let world = executor.sampleWorld(where: second) else { return nil }
    return pool.constant(world.value(of: step), width: pool.width(step))
  }

  /// By how much a value has grown, if that does not depend on the value.
  func step(from before: Term, to after: Term) -> Term? {
    if let step = plainStep(from: before, to: after, depth: 4) { return step }
    let step = pool.sub(after, before)
    // By how much in some world? Then perhaps in all.
    guard let world = executor.sampleWorld(where: first.goesOn) else { return nil }
    let guess = pool.constant(world.value(of: step), width: pool.width(step))
    return executor.holds(pool.eq(after, pool.add(before, guess)), under: first.goesOn) ? guess : nil
  }

  /// The same where a choice decides that the value itself depends on, too: a slot that is free counts from -1 on, and
  /// one that is taken from what it has counted. Each side of the choice has a number of its own.
  private func chosenStep(from before: Term, to after: Term, under choices: [Term], depth: Int) -> Term? {
    let step = pool.sub(pool.assumingTrue(after, choices), pool.assumingTrue(before, choices))
    if pool.asConstant(step) != nil { return step }
    guard let (condition, yes, no) = pool.asIte(pool.assumingTrue(after, choices)) else {
      let here = pool.conjunction([first.goesOn] + choices)
      guard let world = executor.sampleWorld(where: here) else {
        return pool.constant(0, width: pool.width(step))
      }
      let guess = pool.constant(world.value(of: step), width: pool.width(step))
      return executor.holds(pool.eq(step, guess), under: here) ? guess : nil
    }
    guard depth > 0,
      let a = chosenStep(from: before, to: yes, under: choices + [condition], depth: depth - 1),
      let b = chosenStep(from: before, to: no, under: choices + [pool.not(condition)], depth: depth - 1)
    else { return nil }
    return pool.ite(condition, a, b)
  }

  /// The same where it shows in the term: a constant, or one for each side of a condition.
  func plainStep(from before: Term, to after: Term, depth: Int) -> Term? {
    let step = pool.sub(after, before)
    if pool.asConstant(step) != nil { return step }
    if pool.variables(of: step).intersection(pool.variables(of: before)).isEmpty { return step }
    guard depth > 0, let (condition, yes, no) = pool.asIte(after),
      pool.variables(of: condition).intersection(pool.variables(of: before)).isEmpty,
      let a = plainStep(from: before, to: yes, depth: depth - 1),
      let b = plainStep(from: before, to: no, depth: depth - 1)
    else { return nil }
    return pool.ite(condition, a, b)
  }

  func value(of access: Access, in state: Executor.Snapshot) -> Term {
    let (memory, locals) = (executor.memory, executor.locals)
    executor.memory = state.memory
    executor.locals = state.locals
    defer {
      executor.memory = memory
      executor.locals = locals
    }
    return executor.content(of: access)
  }
}
