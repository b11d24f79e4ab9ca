import Bitcode
import Terms

/// One step of a loop that is executed by position, from any state in which earlier steps may have left it.
///
/// A call is executed up to where the loop is entered. There, what earlier steps change is forgotten: phis that are
/// counts, and the local that `pp_carried()` names. Where the loop comes to its header at a later position,
/// the step ends: the path is executed no further, and the call returns 0 there. What such a path holds is kept, for a
/// proof that the next step begins with no more than what was forgotten here (`Proof/StepPremises.swift`).
extension Executor {
  /// What an execution does at the header of the loop.
  public enum StepMode: Sendable {
    /// Nothing: a whole call.
    case whole
    /// One step, with the counts among the header's phis forgotten, and all that earlier steps leave otherwise.
    case step(Forgotten)
    /// A call from its beginning to the header.
    case beginning

    var isWhole: Bool { if case .whole = self { true } else { false } }
    var isStep: Bool { if case .step = self { true } else { false } }
  }

  /// What of a call that enters the loop is not kept for a step.
  public struct Forgotten: Sendable, Equatable {
    /// The header's phis, by number, that may hold anything.
    public var phis: Set<Int> = []
    /// The same of registers that are set before the loop.
    public var registers: Set<Int> = []
    /// Those of them that no longer count as initialised: a step may leave them so.
    public var uninitialisedPhis: Set<Int> = []
    public var uninitialisedRegisters: Set<Int> = []

    public init() {}
  }

  /// How a step has begun.
  struct StepBeginning {
    let block: Int
    let guarded: Term
    /// The phis that are counts there, and so have been forgotten.
    let counts: Set<Int>
    /// The phis and registers that are not initialised there: what stands for them is not, either.
    let openPhis: Set<Int>
    let openRegisters: Set<Int>
  }

  /// The largest number that a count has: the largest table's entries (arm64 with pages of 64 KiB).
  public static let mostCounted: UInt64 = 8192

  /// Whether what a phi holds where the loop is entered makes it a count: any number up to `mostCounted`, for a step.
  private func isCount(_ initial: Value) -> Bool {
    guard let term = initial.term, let value = pool.asConstant(term) else { return false }
    return (15...63).contains(pool.width(term)) && value <= Self.mostCounted
  }

  /// What the function holds at the header of its loop.
  public struct StepState {
    let function: String
    let block: Int
    /// How far, in bytes of the address that the loop carries, from where the loop was entered.
    public let position: Int64
    public let guarded: Term
    let phis: [Value]
    let registers: [Value?]
    /// The locals, by the register of their `alloca`, and what they hold.
    let allocations: [Int: ObjectID]
    let locals: Memory
    let memory: Memory
  }

  struct Carried {
    let variable: String
    let begin: String
    let end: String
  }

  func carry(_ terms: [Term], _ text: (Int) throws -> String, _ bad: (String) -> ExecutionError) throws {
    func function(_ position: Int) throws -> String {
      guard position < terms.count, let address = pool.asConstant(terms[position]),
        let name = space.function(at: address)
      else { throw bad("argument \(position + 1) must be a function") }
      return name
    }
    carried[try text(0)] = Carried(
      variable: try text(1), begin: try function(2), end: try function(3))
  }

  /// What goes on from the header of the loop, as the mode says; nil: the path ends here.
  func goesOn(_ arrival: StepArrival, at block: Int, _ position: Int64, _ activation: Activation) throws
    -> StepArrival?
  {
    let guarded = arrival.edge.guarded
    switch stepMode {
    case .whole: return arrival
    case .step(let forgotten) where position == 0:
      if let begun = stepBeginning {
        // A retry, which is part of the step. What has not begun yet would go on with nothing forgotten.
        guard begun.block == block, isInfeasible(pool.and(guarded, pool.not(begun.guarded))) else {
          throw ExecutionError.noSummary("\(activation.function.name)() enters its loop in more than one way")
        }
        return arrival
      }
      let values = arrival.edge.values
      stepBeginning = StepBeginning(
        block: block, guarded: guarded, counts: Set(values.indices.filter { isCount(values[$0]) }),
        openPhis: Set(values.indices.filter { isOpen(values[$0]) }),
        openRegisters: Set(arrival.registers.indices.filter { arrival.registers[$0].map(isOpen) ?? false }))
      var start = arrival
      start.edge.values = values.enumerated().map {
        forgotten.phis.contains($0)
          ? anything(like: $1, isInitialised: !forgotten.uninitialisedPhis.contains($0)) : anyCount(like: $1)
      }
      for register in forgotten.registers {
        let isInitialised = !forgotten.uninitialisedRegisters.contains(register)
        start.registers[register] = start.registers[register].map {
          anything(like: $0, isInitialised: isInitialised)
        }
      }
      stepWrites.carried += try writesOf { try callCarried(\.begin, activation, guarded, nil) }
      return start
    case .step, .beginning:
      stepEnds.append(
        StepState(
          function: specName(of: activation.function), block: block, position: position, guarded: guarded,
          phis: arrival.edge.values,
          registers: arrival.registers, allocations: activation.allocations, locals: locals, memory: memory))
      if case .step = stepMode {
        let met = obligations.count
        stepWrites.atEnd += try writesOf { try callCarried(\.end, activation, guarded, position) }
        stepWrites.checks += obligations[met...].filter { $0.kind == .check }
      }
      let type = activation.function.returnType
      activation.returns.append(
        (guarded, type == .void ? nil : .term(pool.constant(0, width: width(of: type)))))
      return nil
    }
  }

  /// Runs something in a mode.
  ///
  /// - Returns: also the states in which paths ended at the header.
  public func stepping<Result>(
    _ mode: StepMode, _ body: () throws -> Result
  ) rethrows -> (Result, [StepState]) {
    stepMode = mode
    stepEnds = []
    if mode.isStep {
      stepBeginning = nil
      stepWrites = StepWrites()
    }
    defer { stepMode = .whole }
    let result = try body()
    return (result, stepEnds)
  }

  private func writesOf(_ body: () throws -> Void) rethrows -> [WriteRecord] {
    let start = writes.count
    try body()
    return Array(writes[min(start, writes.count)...])
  }

  private func anyCount(like initial: Value) -> Value {
    guard isCount(initial), let term = initial.term else { return initial }
    return .term(fresh("counted", width: pool.width(term), range: 0...Self.mostCounted))
  }

  private func isOpen(_ value: Value) -> Bool {
    switch value {
    case .term(let term): !uninitialisedVariables(in: term).isEmpty
    case .aggregate(let parts): parts.contains(where: isOpen)
    }
  }

  func anything(like value: Value, isInitialised: Bool) -> Value {
    switch value {
    case .term(let term):
      let carried = fresh("carried", width: pool.width(term))
      if !isInitialised || !uninitialisedVariables(in: term).isEmpty { markUninitialised(carried) }
      return .term(carried)
    case .aggregate(let parts):
      return .aggregate(parts.map { anything(like: $0, isInitialised: isInitialised) })
    }
  }

  /// Calls the spec's function for what the loop of a function carries in a local. What it assumes is to be proved: of
  /// each step there is, not only of the one that is executed.
  private func callCarried(
    _ which: KeyPath<Carried, String>, _ activation: Activation, _ guarded: Term, _ position: Int64?
  ) throws {
    guard let carried = carried[specName(of: activation.function)] else { return }
    guard let local = carriedLocal(carried.variable, activation.allocations) else {
      throw ExecutionError.noSummary(
        "\(activation.function.name)() has no local variable '\(carried.variable)' that its loop carries")
    }
    guard let function = module.functions[carried[keyPath: which]] else {
      throw ExecutionError.noSuchFunction(carried[keyPath: which])
    }
    var arguments: [Value] = [.term(pool.constant(space[local].address, width: 64))]
    if let position { arguments.append(.term(pool.constant(UInt64(bitPattern: position), width: 64))) }
    _ = try assumingNothing { try execute(function, arguments, guarded: guarded) }
  }

  private func carriedLocal(_ name: String, _ allocations: [Int: ObjectID]) -> ObjectID? {
    let found = allocations.values.filter { space[$0].name == name }
    return found.count == 1 ? found.first : nil
  }

  /// What the spec's functions for the carried local wrote in the last step.
  struct StepWrites {
    /// Where the step began: what they undo where one ends.
    var carried: [WriteRecord] = []
    var atEnd: [WriteRecord] = []
    /// What they check where a step ends: what the next step finds is what they say.
    var checks: [Obligation] = []
  }

  /// What the spec's functions for the carried local have checked where the last step ended.
  public var stepEndChecks: [Obligation] { stepWrites.checks }

  // MARK: Comparing

  /// Where one state at the header has what the other, of a call that begins there, does not have.
  public struct StepDifference {
    public enum Place: Hashable {
      case phi(Int)
      /// A phi that is a count: any that is small enough is begun with.
      case count(Int)
      case register(Int)
      case other(String)
    }
    public let place: Place
    /// What each holds, equal in width; a nil: they cannot be compared.
    public let terms: (left: Term, right: Term)?
  }

  /// - Parameters:
  ///   - end: what a step has come to.
  ///   - beginning: what a call that begins there has.
  ///   - writes: what that call has written by then.
  ///   - state: from which that call was made.
  public func differences(
    _ end: StepState, _ beginning: StepState, _ writes: [WriteRecord], from state: Memory
  ) -> [StepDifference] {
    var result: [StepDifference] = []
    if end.block != beginning.block {
      return [StepDifference(place: .other("the loop"), terms: nil)]
    }
    func compare(_ left: Value, _ right: Value, _ place: StepDifference.Place) {
      switch (left, right) {
      case (.term(let a), .term(let b)) where pool.width(a) == pool.width(b):
        if a != b { result.append(StepDifference(place: place, terms: (a, b))) }
      case (.aggregate(let a), .aggregate(let b)) where a.count == b.count:
        for (a, b) in zip(a, b) { compare(a, b, place) }
      default: result.append(StepDifference(place: place, terms: nil))
      }
    }
    for (number, (left, right)) in zip(end.phis, beginning.phis).enumerated() {
      // It is what the step has forgotten that counts: what it has kept must be the same again.
      compare(left, right, stepBeginning?.counts.contains(number) == true ? .count(number) : .phi(number))
    }
    // What a call that begins there has not computed at the header is not used from there on.
    for (number, right) in beginning.registers.enumerated() {
      guard let right, beginning.allocations[number] == nil else { continue }
      guard let left = end.registers[number] else {
        result.append(StepDifference(place: .register(number), terms: nil))
        continue
      }
      compare(left, right, .register(number))
    }
    let name = carried[end.function]?.variable
    for (register, id) in end.allocations.sorted(by: { $0.key < $1.key }) where space[id].name != name {
      guard let other = beginning.allocations[register] else {
        result.append(StepDifference(place: .other(space[id].name), terms: nil))
        continue
      }
      compareLocals(id, other, end.locals, beginning.locals) {
        result.append(StepDifference(place: .other(self.space[id].name), terms: ($0, $1)))
      }
    }
    let carried = Set(cells(written: [stepWrites.carried]).map(\.place))
    for cell in cells(written: [writes, stepWrites.atEnd]) {
      if carried.contains(cell.place) {
        // The step begins with what the spec's function makes of it, so a call must leave it alone until then.
        compare(
          .term(value(of: cell, in: state)), .term(value(of: cell, in: beginning.memory)),
          .other("\(cell), before the loop"))
        continue
      }
      compare(
        .term(value(of: cell, in: end.memory)), .term(value(of: cell, in: beginning.memory)),
        .other("\(cell)"))
    }
    return result
  }

  /// What of a step's end may not be initialised, under a condition: of what the next step begins with, forgotten.
  public func uninitialised(
    _ end: StepState, _ forgotten: Forgotten, under guarded: Term
  ) -> (phis: Set<Int>, registers: Set<Int>) {
    func dependsOnUninitialised(_ value: Value) -> Bool {
      switch value {
      case .term(let term): self.dependsOnUninitialised(term, guarded)
      case .aggregate(let parts): parts.contains(where: dependsOnUninitialised)
      }
    }
    // What began so is told apart already.
    let phis = forgotten.phis.union(stepBeginning?.counts ?? []).subtracting(forgotten.uninitialisedPhis)
      .subtracting(stepBeginning?.openPhis ?? [])
    let registers = forgotten.registers.subtracting(forgotten.uninitialisedRegisters)
      .subtracting(stepBeginning?.openRegisters ?? [])
    return (
      phis.filter { $0 < end.phis.count && dependsOnUninitialised(end.phis[$0]) },
      registers.filter {
        $0 < end.registers.count && (end.registers[$0].map(dependsOnUninitialised) ?? false)
      }
    )
  }

  /// The parts of the carried local that a call has set where it enters the loop, as a step leaves them.
  public func carriedParts(_ end: StepState, _ beginning: StepState) -> [Term] {
    guard let name = carried[end.function]?.variable else { return [] }
    return end.allocations.filter { space[$0.value].name == name }.flatMap { register, id -> [Term] in
      guard let other = beginning.allocations[register] else { return [] }
      return (beginning.locals.objects[other] ?? ByteCells()).cells.sorted { $0.key < $1.key }.map {
        (end.locals.objects[id] ?? ByteCells()).read($0.key, $0.value.size, pool) { initial(id, $0, $1) }
      }
    }
  }

  /// Cells that a call has not set when it begins are any: reading one of them is a finding.
  private func compareLocals(
    _ left: ObjectID, _ right: ObjectID, _ leftLocals: Memory, _ rightLocals: Memory,
    _ differ: (Term, Term) -> Void
  ) {
    let known = rightLocals.objects[right] ?? ByteCells()
    for (offset, cell) in known.cells.sorted(by: { $0.key < $1.key }) {
      let value = (leftLocals.objects[left] ?? ByteCells()).read(offset, cell.size, pool) {
        initial(left, $0, $1)
      }
      if value != cell.value { differ(value, cell.value) }
    }
  }
}

/// A path at a point of a loop: the edge that it came by, with the phis' values, and what its registers hold.
struct StepArrival {
  var edge: Edge
  var registers: [Value?]
}
