import Terms

/// Names a cell of the world that a run has written.
public struct CellName: Hashable, CustomStringConvertible {
  let place: Place
  /// For a record: its index in the array, 64 bits.
  public let index: Term?
  /// The object's name in the spec or the kernel.
  public let objectName: String
  let indexLabel: String?

  /// Byte offset in the object or record, and size in bytes.
  public var offset: Int { place.offset }
  public var size: Int { place.size }
  /// For a record: its distance from the array's first touched record (the batch's first page or PTE).
  public var recordNumber: Int64? { index == nil ? nil : place.constant }

  /// For a record: the same as a term (64 bits), which may be that of the page looked at. Of two records whose indices
  /// are written otherwise (`first + 1` and `first + found`) each counts from what is no constant in its own.
  public let recordIndex: Term?
  /// Whether a record's index is that number: there is nothing else in it.
  public let isNumbered: Bool

  /// For grouping by page: the record's number, 0 for what is no record.
  public var recordOrdinal: Int64 { recordNumber ?? 0 }

  public var description: String {
    let record = indexLabel.map { "[\($0)]" } ?? ""
    return "\(objectName)\(record)" + (offset == 0 && record.isEmpty ? "" : "+\(offset)")
  }
}

extension Executor {
  /// The cells that some writes went to, each once, in a stable order.
  public func cells(written runs: [[WriteRecord]]) -> [CellName] {
    var seen: Set<Place> = []
    var result: [CellName] = []
    for write in runs.joined() where seen.insert(write.place).inserted {
      let name = space[write.place.object].name
      let label = write.index == nil ? nil : indexLabel(write.place.base, write.place.constant)
      result.append(
        CellName(
          place: write.place, index: write.index, objectName: name, indexLabel: label,
          recordIndex: write.index.map { number(of: $0, write.place.constant) },
          isNumbered: write.index.map { $0 == number(of: $0, write.place.constant) } ?? false))
    }
    return result.sorted {
      ($0.place.constant, $0.place.object, $0.place.base?.id ?? 0, $0.offset, $0.size)
        < ($1.place.constant, $1.place.object, $1.place.base?.id ?? 0, $1.offset, $1.size)
    }
  }

  /// What a cell holds in a state.
  public func value(of cell: CellName, in state: Memory) -> Term {
    let saved = select(state)
    defer { memory = saved }
    return read(
      Target(object: cell.place.object, index: cell.index, offset: cell.offset, guarded: pool.true), cell.size
    )
  }

  /// Whether a record is one of its array.
  public func isInside(_ cell: CellName) -> Term {
    let object = space[cell.place.object]
    guard let index = cell.index, let stride = object.stride else { return pool.true }
    return pool.ult(index, pool.constant(object.size / UInt64(stride), width: 64))
  }

  private func number(of index: Term, _ constant: Int64) -> Term {
    let number = pool.constant(UInt64(bitPattern: constant), width: 64)
    guard let folio, isAboutPage(index) else { return number }
    return pool.add(pool.zext(folio.page, to: 64), number)
  }

  /// True where a state knows what the cell holds. Where it does not, the cell is that of a page for which the
  /// page looked at stands.
  ///
  /// The cell of the page looked at itself is one for which others are let off, so it never is.
  public func isKnown(_ cell: CellName, in state: Memory) -> Term {
    guard let index = cell.index, !isAboutPage(index) else { return pool.true }
    let saved = select(state)
    defer { memory = saved }
    // Only of a cell that is written for each page in just this width: then the page looked at has it too.
    return pool.not(
      isUntracked(cell.place.object, index) { $0.offset == cell.offset && $0.size == cell.size })
  }

  /// Is the condition false in every world, by a cheap question? "No" may be wrong.
  public func isRuledOut(_ condition: Term) -> Bool { isInfeasible(condition) }

  private func indexLabel(_ base: Term?, _ constant: Int64) -> String {
    guard let base else { return "\(constant)" }
    return recordLabel(of: base, constant)
  }
}

extension CellName {
  /// Are both of one record?
  public func isOfRecord(of other: CellName) -> Bool { place.isOfRecord(of: other.place) }
}

extension WriteRecord {
  /// Did this store go to that cell?
  public func isTo(_ cell: CellName) -> Bool { place == cell.place }

  /// Did it go to the record that the cell is of?
  public func isToRecord(of cell: CellName) -> Bool { place.isOfRecord(of: cell.place) }
}
