import Bitcode
import Terms

/// Loops that go on by steps of different lengths, executed position by position.
///
/// copy_pte_range() goes on by as many PTEs as a step has copied, stops where memory is wanted, and begins again
/// where it stopped. Unrolled by iterations, each would run at an unknown place. So its loops are cut at their
/// *points*, which are their headers and what they leave to; an edge to a point is split by the place that it brings
/// (its *position*), which is concrete then, and what arrives at one point and position goes on from there as one.
/// So is what has passed the *gate* of an iteration, which may leave the loop before it has done anything and come back.
///
/// There is no order that this must be done in: the path conditions of what waits exclude each other, so a world
/// waits at one place at any time, and its path goes on where it waits. The least position first merges most, and a gate
/// when nothing else of its position waits, which may come to it yet.
extension Executor {
  /// Where a path is: at a block, and how far from where the loop was entered.
  private struct Point: Hashable {
    let block: Int
    let position: Int64
  }

  func isExecutedByPosition(_ number: Int, _ activation: Activation) -> Bool {
    positions[specName(of: activation.function)] != nil
      && activation.function.controlFlow.loops[number].parent == nil
  }

  /// The name by which a spec knows a function.
  func specName(of function: Function) -> String {
    let prefix = settings.codePrefix
    return !prefix.isEmpty && function.name.hasPrefix(prefix)
      ? String(function.name.dropFirst(prefix.count)) : function.name
  }

  func executeByPosition(_ number: Int, _ activation: Activation) throws {
    let flow = activation.function.controlFlow
    let loop = flow.loops[number]
    guard let entries = activation.pending.removeValue(forKey: loop.header), !entries.isEmpty else { return }
    let outside = entryGuard(of: loop.header, entries, activation)
    guard outside != pool.false else { return }
    let entry = combine(entries, under: outside)
    let bases = entry.values.compactMap(\.term).filter { pool.width($0) == 64 && pool.asConstant($0) == nil }
    let gates = gates(of: number, flow)
    let frame = LoopFrame(number, points: points(of: loop, flow).union(gates))
    let headers = stepHeaders(of: number, activation)
    let blocks = flow.reversePostorder.filter(loop.blocks.contains)
    let rank = Dictionary(
      uniqueKeysWithValues: blocks.enumerated().map { ($1, gates.contains($1) ? blocks.count + $0 : $0) })
    var waiting: [Point: [StepArrival]] = [
      Point(block: loop.header, position: 0): [
        StepArrival(
          edge: Edge(from: entry.from, to: loop.header, guarded: outside, values: entry.values),
          registers: activation.registers)
      ]
    ]
    var visits: [Point: Int] = [:]
    while let point = waiting.keys.min(by: {
      ($0.position, rank[$0.block] ?? 0) < ($1.position, rank[$1.block] ?? 0)
    }), let arrivals = waiting.removeValue(forKey: point) {
      visits[point, default: 0] += 1
      let guarded = join(arrivals.map(\.edge.guarded))
      let most = positions[specName(of: activation.function), default: .max]
      // At the end of the range there is no step to begin.
      let isBehind = point.position == most && headers.contains(point.block) && stepMode.isStep
      if point.position < 0 || point.position > most || isBehind {
        leave(guarded, point, activation)
        continue
      }
      if visits[point, default: 0] > settings.loopBound {
        try cutOff(guarded, activation)
        continue
      }
      var start = meeting(arrivals, activation)
      if headers.contains(point.block) {
        guard let next = try goesOn(start, at: point.block, point.position, activation) else { continue }
        start = next
      }
      try execute(start, from: point, blocks, frame, activation)
      for edge in frame.arrivals {
        if gates.contains(edge.to) {
          waiting[Point(block: edge.to, position: point.position), default: []].append(
            StepArrival(edge: edge, registers: activation.registers))
          continue
        }
        for (part, position) in split(edge, bases, from: point.position) {
          waiting[Point(block: edge.to, position: position), default: []].append(
            StepArrival(edge: part, registers: activation.registers))
        }
      }
    }
    if stepMode.isWhole {
      for block in loop.blocks { activation.blockGuards[block] = nil }
    } else {
      // What comes behind the loop is not for the paths that ended in it.
      activation.blockGuards.removeAll()
    }
    for edge in frame.exits { route(edge, activation) }
  }

  /// The headers at which a step begins and ends: of the loops inside that carry addresses, or of the loop itself.
  private func stepHeaders(of number: Int, _ activation: Activation) -> Set<Int> {
    let flow = activation.function.controlFlow
    let inner = flow.loops.filter { loop in
      loop.parent == number
        && activation.function.blocks[loop.header].phis.contains { width(of: $0.type) == 64 }
    }
    return inner.isEmpty ? [flow.loops[number].header] : Set(inner.map(\.header))
  }

  private func points(of loop: Loop, _ flow: ControlFlow) -> Set<Int> {
    var points: Set<Int> = [loop.header]
    for inner in flow.loops where loop.blocks.contains(inner.header) {
      points.insert(inner.header)
      points.formUnion(inner.exits.map(\.to).filter(loop.blocks.contains))
    }
    return points
  }

  /// The first block of each loop inside that all of its iterations pass, where some have left before: copy_pte_range()
  /// gives way there to other tasks, and begins again where it was.
  private func gates(of number: Int, _ flow: ControlFlow) -> Set<Int> {
    let gates = flow.loops.filter { $0.parent == number }.compactMap { loop in
      flow.reversePostorder.first { block in
        block != loop.header && loop.blocks.contains(block) && !loop.latches.contains(block)
          && flow.predecessors[block].count > 1
          && loop.latches.allSatisfy { flow.dominates(block, $0) }
          && loop.exits.contains { !flow.dominates(block, $0.from) }
      }
    }
    return Set(gates)
  }

  /// Executes what lies between one point and the next ones.
  private func execute(
    _ start: StepArrival, from point: Point, _ blocks: [Int], _ frame: LoopFrame, _ activation: Activation
  ) throws {
    for block in blocks { activation.blockGuards[block] = nil }
    activation.registers = start.registers
    activation.pending[point.block] = [start.edge]
    frame.arrivals = []
    activation.loopStack.append(frame)
    defer { activation.loopStack.removeLast() }
    for block in blocks { try executeBlock(block, activation) }
  }

  /// A loop that goes on outside its range is not followed there.
  private func leave(_ guarded: Term, _ point: Point, _ activation: Activation) {
    if isInfeasible(guarded) { return }
    let block = activation.function.blocks[point.block]
    oblige(
      .access, guarded,
      "\(activation.function.name)() goes on \(point.position) bytes from where it began, outside its range",
      at: location(block.instructions.first?.location ?? block.terminatorLocation))
    hasStrayed = true
    lostPaths = pool.or(lostPaths, guarded)
  }

  /// Worlds that wait at a place for the so-manieth time are not followed: nothing can be proved any more.
  private func cutOff(_ guarded: Term, _ activation: Activation) throws {
    if isInfeasible(guarded) { return }
    if case .unsatisfiable = try prover.satisfiable(guarded, label: "loop bound", limit: questionLimit) {
      return
    }
    loopsCutOff += 1
    functionsCutOff.insert("\(activation.function.name)()")
    lostPaths = pool.or(lostPaths, guarded)
  }

  // MARK: Meeting

  /// Paths that arrive at one place, as one path: its condition is a variable, defined by theirs.
  private func meeting(_ arrivals: [StepArrival], _ activation: Activation) -> StepArrival {
    let first = arrivals[0]
    let guarded = join(arrivals.map(\.edge.guarded))
    let here = named(guarded, "a position of \(activation.function.name)()")
    var edge = Edge(from: first.edge.from, to: first.edge.to, guarded: here, values: first.edge.values)
    guard arrivals.count > 1 else { return StepArrival(edge: edge, registers: first.registers) }
    let conditions = arrivals.map { relative($0.edge.guarded, to: guarded) }
    func merged(_ values: [Value]) -> Value {
      var result = values[values.count - 1]
      for (condition, value) in zip(conditions, values).dropLast().reversed() {
        result = choose(condition, value, result)
      }
      return result
    }
    edge.values = first.edge.values.indices.map { position in
      merged(arrivals.map { $0.edge.values[position] })
    }
    let registers = first.registers.indices.map { number -> Value? in
      // A register that some path has not set is none that is used from here on.
      let values = arrivals.compactMap { $0.registers[number] }
      guard values.count == arrivals.count else { return values.first }
      return merged(values)
    }
    return StepArrival(edge: edge, registers: registers)
  }

  /// A variable that is true just where a condition is: in every world it has one value, so that this says nothing
  /// about the world.
  public func named(_ condition: Term, _ name: String) -> Term {
    let literals = pool.literals(condition)
    guard literals.count > 1 || literals.contains(where: { pool.variableInfo($0) == nil }) else {
      return condition
    }
    let variable = fresh(name, width: 1)
    samples.define(variable, as: condition)
    for literal in literals { assume(pool.implies(variable, literal)) }
    assume(pool.implies(condition, variable))
    return variable
  }

  // MARK: Positions

  /// An edge for each position that it may bring, with its values as they are there.
  private func split(_ edge: Edge, _ bases: [Term], from origin: Int64) -> [(Edge, Int64)] {
    if edge.guarded == pool.false || isInfeasible(edge.guarded) { return [] }
    let values = edge.values.compactMap(\.term).filter { pool.width($0) == 64 }
    for value in values {
      for base in bases {
        if let distance = pool.asConstant(pool.sub(value, base)) {
          return [(edge, Int64(bitPattern: distance))]
        }
      }
    }
    guard let distance = symbolicDistance(values, bases, edge.guarded) else { return [(edge, origin)] }
    var rest = edge.guarded
    var parts: [(Edge, Int64)] = []
    while parts.count <= settings.loopBound, let world = sampleWorld(where: rest) {
      let here = world.value(of: distance)
      let literal = pool.eq(distance, pool.constant(here, width: 64))
      let guarded = pool.and(edge.guarded, literal)
      let part = Edge(
        from: edge.from, to: edge.to, guarded: guarded,
        values: valuesThere(edge, distance, guarded, world))
      parts.append((part, Int64(bitPattern: here)))
      rest = pool.and(rest, pool.not(literal))
      if rest == pool.false { break }
    }
    if rest != pool.false, !isInfeasible(rest) {
      var whole = edge
      whole.guarded = rest
      parts.append((whole, origin))
    }
    return parts
  }

  /// How far an edge's place is from where the loop was entered: the one of its values that is near that place.
  private func symbolicDistance(_ values: [Term], _ bases: [Term], _ guarded: Term) -> Term? {
    guard let world = sampleWorld(where: guarded) else { return nil }
    for value in values where pool.asConstant(value) == nil {
      for base in bases {
        let distance = pool.sub(value, base)
        if Int64(bitPattern: world.value(of: distance)).magnitude <= 1 << 20 { return distance }
      }
    }
    return nil
  }

  /// The values of an edge where its distance is known: with that of the step in the place of the step.
  private func valuesThere(
    _ edge: Edge, _ distance: Term, _ guarded: Term, _ world: Evaluator
  ) -> [Value] {
    var known: [Term: Term] = [:]
    for (atom, _) in pool.linear(distance).terms {
      let step = pool.asWidened(atom)?.0 ?? atom
      let value = pool.constant(world.value(of: step), width: pool.width(step))
      if proved(step, toBe: value, under: guarded) { known[step] = value }
    }
    return edge.values.map { value in
      guard case .term(let term) = value else { return value }
      let simple = pool.substitute(term, known)
      return .term(pool.width(simple) == 64 ? canonicalPointer(simple, guarded) : simple)
    }
  }
}
