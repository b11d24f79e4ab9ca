import Bitcode
import Terms

/// Unrolling with exit indices.
///
/// Iteration j of a loop runs under `G and not exited before j`. Written out, that is a conjunction of j
/// data-dependent conditions, and every later guard carries it along. Instead the loop gets one fresh
/// variable x, its *exit index*, with the definition, for each j,
///
///     x >= j + 1   iff   G and x >= j and iteration j goes on
///
/// so that iteration j runs under `G and x >= j`, what follows the loop sees only x, and two loops over
/// the same batch end up with the same guards. The definition is an assumption, but not one about the
/// world: in every world exactly one value of x (up to the unrolling bound) satisfies it, zero where the
/// loop is not entered. Where x >= 1, then, G holds, and what an iteration says needs no mention of G:
/// short assumptions make cheap slices.
///
/// A loop whose going-on condition is an interval literal already (`j < nr`, with nr = 1 + x of an
/// earlier loop) needs no variable of its own.
extension Executor {
  /// What left the loop in one iteration, by target block.
  private struct Leaving {
    var guarded: Term
    var values: [Value]
    let iteration: Int
  }

  /// The exit index of a loop: `variable - origin` is the iteration it counts.
  private struct ExitIndex {
    let variable: Term
    let origin: Int
  }

  func executeLoop(_ number: Int, _ activation: Activation) throws {
    if isExecutedByPosition(number, activation) {
      try executeByPosition(number, activation)
      return
    }
    let loop = activation.function.controlFlow.loops[number]
    guard let entries = activation.pending[loop.header], !entries.isEmpty else { return }
    let outside = entryGuard(of: loop.header, entries, activation)
    guard outside != pool.false else {
      activation.pending[loop.header] = nil
      return
    }
    var entry = combine(entries, under: outside)
    let wasInRest = isInRest
    defer { isInRest = wasInRest }
    if folio != nil {
      switch try executeSummarised(number, activation, entry, outside) {
      case .left: return
      case .untouched(let reason):
        // Executed for all orders, chunk by chunk and page by page, it would take minutes and prove nothing.
        if let reason, isInUnit,
          activation.function.controlFlow.loops.contains(where: { $0.parent == number })
        {
          throw ExecutionError.noSummary(
            "no summary of the loop in \(activation.function.name)(), which has a loop inside: \(reason)")
        }
      case .begun(let carried):
        entry = Edge(from: entry.from, to: loop.header, guarded: outside, values: carried)
        isInRest = true
      }
    }
    activation.pending[loop.header] = [entry]
    let targets = Set(loop.exits.map(\.to))
    var current = outside
    var index: ExitIndex?
    var leaving: [Int: [Leaving]] = [:]
    var iteration = 0
    while true {
      let frame = LoopFrame(number)
      activation.loopStack.append(frame)
      do {
        defer { activation.loopStack.removeLast() }
        try executeIteration(number, activation, guarded: current)
      }
      var next = join(frame.back.map(\.guarded))
      if next != pool.false, isInUnit, isInfeasible(next) { next = pool.false }
      if next != pool.false, iteration + 1 >= settings.loopBound {
        if try isCertainlyInfeasible(next) {
          next = pool.false
        } else {
          // Worlds in which the loop goes on are left out from here; nothing can be proved any more, but
          // what is refuted in the worlds that remain is refuted.
          loopsCutOff += 1
          functionsCutOff.insert("\(activation.function.name)()")
          assume(pool.not(next))
          next = pool.false
        }
      }
      // Where one page is executed for all, most loops over pages go round once; the variable can wait.
      let mayBeShort = generic.isExecuting && iteration == 0
      if next != pool.false, index == nil, !mayBeShort, !isInterval(relative(next, to: current)) {
        index = ExitIndex(
          variable: fresh(
            "exit of \(activation.function.name)()", width: 32,
            range: 0...UInt64(settings.loopBound)), origin: iteration)
        if let index {
          exitIndices.append(index.variable)
          let entered = reaches(index, iteration + 1)
          for literal in pool.literals(current) { assume(pool.implies(entered, literal)) }
        }
      }
      if let index { samples.follow(index.variable, current, next, iteration + 1 - index.origin) }
      var goesOn = next
      if let index, next != pool.false {
        let literal = reaches(index, iteration + 1)
        define(literal, relative(next, to: current), under: current)
        goesOn = pool.and(current, literal)
      } else if let index {
        // The last iteration: it does not go on.
        assume(pool.not(reaches(index, iteration + 1)))
      }
      let stops = index.map { pool.not(reaches($0, iteration + 1)) }
      for (target, edges) in Dictionary(grouping: frame.exits, by: \.to) {
        var guarded: Term
        if targets.count == 1, let stops {
          guarded = pool.and(current, stops)
        } else {
          guarded = join(edges.map(\.guarded))
          if let stops { guarded = pool.and(guarded, stops) }
        }
        guard guarded != pool.false else { continue }
        leaving[target, default: []].append(
          Leaving(guarded: guarded, values: combine(edges, under: guarded).values, iteration: iteration))
      }
      if goesOn == pool.false { break }
      let back = combine(frame.back, under: next)
      activation.pending[loop.header] = [
        Edge(from: back.from, to: loop.header, guarded: goesOn, values: back.values)
      ]
      current = goesOn
      iteration += 1
    }
    for (target, exits) in leaving.sorted(by: { $0.key < $1.key }) {
      let guarded = exitGuard(of: target, leaving, outside)
      let values = mergeExits(exits, under: outside, index: index)
      route(Edge(from: loop.header, to: target, guarded: guarded, values: values), activation)
    }
  }

  /// How far a summary has executed a loop.
  private enum Summarised {
    /// It has been left.
    case left
    /// Some iterations have been done: what the next one starts with.
    case begun([Value])
    /// There is no summary, perhaps for a reason, and nothing has been done.
    case untouched(String?)
  }

  private func executeSummarised(
    _ number: Int, _ activation: Activation, _ entry: Edge, _ outside: Term
  ) throws -> Summarised {
    let loop = activation.function.controlFlow.loops[number]
    let body = LoopBody(
      name: "\(activation.function.name)()", outside: outside, initial: entry.values
    ) { carried, guarded, _ in
      activation.pending[loop.header] = [
        Edge(from: entry.from, to: loop.header, guarded: guarded, values: carried)
      ]
      let frame = LoopFrame(number)
      activation.loopStack.append(frame)
      defer { activation.loopStack.removeLast() }
      try self.executeIteration(number, activation, guarded: guarded)
      let goesOn = self.withoutExits(self.join(frame.back.map(\.guarded)), frame.exits, guarded)
      return Iteration(
        goesOn: goesOn,
        carried: frame.back.isEmpty ? carried : self.combine(frame.back, under: goesOn).values,
        exits: frame.exits)
    }
    switch try summarise(body) {
    case .once(let iteration):
      for (target, edges) in Dictionary(grouping: iteration.exits, by: \.to).sorted(by: { $0.key < $1.key }) {
        let guarded = Set(iteration.exits.map(\.to)).count == 1 ? outside : join(edges.map(\.guarded))
        let combined = combine(edges, under: guarded)
        route(Edge(from: loop.header, to: target, guarded: guarded, values: combined.values), activation)
      }
      return .left
    case .begun(let carried): return .begun(carried)
    case .summarised(let exits):
      summarisedLoops.insert(body.name)
      for exit in exits {
        route(Edge(from: loop.header, to: exit.to, guarded: exit.guarded, values: exit.values), activation)
      }
      return .left
    case .impossible(let reason):
      if let reason { unrolledLoops[body.name] = reason }
      return .untouched(reason)
    }
  }

  /// Where an iteration goes on and does not leave the loop.
  ///
  /// A way out that never returns (BUG()) is not in the guards behind it, for they are those of a block that
  /// control passes on every way that returns.
  private func withoutExits(_ back: Term, _ exits: [Edge], _ guarded: Term) -> Term {
    var goesOn = back
    for exit in exits {
      let both = pool.and(goesOn, exit.guarded)
      guard both != pool.false, !isInfeasible(both) else { continue }
      goesOn = pool.and(goesOn, pool.not(relative(exit.guarded, to: guarded)))
    }
    return goesOn
  }

  private func executeIteration(_ number: Int, _ activation: Activation, guarded: Term) throws {
    let flow = activation.function.controlFlow
    for block in flow.reversePostorder where flow.loops[number].blocks.contains(block) {
      let inner = flow.innermostLoop[block]
      if inner == number {
        try executeBlock(block, activation)
      } else if let inner, flow.loops[inner].header == block, flow.loops[inner].parent == number {
        try executeLoop(inner, activation)
      }
    }
  }

  func combine(_ edges: [Edge], under context: Term) -> Edge {
    if edges.count == 1 { return edges[0] }
    var combined = edges[0]
    combined.guarded = context
    combined.values = edges[0].values.indices.map { position in
      merge(edges.map { ($0.guarded, $0.values[position]) }, under: context) ?? edges[0].values[position]
    }
    return combined
  }

  private func reaches(_ index: ExitIndex, _ iteration: Int) -> Term {
    pool.uge(index.variable, pool.constant(UInt64(iteration - index.origin), width: 32))
  }

  /// `literal iff context and condition`, one assumption for each conjunct, so that a proof about one page need not
  /// carry the conjuncts that are about others.
  private func define(_ literal: Term, _ condition: Term, under context: Term) {
    for conjunct in pool.literals(condition) { assume(pool.implies(literal, conjunct)) }
    assume(pool.implies(pool.and(context, condition), literal))
  }

  /// Asked with all assumptions: this decides whether a proof is possible, so it is worth the time.
  private func isCertainlyInfeasible(_ condition: Term) throws -> Bool {
    if case .unsatisfiable = try prover.satisfiable(condition, label: "loop bound", limit: questionLimit) {
      return true
    }
    return false
  }

  // MARK: Interval literals

  /// `x < c` or `x >= c` for one term x: small already.
  func isInterval(_ condition: Term) -> Bool {
    condition == pool.true || interval(condition) != nil
  }

  /// The term and constant of `x < c` (isLower false) or `x >= c` (isLower true).
  private func interval(_ condition: Term) -> (subject: Term, constant: UInt64, isLower: Bool)? {
    var test = condition
    var isLower = false
    if let inner = pool.asNot(test) {
      test = inner
      isLower = true
    }
    guard let (a, b) = pool.asBelow(test), let constant = pool.asConstant(b) else { return nil }
    return (a, constant, isLower)
  }

  /// `x == c`, also in the forms that it takes at an end of x's range.
  private func selector(_ condition: Term) -> (subject: Term, constant: UInt64)? {
    if let (a, b) = pool.asEqual(condition) {
      if let constant = pool.asConstant(b) { return (a, constant) }
      if let constant = pool.asConstant(a) { return (b, constant) }
    }
    if let (subject, constant, isLower) = interval(condition) {
      let range = pool.range(subject)
      if !isLower, constant == range.lowerBound + 1 { return (subject, range.lowerBound) }
      if isLower, constant == range.upperBound { return (subject, constant) }
    }
    return nil
  }

  // MARK: After the loop

  /// The path condition with which control arrives at `target`.
  private func exitGuard(of target: Int, _ leaving: [Int: [Leaving]], _ outside: Term) -> Term {
    guard let exits = leaving[target] else { return pool.false }
    if leaving.count == 1 { return outside }
    if let closed = closedGuard(exits, outside) { return pool.and(outside, closed) }
    if leaving.count == 2, let other = leaving.first(where: { $0.key != target }),
      let closed = closedGuard(other.value, outside)
    {
      return pool.and(outside, pool.not(closed))
    }
    return join(exits.map(\.guarded))
  }

  /// `or over j of (x == j and y < j + c)` is `y < x + c` (x is the exit index, and has one value); the
  /// same for `>=` and `==`. Only if every iteration that can be left this way fits.
  private func closedGuard(_ exits: [Leaving], _ outside: Term) -> Term? {
    guard exits.count > 2 else { return nil }
    var shape: (x: Term, y: Term, isLower: Bool?, shift: Int64)?
    for exit in exits {
      let literals = pool.literals(relative(exit.guarded, to: outside))
      guard literals.count == 2 else { return nil }
      var found: (x: Term, y: Term, isLower: Bool?, shift: Int64)?
      for (first, second) in [(literals[0], literals[1]), (literals[1], literals[0])] {
        guard let (x, at) = selector(first) else { continue }
        if let shape, shape.x != x { continue }
        if let (y, constant, isLower) = interval(second), y != x {
          found = (x, y, isLower, Int64(bitPattern: constant) - Int64(bitPattern: at))
        } else if let (y, constant) = selector(second), y != x {
          found = (x, y, nil, Int64(bitPattern: constant) - Int64(bitPattern: at))
        }
        if let found, let shape, found.y == shape.y, found.isLower == shape.isLower,
          found.shift == shape.shift
        {
          break
        }
      }
      guard let found else { return nil }
      if let shape {
        guard shape.x == found.x, shape.y == found.y, shape.isLower == found.isLower,
          shape.shift == found.shift
        else { return nil }
      }
      shape = found
    }
    guard let shape, let width = commonWidth(shape.x, shape.y) else { return nil }
    let shifted = pool.add(
      pool.zext(shape.x, to: width), pool.constant(UInt64(bitPattern: shape.shift), width: width))
    let y = pool.zext(shape.y, to: width)
    switch shape.isLower {
    case nil: return pool.eq(y, shifted)
    case false?: return pool.ult(y, shifted)
    case true?: return pool.uge(y, shifted)
    }
  }

  private func commonWidth(_ a: Term, _ b: Term) -> Int? {
    // One bit more than both, so that the shift cannot wrap.
    let width = max(pool.width(a), pool.width(b))
    return width < 64
      ? 64 : (pool.range(a).upperBound < 1 << 62 && pool.range(b).upperBound < 1 << 62 ? 64 : nil)
  }

  /// The values of the phis behind the loop, each in closed form if it has one.
  private func mergeExits(_ exits: [Leaving], under outside: Term, index: ExitIndex?) -> [Value] {
    guard let first = exits.first else { return [] }
    if exits.count == 1 { return first.values }
    let selectors = exits.map { exit -> (subject: Term, constant: UInt64)? in
      let rest = relative(exit.guarded, to: outside)
      for literal in pool.literals(rest) {
        if let found = selector(literal), index == nil || found.subject == index?.variable { return found }
      }
      return nil
    }
    return first.values.indices.map { position in
      let values = exits.map { $0.values[position] }
      let terms = values.compactMap(\.term)
      if terms.count == values.count {
        if terms.dropFirst().allSatisfy({ $0 == terms[0] }) { return values[0] }
        if let closed = closedForm(terms, selectors) { return .term(closed) }
      }
      return merge(exits.map { ($0.guarded, $0.values[position]) }, under: outside) ?? values[0]
    }
  }

  /// v + d * (x - x0) if the value grows by the same d with each step of the selector x.
  private func closedForm(_ values: [Term], _ selectors: [(subject: Term, constant: UInt64)?]) -> Term? {
    guard values.count > 1, let origin = selectors[0] else { return nil }
    let width = pool.width(values[0])
    guard let second = selectors[1], second.constant &- origin.constant == 1,
      let step = pool.asConstant(pool.sub(values[1], values[0]))
    else { return nil }
    for (value, selector) in zip(values, selectors) {
      guard let selector, selector.subject == origin.subject else { return nil }
      let distance = selector.constant &- origin.constant
      let expected = pool.add(values[0], pool.constant(step &* distance, width: width))
      guard value == expected else { return nil }
    }
    let subject =
      pool.width(origin.subject) <= width
      ? pool.zext(origin.subject, to: width) : pool.trunc(origin.subject, to: width)
    let distance = pool.sub(subject, pool.constant(origin.constant, width: width))
    return pool.add(values[0], pool.mul(distance, pool.constant(step, width: width)))
  }
}
