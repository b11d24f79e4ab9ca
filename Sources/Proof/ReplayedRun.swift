import Execution
import Replay
import Terms

/// What the executor says that calls do in one concrete world, to be held against a native run of the same calls.
public struct ReplayedRun: Sendable {
  /// A call that is made where `guarded` holds. Calls that are made come first.
  public struct Call {
    public let function: String
    public let arguments: [Term]
    /// Nil for `void`.
    public let result: Term?
    public let guarded: Term

    public init(function: String, arguments: [Term], result: Term?, guarded: Term) {
      self.function = function
      self.arguments = arguments
      self.result = result
      self.guarded = guarded
    }
  }

  private struct Expectation: Sendable {
    let place: NativeRun.Place
    let value: Word
    let name: String
  }

  public let native: NativeRun
  /// The world's cells that have two values, by two names: there is no such world.
  public let contradictions: [String]
  /// Why there is nothing to compare in this world: C leaves open what happens (a shift by the width, a read of an
  /// uninitialised local), or the executor does.
  public private(set) var undefined: String?
  private var expected: [Expectation] = []
  private var results: [UInt64?] = []
  private var resultWidths: [Int] = []
  /// WARN sites by line, failed checks by text, and how the run ends: sorted.
  private var events: [String] = []

  /// - Parameters:
  ///   - cells: of the states before and after the calls.
  ///   - value: of each variable in the world; nil reads as the low end of its range.
  ///   - seed: of the noise where the world says nothing.
  public init(
    _ executor: Executor, cells: [SymbolicCell], calls: [Call], obligations: [Obligation],
    in value: @escaping (Term) -> UInt64?, allowances: Set<String> = [], seed: UInt64
  ) {
    let pool = executor.pool
    let evaluator = pool.evaluator(value)
    let names = NativeNames(executor)
    var world = ConcreteWorld(
      order: executor.settings.order, window: executor.settings.window, seed: seed)
    world.arbitrary = names.arbitrary
    world.allowances = allowances.sorted()
    var bytes: [UInt64: UInt8] = [:]
    var contradictions: [String] = []
    for cell in cells {
      guard let (address, place) = names.place(of: cell, evaluator) else { continue }
      let before = evaluator.value(of: cell.before)
      for position in 0..<cell.size {
        let byte = UInt8(truncatingIfNeeded: before >> UInt64(8 * position))
        let known = bytes.updateValue(byte, forKey: address &+ UInt64(position))
        if let known, known != byte {
          contradictions.append("\(names.name(of: cell)) is \(known) and \(byte)")
        }
      }
      world.cells.append(.init(Word(place), size: cell.size, value: Word(names.word(before, cell.before))))
      guard cell.isWritten else { continue }
      let after = evaluator.value(of: cell.after)
      expected.append(
        Expectation(
          place: .init(Word(place), size: cell.size), value: Word(names.word(after, cell.after)),
          name: names.name(of: cell)))
    }
    for (name, index, value) in executor.valuesByIndex {
      world.functions.append(
        .init(name: name, index: evaluator.value(of: index), value: evaluator.value(of: value)))
    }
    var made: [NativeRun.Call] = []
    for call in calls where evaluator.value(of: call.guarded) == 1 {
      made.append(
        .init(call.function, call.arguments.map { Word(names.word(evaluator.value(of: $0), $0)) }))
      results.append(call.result.map { evaluator.value(of: $0) })
      resultWidths.append(call.result.map { pool.width($0) } ?? 64)
    }
    undefined =
      obligations.first { $0.kind == .uninitialised && executor.dependsOnUninitialised($0, in: value) }?.what
    if let name = executor.unsteadyLoads(in: evaluator).first {
      undefined = undefined ?? "each load of \(name) gives a new value, which a native run cannot be given"
    }
    for obligation in obligations where evaluator.value(of: obligation.condition) == 1 {
      switch obligation.kind {
      case .warning:
        events.append("\(obligation.what.prefix { $0 != " " }) \(obligation.location?.line ?? 0)")
      case .check: events.append("check \(obligation.what)")
      case .unmodelled: events.append("unmodelled")
      case .access: events.append("access")
      // Natively, what was not traced here is an access like others: nothing to compare with.
      case .uninitialised, .loopBound, .unreachable, .undefined, .untraced:
        undefined = undefined ?? obligation.what
      }
    }
    events.sort()
    // Natively, the compiler answers for itself.
    let terms = cells.map(\.after) + calls.flatMap { [$0.guarded] + ($0.result.map { [$0] } ?? []) }
    if executor.dependsOnCompilersChoice(terms + obligations.map(\.condition), in: value) {
      undefined = undefined ?? "it is one where __builtin_constant_p() is true"
    }
    self.contradictions = contradictions
    native = NativeRun(from: world, calls: made, places: expected.map(\.place))
  }

  /// Why what the native run did is no evidence either way; nil where it is.
  func reasonNotToCompare(with outcome: NativeOutcome) -> String? {
    let behindAccess = "what an access outside every object meets is not known"
    for event in outcome.events {
      switch event.kind {
      // An intrinsic that natively has no meaning (pp_any() in a run), for one. Where the executor has none for it
      // either, the two agree.
      case .unmodelled where !events.contains("unmodelled"): return "\(event.text)() has no meaning there"
      case .timeout: return "it takes too long"
      // It has gone where the executor has not, which asked nothing there.
      case .undetermined where events.contains("access"): return behindAccess
      case .check where events.contains("access") && !events.contains(Self.words(event)): return behindAccess
      default: continue
      }
    }
    // Natively, what lies outside of one object may be another, and the run goes on.
    let isAstray = events.contains("access") && !outcome.events.contains { $0.kind == .access }
    return isAstray ? behindAccess : nil
  }

  /// In what the native run did something else: one line each.
  public func disagreements(with outcome: NativeOutcome, in unit: NativeUnit) throws(ReplayError) -> [String]
  {
    var found = contradictions
    let actual = outcome.events.map(Self.words).sorted()
    if outcome.events.contains(where: \.isFatal) {
      // Behind a BUG, a stray access or code without a meaning the executor goes on as if it were not there:
      // it is a finding, and what follows it is nobody's claim.
      var rest = events
      for event in actual {
        // A trap of which no table of the kernel's says what it is, is a BUG to the executor.
        let isTrap = event.hasPrefix("crash illegal instruction")
        guard let position = rest.firstIndex(where: { $0 == event || isTrap && $0.hasPrefix("BUG ") }) else {
          found.append("events: executed \(events), native \(actual)")
          break
        }
        rest.remove(at: position)
      }
      return found
    }
    if actual != events { found.append("events: executed \(events), native \(actual)") }
    if events.contains("access") || events.contains("unmodelled") { return found }
    found += resultDisagreements(outcome)
    return found + (try stateDisagreements(outcome, unit))
  }

  private static func words(_ event: NativeOutcome.Event) -> String {
    switch event.kind {
    case .warning: "WARN \(event.line)"
    case .bug: "BUG \(event.line)"
    case .check: "check \(event.text)"
    case .access: "access"
    case .unmodelled: "unmodelled"
    case .timeout, .arithmetic, .undetermined, .crash: "\(event.kind) \(event.text) \(hex(event.address))"
    }
  }

  private static func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }

  private func resultDisagreements(_ outcome: NativeOutcome) -> [String] {
    var found: [String] = []
    if outcome.results.count != results.count {
      found.append("\(results.count) calls executed, \(outcome.results.count) native")
    }
    for (number, native) in outcome.results.enumerated() where number < results.count {
      let width = resultWidths[number]
      let low = width == 64 ? native : native & ((1 << UInt64(width)) - 1)
      if let executed = results[number], executed != low {
        found.append("result \(number): executed \(Self.hex(executed)), native \(Self.hex(low))")
      }
    }
    return found
  }

  private func stateDisagreements(
    _ outcome: NativeOutcome, _ unit: NativeUnit
  ) throws(ReplayError) -> [String] {
    var found: [String] = []
    var covered: Set<UInt64> = []
    for (position, expectation) in expected.enumerated() where position < outcome.cells.count {
      let executed = try unit.number(expectation.value)
      let native = outcome.cells[position]
      if executed != native {
        found.append("\(expectation.name): executed \(Self.hex(executed)), native \(Self.hex(native))")
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
        found.append("\(name ?? Self.hex(change.address &+ byte)): only the native run writes there")
        break
      }
    }
    return found
  }
}

extension Word {
  fileprivate init(_ word: NativeNames.Word) {
    self =
      switch word {
      case .number(let value): .number(value)
      case .symbol(let name, let offset): .symbol(name, offset: offset)
      }
  }
}
