import Terms

/// Bits that iterations set and none clears.
extension LoopSummariser {
  /// Places in a word, and a condition (width 1) for each.
  struct Flags {
    let bits: [Int]
    var variables: [Term]

    func allClear(_ pool: TermPool) -> [Term: Term] {
      Dictionary(uniqueKeysWithValues: variables.map { ($0, pool.false) })
    }
  }

  /// A value with more bits that change than this is no set of flags.
  static let mostFlags = 8

  func newFlags(_ name: String, _ bits: [Int], if isUninitialised: Bool) -> Flags {
    Flags(
      bits: bits, variables: bits.map { _ in mark(executor.fresh(name, width: 1), if: isUninitialised) })
  }

  /// The word in which just those bits are set whose conditions hold.
  func word(of flags: Flags, like value: Term) -> Term {
    let width = pool.width(value)
    var word = pool.constant(0, width: width)
    for (bit, flag) in zip(flags.bits, flags.variables) {
      word = pool.or(word, pool.shl(pool.zext(flag, to: width), pool.constant(UInt64(bit), width: width)))
    }
    return word
  }

  /// Does an iteration that ends in this value set the flag at that place by itself?
  func sets(_ after: Term, _ flags: Flags, _ place: Int) -> Term {
    let bit = flags.bits[place]
    return pool.extract(pool.substitute(after, flags.allClear(pool)), high: bit, low: bit)
  }

  /// The bits that an iteration may change, if they are few, and not all that the value has: looked for in one world
  /// after another. Each becomes a flag with a witness of its own, of which every lemma is said, so that many cost much.
  func flags(from before: Term, to after: Term, _ goesOn: Term) -> Change {
    let width = pool.width(before)
    var mask: UInt64 = 0
    let changed = pool.xor(before, after)
    while mask.nonzeroBitCount <= Self.mostFlags {
      let rest = pool.and(changed, pool.constant(~mask & ones(width), width: width))
      let isMore = pool.conjunction([goesOn, pool.ne(rest, pool.constant(0, width: width))])
      guard isMore != pool.false, let world = executor.sampleWorld(where: isMore) else {
        guard width == 1 || mask != ones(width) else { return .unknown }
        return .flags((0..<width).filter { mask >> UInt64($0) & 1 == 1 })
      }
      mask |= world.value(of: rest)
    }
    return .unknown
  }

  private func ones(_ width: Int) -> UInt64 { width == 64 ? .max : (1 << UInt64(width)) - 1 }
}
