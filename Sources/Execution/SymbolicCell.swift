import Terms

/// Bytes of the state before a run and after it, of which anything is known or asked.
public struct SymbolicCell {
  let object: ObjectID
  /// The number of the record; nil for a plain object.
  let index: Term?
  /// From the beginning of the object, or of the record, in bytes.
  let offset: Int
  /// In bytes, at most 8.
  public let size: Int
  public let before: Term
  public let after: Term
  /// Whether the run may write to it.
  public let isWritten: Bool
}

extension Executor {
  /// The cells that a run from `before` to `after` may have written, and all others that have been looked at so far.
  public func symbolicCells(_ before: Memory, _ after: Memory, _ writes: [WriteRecord]) -> [SymbolicCell] {
    var list = CellList(executor: self, before: before, after: after)
    for cell in cells(written: [writes]) {
      list.add(cell.place.object, cell.index, cell.offset, cell.size, isWritten: true)
    }
    for number in space.objects.indices where !space.objects[number].isLocal {
      let id = ObjectID(rawValue: number)
      var plain = initialObjects[id]?.cells ?? [:]
      plain.merge(before.objects[id]?.cells ?? [:]) { _, new in new }
      for (offset, cell) in plain.sorted(by: { $0.key < $1.key }) { list.add(id, nil, offset, cell.size) }
      for index in touchedRecords[id] ?? [] {
        var record = initialRecords[id]?[index]?.cells ?? [:]
        let (base, constant) = group(of: index)
        record.merge(before.arrays[id]?[base]?.records[constant]?.cells.cells ?? [:]) { old, _ in old }
        for (offset, cell) in record.sorted(by: { $0.key < $1.key }) {
          list.add(id, index, offset, cell.size)
        }
      }
    }
    return list.cells
  }
}

/// Each cell once.
private struct CellList {
  let executor: Executor
  let before: Memory
  let after: Memory
  private(set) var cells: [SymbolicCell] = []
  private var seen: Set<Key> = []

  init(executor: Executor, before: Memory, after: Memory) {
    self.executor = executor
    self.before = before
    self.after = after
  }

  mutating func add(_ id: ObjectID, _ index: Term?, _ offset: Int, _ size: Int, isWritten: Bool = false) {
    guard seen.insert(Key(object: id, index: index, offset: offset, size: size)).inserted else { return }
    cells.append(
      SymbolicCell(
        object: id, index: index, offset: offset, size: size, before: value(id, index, offset, size, before),
        after: value(id, index, offset, size, after), isWritten: isWritten))
  }

  private func value(_ id: ObjectID, _ index: Term?, _ offset: Int, _ size: Int, _ state: Memory) -> Term {
    let saved = executor.select(state)
    defer { executor.select(saved) }
    return executor.read(Target(object: id, index: index, offset: offset, guarded: executor.pool.true), size)
  }

  private struct Key: Hashable {
    let object: ObjectID
    let index: Term?
    let offset: Int
    let size: Int
  }
}
