import Replay
import Terms

@testable import Execution

/// One concrete world of a symbolic run: what the executor says happens in it, and the native run that
/// shows what does.
struct Agreement {
  struct Expectation {
    let place: NativeRun.Place
    let value: Word
    let name: String
  }

  let native: NativeRun
  /// The world's cells have one value each, whatever they are called.
  let contradictions: [String]
  private(set) var expected: [Expectation] = []
  private(set) var results: [UInt64?] = []
  private(set) var resultWidths: [Int] = []
  /// WARN sites by line, failed checks by text, and how the run ends: sorted.
  private(set) var events: [String] = []
  /// C leaves open what happens in this world (a shift by the width, a read of an uninitialised local):
  /// there is nothing to compare.
  private(set) var isUndefined = false

  init(_ run: SymbolicRun, _ value: @escaping (Term) -> UInt64?, seed: UInt64) {
    let evaluator = run.pool.evaluator(value)
    let names = Names(run.executor)
    var world = ConcreteWorld(order: run.executor.settings.order, seed: seed)
    world.arbitrary = names.arbitrary
    var bytes: [UInt64: UInt8] = [:]
    var contradictions: [String] = []
    for cell in run.cells {
      guard let (address, place) = names.place(of: cell, evaluator) else { continue }
      let before = evaluator.value(of: cell.before)
      for position in 0..<cell.size {
        let byte = UInt8(truncatingIfNeeded: before >> UInt64(8 * position))
        let known = bytes.updateValue(byte, forKey: address &+ UInt64(position))
        if let known, known != byte {
          contradictions.append("\(names.name(of: cell)) is \(known) and \(byte)")
        }
      }
      world.cells.append(.init(place, size: cell.size, value: names.word(before, cell.before)))
      guard cell.isWritten else { continue }
      let after = evaluator.value(of: cell.after)
      expected.append(
        Expectation(
          place: .init(place, size: cell.size), value: names.word(after, cell.after),
          name: names.name(of: cell)))
    }
    for (name, values) in run.executor.functionsOfIndex {
      for (index, value) in values {
        world.functions.append(
          .init(name: name, index: evaluator.value(of: index), value: evaluator.value(of: value)))
      }
    }
    var calls: [NativeRun.Call] = []
    for call in run.calls where evaluator.value(of: call.guarded) == 1 {
      calls.append(
        .init(call.function, call.arguments.map { names.word(evaluator.value(of: $0), $0) }))
      results.append(call.result.map { evaluator.value(of: $0) })
      resultWidths.append(call.result.map { run.pool.width($0) } ?? 64)
    }
    for obligation in run.obligations where evaluator.value(of: obligation.condition) == 1 {
      switch obligation.kind {
      case .warning:
        events.append("\(obligation.what.prefix { $0 != " " }) \(obligation.location?.line ?? 0)")
      case .check: events.append("check \(obligation.what)")
      case .unmodelled: events.append("unmodelled")
      case .access: events.append("access")
      // Natively, what was not traced here is an access like others: nothing to compare with.
      case .uninitialised, .loopBound, .unreachable, .undefined, .untraced: isUndefined = true
      }
    }
    events.sort()
    self.contradictions = contradictions
    native = NativeRun(from: world, calls: calls, places: expected.map(\.place))
  }

  /// In what the native run did something else: one line each.
  func disagreements(with outcome: NativeOutcome, in unit: NativeUnit) throws -> [String] {
    var found = contradictions
    func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
    let actual = outcome.events.map { event in
      switch event.kind {
      case .warning: "WARN \(event.line)"
      case .bug: "BUG \(event.line)"
      case .check: "check \(event.text)"
      case .access: "access"
      case .unmodelled: "unmodelled"
      case .timeout, .arithmetic, .undetermined, .crash: "\(event.kind) \(event.text) \(hex(event.address))"
      }
    }.sorted()
    if outcome.events.contains(where: \.isFatal) {
      // Behind a BUG, a stray access or code without a meaning the executor goes on as if it were not there:
      // it is a finding, and what follows it is nobody's claim.
      var rest = events
      for event in actual {
        guard let position = rest.firstIndex(of: event) else {
          found.append("events: executed \(events), native \(actual)")
          break
        }
        rest.remove(at: position)
      }
      return found
    }
    if actual != events { found.append("events: executed \(events), native \(actual)") }
    if events.contains("access") || events.contains("unmodelled") { return found }
    if outcome.results.count != results.count {
      found.append("\(results.count) calls executed, \(outcome.results.count) native")
    }
    for (number, native) in outcome.results.enumerated() where number < results.count {
      let width = resultWidths[number]
      let low = width == 64 ? native : native & ((1 << UInt64(width)) - 1)
      if let executed = results[number], executed != low {
        found.append("result \(number): executed \(hex(executed)), native \(hex(low))")
      }
    }
    var covered: Set<UInt64> = []
    for (position, expectation) in expected.enumerated() where position < outcome.cells.count {
      let executed = try unit.number(expectation.value)
      let native = outcome.cells[position]
      if executed != native {
        found.append("\(expectation.name): executed \(hex(executed)), native \(hex(native))")
      }
      let start = try unit.number(expectation.place.address)
      for byte in 0..<UInt64(expectation.place.size) { covered.insert(start &+ byte) }
    }
    for change in outcome.changes {
      for byte in 0..<UInt64(8)
      where (change.before ^ change.after) >> (8 * byte) & 0xff != 0
        && !covered.contains(change.address &+ byte)
      {
        let name = unit.symbol(at: change.address &+ byte).map { "\($0.name)+\($0.offset)" }
        found.append("\(name ?? hex(change.address &+ byte)): only the native run writes there")
        break
      }
    }
    return found
  }

  // MARK: Addresses

  /// The executor's addresses and the native image's.
  private struct Names {
    let space: AddressSpace
    private let pool: TermPool
    private var globals: [ObjectID: String] = [:]

    init(_ executor: Executor) {
      space = executor.space
      pool = executor.pool
      for (name, id) in executor.globals { globals[id] = name }
    }

    /// Variables that hold noise where the world says nothing.
    var arbitrary: [String] {
      globals.compactMap { id, name in
        switch space[id].content {
        case .arbitrary, .records: space[id].isConstant ? nil : name
        case .initialised, .uninitialised: nil
        }
      }.sorted()
    }

    /// The executor's address of a cell and its place in the native world; nil for a record that does not
    /// exist (its index belongs to a path that this world does not take).
    func place(of cell: SymbolicRun.Cell, _ evaluator: Evaluator) -> (UInt64, Word)? {
      let object = space[cell.object]
      var offset = UInt64(cell.offset)
      if let index = cell.index, let stride = object.stride {
        let number = evaluator.value(of: index)
        guard number < object.size / UInt64(stride) else { return nil }
        offset += number * UInt64(stride)
      }
      let word = globals[cell.object].map { Word.symbol($0, offset: Int64(offset)) }
      return (object.address + offset, word ?? .number(object.address + offset))
    }

    func name(of cell: SymbolicRun.Cell) -> String {
      "\(space[cell.object].name)\(cell.index == nil ? "" : "[]")+\(cell.offset)"
    }

    /// The value of a term, where that is an address of the executor's own as the address of the same thing
    /// in the native image.
    func word(_ value: UInt64, _ term: Term) -> Word {
      guard AddressSpace.contains(value), isAddress(term) else { return .number(value) }
      if let function = space.function(at: value) { return .symbol(function, offset: 0) }
      // One past the end of an object is an address of it, too.
      for address in [value, value &- 1] {
        guard let id = space.object(at: address), let name = globals[id] else { continue }
        return .symbol(name, offset: Int64(value - space[id].address))
      }
      return .number(value)
    }

    /// Is this built from an address, and not a number that looks like one?
    private func isAddress(_ term: Term) -> Bool {
      var seen: Set<Term> = []
      var rest = [term]
      while let next = rest.popLast() {
        guard seen.insert(next).inserted else { continue }
        if case .ite(_, let yes, let no) = pool.node(next) {
          rest += [yes, no]
        } else if AddressSpace.contains(pool.linear(next).constant) {
          return true
        }
      }
      return false
    }
  }
}

extension AddressSpace {
  /// Whether the executor has objects or functions of its own thereabouts.
  static func contains(_ address: UInt64) -> Bool { (base..<base + 1 << 44).contains(address) }
}
