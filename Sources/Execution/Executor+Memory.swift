import Bitcode
import Terms

/// Loads and stores.
extension Executor {
  func load(_ pointer: Term, _ type: ValueType, _ guarded: Term, _ here: SourceLocation?) -> Value {
    if case .aggregate(let members) = type {
      guard let places = places(of: members) else {
        obligeUnmodelled(
          .instruction, guarded, "load of an aggregate of \(members.count) members", at: here)
        return unknownValue(type, "aggregate") ?? .aggregate([])
      }
      return .aggregate(
        zip(members, places).map { member, offset in
          load(pool.add(pointer, pool.constant(UInt64(offset), width: 64)), member, guarded, here)
        })
    }
    guard type.scalarWidth != nil else {
      obligeUnmodelled(.instruction, guarded, "load of a value of a type without a meaning here", at: here)
      return unknownValue(type, "load") ?? .aggregate([])
    }
    let bits = width(of: type)
    let size = (bits + 7) / 8
    if let parts = parts(ofAccess: pointer, size) {
      let bytes = parts.map { load($0.pointer, .integer(8 * $0.size), guarded, here).term }
      let whole = bytes.compactMap(\.self).reduce(nil as Term?) { low, high in
        low.map { pool.concat(high, $0) } ?? high
      }
      if let whole, bytes.count == parts.count { return .term(pool.trunc(whole, to: bits)) }
    }
    let targets = resolve(pointer, size, guarded, .load, here)
    var result: Term?
    for target in targets.reversed() {
      count(target, isWrite: false)
      demandLocked(target, .load, here)
      demandPromised(target, .load, here)
      demandKnown(target, here)
      noteAccess(target)
      noteVariable(target, here)
      if target.index != nil, type == .pointer {
        pointerFields.insert(RecordField(object: target.object, offset: target.offset))
      }
      // What was stored under this very guard is read back without it.
      let held = pool.assumingTrue(read(target, size), pool.literals(target.guarded))
      let value = steady(held, target, size)
      result = result.map { pool.ite(relative(target.guarded, to: guarded), value, $0) } ?? value
    }
    let value = result ?? fresh("load outside", width: 8 * size)
    return .term(bits == 8 * size ? value : pool.trunc(value, to: bits))
  }

  func store(
    _ value: Value, _ type: ValueType, _ pointer: Term, _ guarded: Term, _ here: SourceLocation?
  ) {
    if case .aggregate(let parts) = value {
      guard case .aggregate(let members) = type, members.count == parts.count,
        let places = places(of: members)
      else {
        obligeUnmodelled(.instruction, guarded, "store of an aggregate", at: here)
        return
      }
      for (number, member) in members.enumerated() {
        store(
          parts[number], member, pool.add(pointer, pool.constant(UInt64(places[number]), width: 64)), guarded,
          here)
      }
      return
    }
    guard case .term(var term) = value, type.scalarWidth == pool.width(term) else {
      obligeUnmodelled(.instruction, guarded, "store of a value of a type without a meaning here", at: here)
      return
    }
    let size = (pool.width(term) + 7) / 8
    term = pool.zext(term, to: 8 * size)
    if let parts = parts(ofAccess: pointer, size) {
      for part in parts {
        let low = 8 * part.offset
        let piece = pool.extract(term, high: low + 8 * part.size - 1, low: low)
        store(.term(piece), .integer(8 * part.size), part.pointer, guarded, here)
      }
      return
    }
    let targets = resolve(pointer, size, guarded, .store, here)
    for target in targets {
      // Which target it is may decide the value: a counter chosen by a flag is increased from what it was.
      let term = targets.count > 1 ? pool.assumingTrue(term, pool.literals(target.guarded)) : term
      if !space[target.object].isLocal {
        demandInitialised(term, target.guarded, "a stored value", here)
      }
      if space[target.object].isConstant {
        oblige(.access, target.guarded, "store to the constant \(space[target.object].name)", at: here)
      }
      count(target, isWrite: true)
      demandLocked(target, .store, here)
      demandPromised(target, .store, here)
      noteAccess(target)
      noteDescribed(target.object)
      write(target, size, term, here)
    }
  }

  /// Where members of a struct or an array that is loaded or stored as a whole lie, by the rules of the target: each behind
  /// the one before, at a multiple of its own alignment. Nil where a member has no size here.
  private func places(of members: [ValueType]) -> [Int]? {
    var offset = 0
    var found: [Int] = []
    for member in members {
      guard let (size, alignment) = Self.layout(of: member) else { return nil }
      offset = (offset + alignment - 1) / alignment * alignment
      found.append(offset)
      offset += size
    }
    return found
  }

  private static func layout(of type: ValueType) -> (size: Int, alignment: Int)? {
    switch type {
    case .pointer: return (8, 8)
    case .integer(let width):
      let bytes = (width + 7) / 8
      guard bytes.nonzeroBitCount == 1 else { return nil }
      return (bytes, bytes)
    case .aggregate(let members):
      var (offset, most) = (0, 1)
      for member in members {
        guard let (size, alignment) = layout(of: member) else { return nil }
        offset = (offset + alignment - 1) / alignment * alignment + size
        most = max(most, alignment)
      }
      return ((offset + most - 1) / most * most, most)
    case .void, .other: return nil
    }
  }

  /// An obligation that what the object holds at first has a meaning here.
  private func demandKnown(_ target: Target, _ here: SourceLocation?) {
    guard let what = refusedGlobals[target.object] else { return }
    obligeUnmodelled(.instruction, target.guarded, what, at: here)
  }

  private func noteAccess(_ target: Target) {
    guard settings.isStep, isInUnit, let index = target.index else { return }
    let record = TouchedIndex(object: target.object, index: index)
    recordsAccessed[record] = pool.or(recordsAccessed[record] ?? pool.false, target.guarded)
  }

  /// An obligation that the object's lock is held, if it has one.
  private func demandLocked(_ target: Target, _ use: AccessUse, _ here: SourceLocation?) {
    guard isInUnit, let lock = locks[target.object] else { return }
    let state = pool.assumingTrue(read(lock, 1), pool.literals(target.guarded))
    let bad = pool.and(target.guarded, pool.eq(state, pool.constant(0, width: 8)))
    guard bad != pool.false, !isInfeasible(bad) else { return }
    oblige(.access, bad, "\(use) of \(space[target.object].name) without its lock", at: here)
  }

  // MARK: One target

  func read(_ target: Target, _ size: Int) -> Term {
    let id = target.object
    generic.noteRead(target, size)
    if let index = target.index { return readRecord(id, index, target.offset, size) }
    let cells = (space[id].isLocal ? locals : memory).objects[id] ?? ByteCells()
    return cells.read(target.offset, size, pool) { initial(id, $0, $1) }
  }

  func write(_ target: Target, _ size: Int, _ value: Term, _ here: SourceLocation?) {
    let id = target.object
    if describing == nil {
      if generic.writesOwnOnly, let index = target.index, group(of: index).constant != 0 {
        generic.othersWritten.append(.init(object: id, index: index, offset: target.offset, size: size))
        return
      }
      generic.noteWrite(target, size)
    }
    if recordsWrites, !space[id].isLocal {
      let (base, constant) = target.index.map { group(of: $0) } ?? (nil as Term?, 0)
      writes.append(
        WriteRecord(
          place: Place(object: id, base: base, constant: constant, offset: target.offset, size: size),
          index: target.index, guarded: target.guarded, location: here))
    }
    if let index = target.index {
      if let current = describing, current.object == id, current.index == index {
        // Reading first creates the cells, so that the write below meets only existing ones.
        _ = initialRecord(id, index, target.offset, size)
        var cells = initialRecords[id]?[index] ?? ByteCells()
        cells.write(target.offset, size, value, guarded: target.guarded, pool) {
          initialRecord(id, index, $0, $1)
        }
        initialRecords[id, default: [:]][index] = cells
      } else {
        writeRecord(id, index, target.offset, size, value, guarded: target.guarded)
      }
      return
    }
    let sum = increased(target, size, by: value)
    let (value, guarded) = sum.map { ($0, pool.true) } ?? (value, target.guarded)
    if space[id].isLocal {
      var cells = locals.objects.removeValue(forKey: id) ?? ByteCells()
      cells.write(target.offset, size, value, guarded: guarded, pool) { initial(id, $0, $1) }
      locals.objects[id] = cells
    } else {
      var cells = memory.objects.removeValue(forKey: id) ?? ByteCells()
      cells.write(target.offset, size, value, guarded: guarded, pool) { initial(id, $0, $1) }
      memory.objects[id] = cells
    }
  }

  /// What a counter holds after `value` was stored where the target's guard holds, if that is what it held and something
  /// more: then it is written as a sum, in which what it held cancels out of comparisons.
  ///
  /// Only for windows: page loops have counters in closed forms of their own (`counterStep`).
  private func increased(_ target: Target, _ size: Int, by value: Term) -> Term? {
    guard settings.window != nil, target.guarded != pool.true, size >= 4 else { return nil }
    let old = read(target, size)
    let (before, after) = (pool.linear(old).terms.count, pool.linear(value).terms.count)
    let more = pool.sub(value, old)
    let count = pool.linear(more).terms.count
    guard before > 0, after >= before, count <= 2, count < before + after else { return nil }
    // Where nothing is added it does not matter whether it is.
    let isSome = pool.ne(more, pool.constant(0, width: 8 * size))
    let guarded = pool.conjunction(pool.literals(target.guarded).filter { $0 != isSome })
    return pool.add(old, pool.ite(guarded, more, pool.constant(0, width: 8 * size)))
  }
}
