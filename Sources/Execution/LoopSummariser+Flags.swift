import Terms

/// Bits that iterations set and none clears, or that iterations clear and none sets.
extension LoopSummariser {
  /// Places in a word, and for each a condition (width 1): an iteration before has changed it.
  struct Flags {
    let bits: [FlagBit]
    var variables: [Term]

    func allUnchanged(_ pool: TermPool) -> [Term: Term] {
      Dictionary(uniqueKeysWithValues: variables.map { ($0, pool.false) })
    }
  }

  /// A value with more bits that change than this is no set of flags.
  static let mostFlags = 8

  func newFlags(_ name: String, _ bits: [FlagBit], if isUninitialised: Bool) -> Flags {
    Flags(
      bits: bits, variables: bits.map { _ in mark(executor.fresh(name, width: 1), if: isUninitialised) })
  }

  /// The word with those bits changed whose conditions hold.
  func word(_ value: Term, changed flags: Flags) -> Term {
    let width = pool.width(value)
    var set = pool.constant(0, width: width)
    var cleared = set
    for (bit, flag) in zip(flags.bits, flags.variables) {
      let place = pool.shl(pool.zext(flag, to: width), pool.constant(UInt64(bit.place), width: width))
      if bit.isSet { set = pool.or(set, place) } else { cleared = pool.or(cleared, place) }
    }
    return pool.and(pool.or(value, set), pool.not(cleared))
  }

  /// Does an iteration that ends in this value change the flag at that place, had none before?
  func changes(_ after: Term, _ flags: Flags, _ place: Int) -> Term {
    let bit = flags.bits[place]
    let own = pool.substitute(after, [flags.variables[place]: pool.false])
    let value = pool.extract(own, high: bit.place, low: bit.place)
    return bit.isSet ? value : pool.not(value)
  }

  /// The bits that an iteration may change, if they are few, each changes one way only, and they are not all that the
  /// value has: looked for in one world after another. Each becomes a flag with a number of its own, of which every lemma
  /// is said, so that many cost much.
  func flags(from before: Term, to after: Term, _ goesOn: Term) -> Change {
    let width = pool.width(before)
    var set: UInt64 = 0
    var cleared: UInt64 = 0
    let changed = pool.xor(before, after)
    while (set | cleared).nonzeroBitCount <= Self.mostFlags {
      let mask = set | cleared
      let rest = pool.and(changed, pool.constant(~mask & ones(width), width: width))
      let isMore = pool.conjunction([goesOn, pool.ne(rest, pool.constant(0, width: width))])
      guard isMore != pool.false, let world = executor.sampleWorld(where: isMore) else {
        guard width == 1 || mask != ones(width) else { return .unknown }
        return .flags(
          (0..<width).filter { mask >> UInt64($0) & 1 == 1 }.map {
            FlagBit(place: $0, isSet: set >> UInt64($0) & 1 == 1)
          })
      }
      let new = world.value(of: rest)
      set |= new & world.value(of: after)
      cleared |= new & world.value(of: before)
    }
    return .unknown
  }

  private func ones(_ width: Int) -> UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }
}
