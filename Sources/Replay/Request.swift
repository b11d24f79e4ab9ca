/// The worlds and calls of native runs as words, in the order in which the runtime reads them.
struct Request {
  private(set) var words: [UInt64] = []
  private let unit: NativeUnit

  private static let magic: UInt64 = 0x64_6c72_6f77
  private static let page: UInt64 = 4096

  init(_ unit: NativeUnit) {
    self.unit = unit
  }

  mutating func add(_ run: NativeRun) throws(ReplayError) {
    words.append(Self.magic)
    let lengthAt = words.count
    words.append(0)
    try addWorld(run)
    words[lengthAt] = UInt64(words.count - lengthAt - 1)
  }

  private mutating func addWorld(_ run: NativeRun) throws(ReplayError) {
    let world = run.world
    let (seconds, fraction) = run.timeout.components
    words.append(UInt64(max(1, seconds * 1000 + fraction / 1_000_000_000_000_000)))
    words.append(UInt64(world.order))
    words.append(UInt64(world.window ?? 0))
    words.append(world.seed)
    let pages = try fixedPages(world)
    words.append(UInt64(unit.variables.count))
    words.append(UInt64(pages.count))
    for range in unit.variables + pages { words += [range.lowerBound, range.upperBound - range.lowerBound] }
    words.append(UInt64(world.arbitrary.count))
    for name in world.arbitrary {
      guard let symbol = unit.symbols[name] else { throw .noSuchSymbol(name) }
      words += [symbol.address, symbol.size]
    }
    words.append(UInt64(world.cells.count))
    for cell in world.cells {
      guard (1...8).contains(cell.size) else { throw .badCell("\(cell.address)") }
      words += [try unit.number(cell.address), UInt64(cell.size), try unit.number(cell.value)]
    }
    words.append(UInt64(world.functions.count))
    for function in world.functions {
      add(function.name)
      words += [function.index, function.value]
    }
    words.append(UInt64(world.allowances.count))
    for allowance in world.allowances { add(allowance) }
    words.append(UInt64(run.places.count))
    for place in run.places {
      guard (1...8).contains(place.size) else { throw .badCell("\(place.address)") }
      words += [try unit.number(place.address), UInt64(place.size)]
    }
    words.append(UInt64(run.calls.count))
    for call in run.calls {
      guard call.arguments.count <= 6 else {
        throw .tooManyArguments(function: call.function, count: call.arguments.count)
      }
      words += [try unit.number(.symbol(call.function, offset: 0)), UInt64(call.arguments.count)]
      for argument in call.arguments { words.append(try unit.number(argument)) }
    }
  }

  private func fixedPages(_ world: ConcreteWorld) throws(ReplayError) -> [Range<UInt64>] {
    Ranges.merged(
      world.cells.compactMap { cell in
        guard case .number(let address) = cell.address else { return nil }
        return address..<address &+ UInt64(max(1, cell.size))
      }, alignment: Self.page)
  }

  private mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    words.append(UInt64(bytes.count))
    for start in stride(from: 0, to: bytes.count, by: 8) {
      var word: UInt64 = 0
      for index in start..<min(start + 8, bytes.count) {
        word |= UInt64(bytes[index]) << UInt64(8 * (index - start))
      }
      words.append(word)
    }
  }
}
