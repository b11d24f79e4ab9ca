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

    public init() {}
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
      if hasStepBegun { return arrival }
      hasStepBegun = true
      var start = arrival
      start.edge.values = start.edge.values.enumerated().map {
        forgotten.phis.contains($0) ? anything(like: $1) : anyCount(like: $1)
      }
      for register in forgotten.registers {
        start.registers[register] = start.registers[register].map(anything)
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
        stepWrites.atEnd += try writesOf { try callCarried(\.end, activation, guarded, position) }
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
    hasStepBegun = false
    stepEnds = []
    if mode.isStep { stepWrites = StepWrites() }
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

  private func anything(like value: Value) -> Value {
    switch value {
    case .term(let term): .term(fresh("carried", width: pool.width(term)))
    case .aggregate(let parts): .aggregate(parts.map(anything))
    }
  }

  /// Calls the spec's function for what the loop of a function carries in a local.
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
    _ = try execute(function, arguments, guarded: guarded)
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
  }

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
  public func differences(
    _ end: StepState, _ beginning: StepState, _ writes: [WriteRecord]
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
      compare(left, right, isCount(right) ? .count(number) : .phi(number))
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
    for cell in cells(written: [writes, stepWrites.atEnd]) where !carried.contains(cell.place) {
      compare(
        .term(value(of: cell, in: end.memory)), .term(value(of: cell, in: beginning.memory)),
        .other("\(cell)"))
    }
    return result
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
