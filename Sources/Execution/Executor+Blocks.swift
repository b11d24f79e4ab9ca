import Bitcode
import Terms

/// Control on its way from one block to another, with the values that the target's phis take.
struct Edge {
  let from: Int
  let to: Int
  var guarded: Term
  var values: [Value]
}

/// One activation of a function.
final class Activation {
  let function: Function
  var registers: [Value?]
  /// Edges that wait for their target block.
  var pending: [Int: [Edge]] = [:]
  /// Edges that left the loop now being unrolled, and edges back to its header; one level a loop.
  var loopStack: [LoopFrame] = []
  var blockGuards: [Int: Term] = [:]
  var returns: [(guarded: Term, value: Value?)] = []
  /// Locals of this activation, by the register of their `alloca` (a loop reuses the same local).
  var allocations: [Int: ObjectID] = [:]

  init(_ function: Function) {
    self.function = function
    registers = Array(repeating: nil, count: function.registerCount)
  }
}

/// What a loop that is being unrolled has collected in the current iteration.
final class LoopFrame {
  let loop: Int
  /// The blocks at which paths are collected, where the loop is executed by position.
  let points: Set<Int>
  var back: [Edge] = []
  var exits: [Edge] = []
  var arrivals: [Edge] = []
  init(_ loop: Int, points: Set<Int> = []) {
    self.loop = loop
    self.points = points
  }
}

extension Executor {
  func execute(_ function: Function, _ arguments: [Value], guarded: Term) throws -> Value? {
    if let why = refusal(of: function) {
      obligeUnmodelled(.call(function: function.name), guarded, why, at: function.location)
      return unknownValue(function.returnType, "result of \(function.name)()")
    }
    callStack.append(function.name)
    defer { callStack.removeLast() }
    functionsExecuted.insert(function.name)
    let activation = Activation(function)
    for (number, argument) in arguments.enumerated() where number < function.parameterWidths.count {
      activation.registers[number] = argument
    }
    activation.pending[0] = [Edge(from: -1, to: 0, guarded: guarded, values: [])]
    try executeRegion(nil, activation)
    lastReturns = activation.returns.map(\.guarded)
    let result = merge(activation.returns, under: guarded)
    if isInUnit, let term = result?.term { return .term(withoutIdleMinimum(term, under: guarded)) }
    return result
  }

  /// Why the body of a function is not executed where it is called; nil: it is.
  private func refusal(of function: Function) -> String? {
    if !function.controlFlow.isReducible {
      return "\(function.name)() has irreducible control flow (a goto into a loop), which cannot be unrolled"
    }
    // A recursion that has come that deep is followed no more, in whatever call it is met again.
    if depth >= Self.deepest {
      recursive.formUnion(Dictionary(grouping: callStack) { $0 }.filter { $0.value.count > 1 }.keys)
      recursive.insert(function.name)
    }
    guard recursive.contains(function.name), depth >= Self.deepest || callStack.contains(function.name) else {
      return nil
    }
    return "\(function.name)() is called recursively, which cannot be unrolled"
  }

  /// How many calls may be inside each other.
  private static let deepest = 200

  /// Runs the blocks whose innermost loop is `loop` (nil: no loop), and the loops inside it whole.
  func executeRegion(_ loop: Int?, _ activation: Activation) throws {
    let flow = activation.function.controlFlow
    for block in flow.reversePostorder {
      let inner = flow.innermostLoop[block]
      if inner == loop {
        try executeBlock(block, activation)
      } else if let inner, flow.loops[inner].header == block, flow.loops[inner].parent == loop {
        try executeLoop(inner, activation)
      }
    }
  }

  /// The guard of a block: that of a dominator which the block post-dominates, or the join of its edges.
  func entryGuard(of block: Int, _ edges: [Edge], _ activation: Activation) -> Term {
    let flow = activation.function.controlFlow
    // Between two points, control may leave for a third one and come to the block from there.
    let isWhole = activation.loopStack.last?.points.isEmpty ?? true
    if isWhole, var dominator = flow.immediateDominator[block] {
      // A dominator inside a loop that does not hold the block ran many times: ask the loop's header.
      while let inside = flow.innermostLoop[dominator], !flow.loops[inside].blocks.contains(block),
        let outer = flow.immediateDominator[flow.loops[inside].header]
      {
        dominator = outer
      }
      if flow.postDominates(block, dominator), let known = activation.blockGuards[dominator] { return known }
    }
    return join(edges.map(\.guarded))
  }

  func executeBlock(_ number: Int, _ activation: Activation) throws {
    guard let edges = activation.pending.removeValue(forKey: number), !edges.isEmpty else { return }
    if shouldStop() { throw ExecutionError.interrupted }
    if let left = timeLeft(), left <= .zero { throw ExecutionError.outOfTime }
    let block = activation.function.blocks[number]
    // A header runs under the guard of its iteration, which its edge carries.
    let isHeader = activation.loopStack.last.map {
      activation.function.controlFlow.loops[$0.loop].header == number || $0.points.contains(number)
    }
    let guarded = isHeader == true ? join(edges.map(\.guarded)) : entryGuard(of: number, edges, activation)
    if guarded == pool.false { return }
    activation.blockGuards[number] = guarded
    cover(block: number, guarded, activation)
    for (position, phi) in block.phis.enumerated() {
      activation.registers[phi.register] = merge(
        edges.map { ($0.guarded, $0.values[position]) }, under: guarded)
    }
    for instruction in block.instructions {
      instructionCount += 1
      costs?.instructions += 1
      try execute(instruction, activation, guarded)
    }
    try execute(block.terminator, of: number, activation, guarded)
  }

  // MARK: Edges

  func take(from: Int, to: Int, guarded: Term, _ activation: Activation) {
    guard guarded != pool.false else { return }
    currentGuard = guarded
    let target = activation.function.blocks[to]
    let values = target.phis.map { phi -> Value in
      guard let incoming = phi.incoming.first(where: { $0.block == from }) else {
        return unknownValue(phi.type, "phi without a value") ?? .term(pool.false)
      }
      return value(incoming.value, type: phi.type, activation, mayBePoison: true)
    }
    route(Edge(from: from, to: to, guarded: guarded, values: values), activation)
  }

  /// Puts an edge where it belongs: into the loop being unrolled, back to its header, or out of it.
  func route(_ edge: Edge, _ activation: Activation) {
    if let frame = activation.loopStack.last {
      let loop = activation.function.controlFlow.loops[frame.loop]
      if frame.points.contains(edge.to) {
        frame.arrivals.append(edge)
        return
      }
      if edge.to == loop.header {
        frame.back.append(edge)
        return
      }
      if !loop.blocks.contains(edge.to) {
        frame.exits.append(edge)
        return
      }
    }
    activation.pending[edge.to, default: []].append(edge)
  }

  // MARK: Joins

  /// The disjunction of path conditions, with what they share taken out in front.
  func join(_ guards: [Term]) -> Term {
    guard let first = guards.first else { return pool.false }
    if guards.count == 1 { return first }
    let literals = guards.map { Set(pool.literals($0)) }
    let shared = literals.dropFirst().reduce(literals[0]) { $0.intersection($1) }
    let rests = literals.map { pool.conjunction($0.subtracting(shared).sorted()) }
    return pool.conjunction(shared.sorted() + [pool.disjunction(rests)])
  }

  /// `guarded` less what `context` already says.
  func relative(_ guarded: Term, to context: Term) -> Term {
    if guarded == context { return pool.true }
    let known = Set(pool.literals(context))
    return pool.conjunction(pool.literals(guarded).filter { !known.contains($0) })
  }

  /// One value out of several, each under its own path condition.
  func merge(_ values: [(guarded: Term, value: Value?)], under context: Term) -> Value? {
    guard var result = values.last?.value else { return nil }
    for (guarded, value) in values.dropLast().reversed() {
      guard let value else { continue }
      result = choose(relative(guarded, to: context), value, result)
    }
    return result
  }

  func choose(_ condition: Term, _ yes: Value, _ no: Value) -> Value {
    switch (yes, no) {
    case (.term(let a), .term(let b)): return .term(pool.ite(condition, a, b))
    case (.aggregate(let a), .aggregate(let b)) where a.count == b.count:
      return .aggregate(zip(a, b).map { choose(condition, $0, $1) })
    case (.term, .aggregate), (.aggregate, .term), (.aggregate, .aggregate):
      // One of them is what an instruction without a meaning gave, so the other is not to be believed either.
      return anything(like: yes, isInitialised: true)
    }
  }

  // MARK: Terminators

  func execute(_ terminator: Terminator, of block: Int, _ activation: Activation, _ guarded: Term) throws {
    let here = location(activation.function.blocks[block].terminatorLocation)
    currentGuard = guarded
    currentPlace = here
    switch terminator {
    case .jump(let target):
      take(from: block, to: target, guarded: guarded, activation)
    case .branch(let condition, let then, let otherwise):
      let test = term(condition, width: 1, activation)
      if then == otherwise {
        take(from: block, to: then, guarded: guarded, activation)
        return
      }
      demandInitialised(test, guarded, "a branch", here)
      let known = pool.assumingTrue(test, pool.literals(guarded))
      let open = [known, pool.not(known)].enumerated().map { side, holds in
        isOpen(block, side, holds, guarded, here, activation)
      }
      // Where no world takes one side, the condition of the other says nothing that the path does not.
      if open[0] {
        let holds = open[1] ? known : pool.true
        take(from: block, to: then, guarded: pool.and(guarded, holds), activation)
      }
      if open[1] {
        let holds = open[0] ? pool.not(known) : pool.true
        take(from: block, to: otherwise, guarded: pool.and(guarded, holds), activation)
      }
    case .switch(let subject, let width, let cases, let otherwise):
      let value = term(subject, width: width, activation)
      demandInitialised(value, guarded, "a switch", here)
      var rest = pool.true
      var side = 1
      for (constant, target) in cases {
        let hit = pool.eq(value, pool.constant(constant, width: width))
        if isOpen(block, side, hit, guarded, here, activation) {
          take(from: block, to: target, guarded: pool.and(guarded, hit), activation)
        }
        rest = pool.and(rest, pool.not(hit))
        side += 1
      }
      if isOpen(block, 0, rest, guarded, here, activation) {
        take(from: block, to: otherwise, guarded: pool.and(guarded, rest), activation)
      }
    case .return(let operand, let type):
      activation.returns.append((guarded, operand.map { value($0, type: type, activation) }))
    case .callBranch(let assembly, _, _, _, _, _):
      obligeUnmodelled(
        .assembly(function: activation.function.name), guarded,
        "asm goto in \(activation.function.name)(): \(summary(of: assembly.template))", at: here)
    case .unreachable:
      // What leads here is an obligation already: `Promise`, or a trap.
      break
    case .unsupported(let text):
      obligeUnmodelled(.instruction, guarded, "unsupported: \(text)", at: here)
    }
  }

  /// May control go to that side of a branch, where `holds` is true?
  private func isOpen(
    _ block: Int, _ side: Int, _ holds: Term, _ guarded: Term, _ here: SourceLocation?,
    _ activation: Activation
  ) -> Bool {
    let next = pool.and(guarded, holds)
    let isOpen =
      next != pool.false
      && (holds == pool.true || !isInUnit || isCompilersChoice(holds)
        || isOpen(next, at: .init(calls: callStack, block: block, side: side)))
    cover(side: side, of: block, next, isOpen: isOpen, activation, here)
    return isOpen
  }

  /// An obligation that `term` does not depend on what an uninitialised local happened to hold.
  func demandInitialised(_ term: Term, _ guarded: Term, _ use: String, _ here: SourceLocation?) {
    let names = uninitialisedVariables(in: term)
    guard !names.isEmpty else { return }
    var other: [Term: Term] = [:]
    for variable in names {
      other[variable] = fresh("other", width: pool.width(variable))
    }
    let differs = pool.ne(term, pool.substitute(term, other))
    let what = names.compactMap { pool.variableInfo($0)?.name }.sorted().joined(separator: ", ")
    oblige(.uninitialised, pool.and(guarded, differs), "\(use) depends on \(what)", at: here)
  }

  /// Whether in the world of `value` something depends on an uninitialised local, against an obligation of that kind. The
  /// world has one value for it, and the obligation another, which may be alike: so some others are tried.
  public func dependsOnUninitialised(_ obligation: Obligation, in value: (Term) -> UInt64?) -> Bool {
    let own = Set(uninitialisedVariables(in: obligation.condition))
    return [nil, 0, 1, UInt64.max].contains { held in
      pool.evaluate(obligation.condition) { held != nil && own.contains($0) ? held : value($0) } == 1
    }
  }
}
