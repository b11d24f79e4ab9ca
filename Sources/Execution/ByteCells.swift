import Terms

/// Bytes `[offset, offset + size)` that have been touched, as one term of `8 * size` bits, little endian.
struct Cell {
  var size: Int
  var value: Term
}

/// The touched cells of one object or one record: non-overlapping, keyed by byte offset.
///
/// Kernel code reads and writes a field at the same width nearly always, so a cell is as wide as its
/// first access; an access of another width takes or replaces a slice of it.
struct ByteCells {
  private(set) var cells: [Int: Cell] = [:]

  /// The widest access that this view has to search for around an offset, in bytes.
  private static let widest = 8

  subscript(offset: Int) -> Cell? { cells[offset] }

  /// Cells that overlap `[offset, offset + size)`, by ascending offset.
  func overlapping(_ offset: Int, _ size: Int) -> [(offset: Int, cell: Cell)] {
    if let exact = cells[offset], exact.size >= size { return [(offset, exact)] }
    var found: [(offset: Int, cell: Cell)] = []
    for start in (offset - Self.widest + 1)..<(offset + size) {
      if let cell = cells[start], start + cell.size > offset { found.append((start, cell)) }
    }
    return found
  }

  /// Stores `value` where no cell is touched, or exactly over one.
  mutating func set(_ offset: Int, _ cell: Cell) { cells[offset] = cell }

  mutating func removeAll(in range: Range<Int>) {
    cells = cells.filter { $0.key + $0.value.size <= range.lowerBound || $0.key >= range.upperBound }
  }

  /// Reads `[offset, offset + size)`; `initial` gives the bytes that no cell covers (it may create
  /// them).
  func read(_ offset: Int, _ size: Int, _ pool: TermPool, initial: (Int, Int) -> Term) -> Term {
    if let exact = cells[offset], exact.size == size { return exact.value }
    let pieces = overlapping(offset, size)
    if pieces.isEmpty { return initial(offset, size) }
    var result: Term?
    var position = offset
    func append(_ piece: Term) { result = result.map { pool.concat(piece, $0) } ?? piece }
    for (start, cell) in pieces {
      if start > position {
        append(initial(position, start - position))
        position = start
      }
      let end = min(start + cell.size, offset + size)
      append(pool.extract(cell.value, high: 8 * (end - start) - 1, low: 8 * (position - start)))
      position = end
    }
    if position < offset + size { append(initial(position, offset + size - position)) }
    return result ?? initial(offset, size)
  }

  /// Writes `value` over `[offset, offset + size)` where `guarded` holds.
  mutating func write(
    _ offset: Int, _ size: Int, _ value: Term, guarded: Term, _ pool: TermPool,
    initial: (Int, Int) -> Term
  ) {
    let pieces = overlapping(offset, size)
    if pieces.isEmpty || (pieces.count == 1 && pieces[0].offset == offset && pieces[0].cell.size == size) {
      let old = guarded == pool.true ? value : read(offset, size, pool, initial: initial)
      cells[offset] = Cell(size: size, value: pool.ite(guarded, value, old))
      return
    }
    var position = offset
    func fresh(_ from: Int, _ to: Int) -> Cell {
      let part = pool.extract(value, high: 8 * (to - offset) - 1, low: 8 * (from - offset))
      let old = guarded == pool.true ? part : initial(from, to - from)
      return Cell(size: to - from, value: pool.ite(guarded, part, old))
    }
    for (start, cell) in pieces {
      if start > position { cells[position] = fresh(position, start) }
      let from = max(start, offset)
      let to = min(start + cell.size, offset + size)
      var replaced = pool.extract(value, high: 8 * (to - offset) - 1, low: 8 * (from - offset))
      if from > start {
        replaced = pool.concat(replaced, pool.extract(cell.value, high: 8 * (from - start) - 1, low: 0))
      }
      if to < start + cell.size {
        replaced = pool.concat(
          pool.extract(cell.value, high: 8 * cell.size - 1, low: 8 * (to - start)), replaced)
      }
      cells[start] = Cell(size: cell.size, value: pool.ite(guarded, replaced, cell.value))
      position = to
    }
    if position < offset + size { cells[position] = fresh(position, offset + size) }
  }
}
