import Bitcode
import Terms

/// Whether a state is one that a spec describes: for an induction, which takes it as the world of its next step.
extension Executor {
  /// The records that the unit has accessed, with the names of their arrays, each where its condition holds.
  public var accesses: [(array: String, index: Term, guarded: Term)] {
    recordsAccessed.map { (space[$0.key.object].name, $0.key.index, $0.value) }
      .sorted { ($0.array, $0.index) < ($1.array, $1.index) }
  }

  /// Runs something whose code may assume nothing: what it would assume becomes an obligation.
  public func assumingNothing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let saved = isDescribingAnew
    isDescribingAnew = true
    defer { isDescribingAnew = saved }
    return try body()
  }

  /// Executes the describe functions of records in the present state: what they assume, and that what they store is
  /// there already, become obligations.
  ///
  /// - Parameters:
  ///   - cells: records of them are described, each once.
  ///   - guarded: the path condition.
  public func describeAnew(_ cells: [CellName], guarded: Term) throws -> [Obligation] {
    try assumingNothing { try describe(cells, guarded) }
    return takeObligations()
  }

  private func describe(_ cells: [CellName], _ guarded: Term) throws {
    let state = memory
    var seen: Set<TouchedIndex> = []
    for cell in cells {
      let id = cell.place.object
      guard let index = cell.index, seen.insert(TouchedIndex(object: id, index: index)).inserted,
        case .records(let stride, let describe?) = space[id].content,
        let function = module.functions[describe]
      else { continue }
      memory = state
      writes = []
      let address = pool.add(
        pool.constant(space[id].address, width: 64), pool.mul(index, pool.constant(UInt64(stride), width: 64))
      )
      _ = try recordingWrites {
        try execute(function, [.term(address), .term(index)], guarded: guarded)
      }
      let described = memory
      for written in self.cells(written: [writes]) {
        let differs = pool.ne(value(of: written, in: described), value(of: written, in: state))
        oblige(.check, pool.and(guarded, differs), "\(written) is as \(describe)() says", at: nil)
      }
    }
    memory = state
    writes = []
  }
}
