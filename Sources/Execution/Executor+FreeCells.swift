import Terms

/// Cells of which the world says nothing: what a step leaves in them is as good as what was there.
///
/// Such a cell's variable may stand in other cells, too. A spec that keeps a copy of a counter (`was = counter`) describes
/// worlds in which the two are equal, so that the next step's world has the counter as the step left it and the same in
/// the copy. Whether it has, is asked of `DependentCell`.
extension Executor {
  /// The variable that a cell is at first, if it may have any value.
  public func freeVariable(of cell: CellName) -> Term? {
    guard let before, cell.recordIndex == nil else { return nil }
    let value = value(of: cell, in: before)
    let width = pool.width(value)
    guard let info = pool.variableInfo(value), info.range == 0...(UInt64.max >> UInt64(64 - width)) else {
      return nil
    }
    func isAbout(_ term: Term) -> Bool { pool.variables(of: term).contains(info.ordinal) }
    let isDescribed =
      worldTerms.contains(where: isAbout)
      || functionsOfIndex.values.joined().contains { isAbout($0.value) || isAbout($0.index) }
      || initialRecords.values.contains { $0.keys.contains(where: isAbout) }
    return isDescribed ? nil : value
  }

  /// A cell whose value at first is told by variables that are other cells'.
  public struct DependentCell {
    let target: Target
    let size: Int
    public let name: String
    /// What it holds at first.
    public let before: Term
  }

  /// The cells whose values at first have some of these variables in them, but for the variables' own.
  public func dependents(on variables: [CellName: Term]) -> [DependentCell] {
    guard let before else { return [] }
    let ordinals = Set(variables.values.compactMap { pool.variableInfo($0)?.ordinal })
    let own = Set(
      variables.keys.map { DependentPlace(object: $0.place.object, index: nil, offset: $0.offset) })
    var found: [DependentPlace: Int] = [:]
    func note(_ cells: ByteCells, _ id: ObjectID, _ index: Term?) {
      for (offset, cell) in cells.cells {
        let place = DependentPlace(object: id, index: index, offset: offset)
        guard !own.contains(place), pool.variables(of: cell.value).contains(where: ordinals.contains) else {
          continue
        }
        found[place] = max(found[place] ?? 0, cell.size)
      }
    }
    for (id, cells) in before.objects { note(cells, id, nil) }
    for (id, cells) in initialObjects where !space[id].isLocal { note(cells, id, nil) }
    for (id, records) in initialRecords {
      for (index, cells) in records { note(cells, id, index) }
    }
    for (id, groups) in before.arrays {
      for (base, group) in groups {
        for (constant, record) in group.records {
          let index = pool.add(base, pool.constant(UInt64(bitPattern: constant), width: 64))
          note(record.cells, id, index)
        }
      }
    }
    let saved = select(before)
    defer { memory = saved }
    return found.sorted { $0.key < $1.key }.map { place, size in
      let target = Target(object: place.object, index: place.index, offset: place.offset, guarded: pool.true)
      return DependentCell(
        target: target, size: size, name: "\(space[place.object].name)+\(place.offset)",
        before: read(target, size))
    }
  }

  /// What such a cell holds in the present state.
  public func value(of cell: DependentCell) -> Term { read(cell.target, cell.size) }
}

/// Where a cell is.
private struct DependentPlace: Hashable, Comparable {
  let object: ObjectID
  let index: Term?
  let offset: Int

  static func < (left: Self, right: Self) -> Bool {
    (left.object, left.index?.id ?? 0, left.offset) < (right.object, right.index?.id ?? 0, right.offset)
  }
}
