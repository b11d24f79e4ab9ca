import Terms

/// What the description of a record has said of it so far.
struct RecordDescription {
  /// The variables that it made: what the record's cells hold, and what it chose.
  var variables: [Term] = []
  /// What it assumes.
  var assumed: [Term] = []
}

/// What a describe function may assume: something of the record, and nothing of the world or of its index.
extension Executor {
  /// Assumes what the description of a record says, if in every world some record is like that.
  ///
  /// The records that the unit touches are described then. If a description took worlds away, those would be gone in which
  /// the unit goes astray: `pp_assume(index < 4)` for an array of 16 says that no record behind the fourth is ever
  /// touched. (What a world says by touching records itself is another matter: it may, as with any other assumption.)
  /// Where it cannot be shown that there is such a record, nothing is assumed, and no claim is proved of those worlds.
  func assumeDescribed(_ id: ObjectID, _ describe: String) throws {
    // `pp_assume()` has done it already while the world is built.
    guard before != nil, !description.assumed.isEmpty else { return }
    let condition = pool.conjunction(description.assumed)
    guard let missing = try worldsWithoutRecord(condition, describe) else {
      for part in description.assumed { assume(part) }
      return
    }
    oblige(
      .untraced, missing,
      "a record of \(space[id].name)[] is touched of which \(describe)() assumes what no record has in some world",
      at: nil, isLost: true)
  }

  /// Nil if a record of which `condition` is true is there in every world. One that is enough: empty, or with all bits
  /// set, or with a small number in each cell.
  private func worldsWithoutRecord(_ condition: Term, _ describe: String) throws -> Term? {
    var missing: [Term] = []
    for filling in [0, UInt64.max, 1] as [UInt64] {
      var map: [Term: Term] = [:]
      for variable in description.variables {
        let value = filling & (UInt64.max >> UInt64(64 - pool.width(variable)))
        guard pool.range(variable).contains(value) else { continue }
        map[variable] = pool.constant(value, width: pool.width(variable))
      }
      let fails = pool.not(pool.substitute(condition, map))
      if fails == pool.false { return nil }
      missing.append(fails)
    }
    let nowhere = pool.conjunction(missing)
    let answer = try prover.prove(
      pool.not(nowhere), label: "a record for \(describe)", limit: questionLimit)
    if case .proved = answer { return nil }
    return nowhere
  }
}
