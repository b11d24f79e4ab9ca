import Terms

/// Records of arrays, reached by symbolic index.
///
/// Each way of writing an index, less its constant, is a group (see `RecordGroup`). The head page of a
/// folio is `F + 0`, the pages of a batch are `(F + p) + i`, the last page that a sanity check looks at
/// is `(F + p + x) + 0`: three groups. Whether a record of one is a record of another is decided by
/// ranges, or kept as a condition in the term.
extension Executor {
  func readRecord(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int) -> Term {
    touch(id, index)
    if let current = describing, current.object == id, current.index == index {
      return initialRecord(id, index, offset, size)
    }
    let (base, constant) = group(of: index)
    bringUpToDate(id, base, constant)
    let cells = memory.arrays[id]?[base]?.records[constant]?.cells ?? ByteCells()
    let value = cells.read(offset, size, pool) { initialRecord(id, index, $0, $1) }
    return untracked(id, index, offset, size, orElse: value)
  }

  func writeRecord(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int, _ value: Term, guarded: Term) {
    touch(id, index)
    let (base, constant) = group(of: index)
    bringUpToDate(id, base, constant)
    var groups = memory.arrays.removeValue(forKey: id) ?? [:]
    var group = groups.removeValue(forKey: base) ?? RecordGroup()
    var record =
      group.records.removeValue(forKey: constant) ?? RecordGroup.Record(applied: group.foreign.count)
    record.cells.write(offset, size, value, guarded: guarded, pool) { initialRecord(id, index, $0, $1) }
    record.isWritten = true
    group.records[constant] = record
    for other in groups.keys {
      groups[other]?.foreign.append(
        ForeignWrite(index: index, offset: offset, size: size, value: value, guarded: guarded))
    }
    groups[base] = group
    memory.arrays[id] = groups
  }

  /// A group that this state has not seen takes over what all others hold now.
  private func ensureGroup(_ id: ObjectID, _ base: Term) {
    guard memory.arrays[id]?[base] == nil else { return }
    var imported = RecordGroup()
    for other in (memory.arrays[id] ?? [:]).keys.sorted() {
      for constant in (memory.arrays[id]?[other]?.records ?? [:]).keys.sorted() {
        guard memory.arrays[id]?[other]?.records[constant]?.isWritten == true else { continue }
        bringUpToDate(id, other, constant)
        let index = pool.add(other, pool.constant(UInt64(bitPattern: constant), width: 64))
        let cells = memory.arrays[id]?[other]?.records[constant]?.cells.cells ?? [:]
        for (offset, cell) in cells.sorted(by: { $0.key < $1.key }) {
          imported.foreign.append(
            ForeignWrite(index: index, offset: offset, size: cell.size, value: cell.value, guarded: pool.true)
          )
        }
      }
    }
    memory.arrays[id, default: [:]][base] = imported
  }

  /// Applies to a record the writes that other groups have made since it was last looked at.
  func bringUpToDate(_ id: ObjectID, _ base: Term, _ constant: Int64) {
    ensureGroup(id, base)
    guard var group = memory.arrays[id]?[base] else { return }
    var record = group.records[constant] ?? RecordGroup.Record()
    guard record.applied < group.foreign.count else { return }
    let index = pool.add(base, pool.constant(UInt64(bitPattern: constant), width: 64))
    for write in group.foreign[record.applied...] {
      let same = sameIndex(write.index, index)
      guard same != pool.false else { continue }
      record.cells.write(
        write.offset, write.size, write.value, guarded: pool.and(write.guarded, same), pool
      ) { initialRecord(id, index, $0, $1) }
    }
    record.applied = group.foreign.count
    group.records[constant] = record
    memory.arrays[id]?[base] = group
  }

  /// Are these the same record? Decided by ranges where they can, by the solver where they cannot.
  func sameIndex(_ a: Term, _ b: Term) -> Term {
    let same = pool.eq(a, b)
    guard pool.asConstant(same) == nil else { return same }
    if let known = distinctIndices[same] { return known ? pool.false : same }
    if isAboutNumbersOfPages(pool.sub(a, b)) { return same }
    let isDistinct = isInfeasible(same)
    distinctIndices[same] = isDistinct
    return isDistinct ? pool.false : same
  }

  // MARK: Initial content

  /// Called before a record is first touched: the spec may describe what it holds at first.
  func touch(_ id: ObjectID, _ index: Term) {
    if isTouched(id, index) { return }
    touchedIndices.insert(TouchedIndex(object: id, index: index))
    touchedRecords[id, default: []].append(index)
    guard case .records(_, let describe?) = space[id].content, let function = module.functions[describe]
    else {
      return
    }
    // A record behind the array's end is none to describe; that it is touched is the unit's fault, and told there.
    if let place = oneValue(of: index), place >= space[id].size / UInt64(space[id].stride ?? 1) { return }
    let savedMemory = memory
    let savedDescribing = describing
    let savedRecording = recordsWrites
    let savedAnew = isDescribingAnew
    let savedDescription = description
    description = RecordDescription()
    if let before { memory = before }
    // What the world is like at first is told here, whoever asks.
    isDescribingAnew = false
    describing = (id, index)
    recordsWrites = false
    let met = obligations.count
    let address = pool.add(
      pool.constant(space[id].address, width: 64),
      pool.mul(index, pool.constant(UInt64(space[id].stride ?? 1), width: 64)))
    do {
      _ = try execute(function, [.term(address), .term(index)], guarded: pool.true)
      try sift(after: met, metIn: describe)
      try assumeDescribed(id, describe)
    } catch {
      deferredError = error
    }
    description = savedDescription
    describing = savedDescribing
    recordsWrites = savedRecording
    isDescribingAnew = savedAnew
    memory = savedMemory
  }

  func initialRecord(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int) -> Term {
    let cells = initialRecords[id]?[index] ?? ByteCells()
    return cells.read(offset, size, pool) { createInitialRecord(id, index, $0, $1) }
  }

  /// A fresh cell of a record, which is that of an earlier record if the two turn out to be one.
  func createInitialRecord(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int) -> Term {
    let object = space[id]
    let (base, constant) = group(of: index)
    var result: Term?
    var position = offset
    while position < offset + size {
      var length = 8
      while length > offset + size - position || position % length != 0 { length /= 2 }
      if let values = settings.values, let place = oneValue(of: index) {
        let word = pool.constant(
          values.record(object.name, place, position, length, address(of:)), width: 8 * length)
        initialRecords[id, default: [:]][index, default: ByteCells()].set(
          position, Cell(size: length, value: word))
        result = result.map { pool.concat(word, $0) } ?? word
        position += length
        continue
      }
      let own = fresh(
        "\(object.name)[\(recordLabel(of: base, constant))]+\(position)", width: 8 * length,
        index: folio == nil ? (before != nil && constant > 0 ? Int(constant) : nil) : pageTag(of: index))
      generic.noteCell(own, .record(id, index: index, offset: position, size: length))
      var value = own
      for other in touchedRecords[id] ?? [] where other != index {
        // Whatever widths the other record was read at: the same bytes are the same.
        guard group(of: other).base != base,
          initialRecords[id]?[other]?.overlapping(position, length).isEmpty == false
        else { continue }
        let same = sameIndex(index, other)
        if same != pool.false {
          value = pool.ite(same, initialRecord(id, other, position, length), value)
        }
      }
      initialRecords[id, default: [:]][index, default: ByteCells()].set(
        position, Cell(size: length, value: value))
      result = result.map { pool.concat(value, $0) } ?? value
      position += length
    }
    return result ?? pool.constant(0, width: 8)
  }

  /// The one value that a term has, if it has one: that of a constant, or of a variable with one value.
  func oneValue(of term: Term) -> UInt64? {
    let range = pool.range(term)
    return range.lowerBound == range.upperBound ? range.lowerBound : nil
  }

  func recordLabel(of base: Term, _ constant: Int64) -> String {
    let names = pool.linear(base).terms.map { term -> String in
      var atom = term.atom
      if let (inner, _) = pool.asWidened(atom) { atom = inner }
      return pool.variableInfo(atom)?.name ?? "?"
    }
    return (names + (constant == 0 && !names.isEmpty ? [] : ["\(constant)"])).joined(separator: "+")
  }
}

struct TouchedIndex: Hashable {
  let object: ObjectID
  let index: Term
}

extension Executor {
  func isTouched(_ id: ObjectID, _ index: Term) -> Bool {
    touchedIndices.contains(TouchedIndex(object: id, index: index))
  }
}
