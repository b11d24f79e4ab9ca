import Terms

/// The executor's addresses as those of the same things in a native image of the unit.
public struct NativeNames {
  /// A word of a concrete world: a number, or the address of a variable or function, plus so many bytes.
  public enum Word {
    case number(UInt64)
    case symbol(String, offset: Int64)
  }

  private let space: AddressSpace
  private let pool: TermPool
  private let names: AddressNames
  /// Variables of which nothing is known where the world says nothing.
  public let arbitrary: [String]

  public init(_ executor: Executor) {
    let space = executor.space
    self.space = space
    pool = executor.pool
    names = AddressNames(executor)
    arbitrary =
      executor.globals.compactMap { name, id in
        switch space[id].content {
        case .arbitrary, .records: space[id].isConstant ? nil : name
        case .initialised, .uninitialised: nil
        }
      }.sorted()
  }

  /// The executor's address of a cell and its place in the native world; nil for a record that does not
  /// exist (its index belongs to a path that this world does not take).
  public func place(of cell: SymbolicCell, _ evaluator: Evaluator) -> (address: UInt64, word: Word)? {
    let object = space[cell.object]
    var offset = UInt64(cell.offset)
    if let index = cell.index, let stride = object.stride {
      let number = evaluator.value(of: index)
      guard number < object.size / UInt64(stride) else { return nil }
      offset += number * UInt64(stride)
    }
    let word = names.variable(cell.object).map { Word.symbol($0, offset: Int64(offset)) }
    return (object.address + offset, word ?? .number(object.address + offset))
  }

  public func name(of cell: SymbolicCell) -> String {
    "\(space[cell.object].name)\(cell.index == nil ? "" : "[]")+\(cell.offset)"
  }

  /// The value of a term, where that is an address of the executor's own as the address of the same thing
  /// in the native image.
  public func word(_ value: UInt64, _ term: Term) -> Word {
    guard AddressSpace.area.contains(value), isAddress(term) else { return .number(value) }
    return switch names.name(of: value) {
    case .function(let name)?: .symbol(name, offset: 0)
    case .variable(let name, let offset)?: .symbol(name, offset: Int64(offset))
    case nil: .number(value)
    }
  }

  /// Whether this is built from an address, and not a number that looks like one.
  private func isAddress(_ term: Term) -> Bool {
    var seen: Set<Term> = []
    var rest = [term]
    while let next = rest.popLast() {
      guard seen.insert(next).inserted else { continue }
      if case .ite(_, let yes, let no) = pool.node(next) {
        rest += [yes, no]
      } else if AddressSpace.area.contains(pool.linear(next).constant) {
        return true
      }
    }
    return false
  }
}

extension Executor {
  /// What `pp_any_at()` has been asked so far: the name, the index and the answer.
  public var valuesByIndex: [(name: String, index: Term, value: Term)] {
    functionsOfIndex.sorted { $0.key < $1.key }.flatMap { name, values in
      values.map { (name, $0.index, $0.value) }
    }
  }
}
