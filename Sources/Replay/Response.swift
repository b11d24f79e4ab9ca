/// Reads what the runtime wrote.
struct Response {
  private enum Record: UInt64 {
    case result = 1
    case event, observation, change, cell, failure, end
  }

  private let words: [UInt64]
  private var position = 0

  init(_ words: [UInt64]) {
    self.words = words
  }

  /// The outcomes of `count` runs.
  static func outcomes(_ words: [UInt64], count: Int) throws(ReplayError) -> [NativeOutcome] {
    var response = Response(words)
    var outcomes: [NativeOutcome] = []
    for number in 0..<count { outcomes.append(try response.outcome(number)) }
    guard response.position == words.count else { throw .malformedResponse("more runs than asked for") }
    return outcomes
  }

  private mutating func next() throws(ReplayError) -> UInt64 {
    guard position < words.count else { throw .malformedResponse("cut off") }
    defer { position += 1 }
    return words[position]
  }

  private mutating func text() throws(ReplayError) -> String {
    let length = try next()
    guard length <= 1 << 20 else { throw .malformedResponse("a text of \(length) bytes") }
    var bytes: [UInt8] = []
    for _ in 0..<(length + 7) / 8 {
      let word = try next()
      bytes += (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    return String(decoding: bytes.prefix(Int(length)), as: UTF8.self)
  }

  private mutating func outcome(_ number: Int) throws(ReplayError) -> NativeOutcome {
    var outcome = NativeOutcome()
    while true {
      let kind = try next()
      switch Record(rawValue: kind) {
      case .result:
        _ = try next()
        outcome.results.append(try next())
      case .event: outcome.events.append(try event())
      case .observation:
        let call = Int(truncatingIfNeeded: try next())
        let index = Int(truncatingIfNeeded: try next())
        let value = try next()
        outcome.observations.append(.init(call: call, name: try text(), index: index, value: value))
      case .change:
        outcome.changes.append(.init(address: try next(), before: try next(), after: try next()))
      case .cell: outcome.cells.append(try next())
      case .failure:
        let address = try next()
        throw .worldFailed(number: number, "\(try text()) (0x\(String(address, radix: 16)))")
      case .end: return outcome
      case nil: throw .malformedResponse("a record of kind \(kind)")
      }
    }
  }

  private mutating func event() throws(ReplayError) -> NativeOutcome.Event {
    let number = try next()
    guard let kind = NativeOutcome.Event.Kind(rawValue: number) else {
      throw .malformedResponse("an event of kind \(number)")
    }
    let call = Int(truncatingIfNeeded: try next())
    let address = try next()
    let line = Int(truncatingIfNeeded: try next())
    return .init(kind: kind, call: call, address: address, line: line, text: try text())
  }
}
