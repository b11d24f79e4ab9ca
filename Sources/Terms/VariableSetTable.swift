/// The variables of each term, computed when asked for.
///
/// Sets are numbered, equal ones once, and the union of two numbered sets is computed once: in a large DAG
/// most terms share the set of an operand.
struct VariableSetTable {
  private struct Pair: Hashable {
    let left, right: UInt32
  }

  private static let missing = UInt32.max
  private var sets: [VariableSet] = [VariableSet()]
  private var numbers: [VariableSet: UInt32] = [VariableSet(): 0]
  private var unions: [Pair: UInt32] = [:]
  /// The number of each term's set, by id.
  private var ofTerm: ContiguousArray<UInt32> = []

  mutating func set(of term: Term, in pool: TermPool) -> VariableSet {
    if ofTerm.count < pool.count {
      ofTerm.append(contentsOf: repeatElement(Self.missing, count: pool.count - ofTerm.count))
    }
    var stack = [term]
    while let top = stack.last {
      if ofTerm[Int(top.id)] != Self.missing {
        stack.removeLast()
        continue
      }
      let depth = stack.count
      var number: UInt32 = 0
      for operand in pool.operands(of: top) {
        let known = ofTerm[Int(operand.id)]
        if known == Self.missing {
          stack.append(operand)
        } else if stack.count == depth {
          number = union(number, known)
        }
      }
      guard stack.count == depth else { continue }
      if let info = pool.variableInfo(top) { number = intern(VariableSet(info.ordinal)) }
      ofTerm[Int(top.id)] = number
      stack.removeLast()
    }
    return sets[Int(ofTerm[Int(term.id)])]
  }

  private mutating func union(_ left: UInt32, _ right: UInt32) -> UInt32 {
    if left == right || right == 0 { return left }
    if left == 0 { return right }
    let pair = left < right ? Pair(left: left, right: right) : Pair(left: right, right: left)
    if let known = unions[pair] { return known }
    let number = intern(sets[Int(left)].union(sets[Int(right)]))
    unions[pair] = number
    return number
  }

  private mutating func intern(_ set: VariableSet) -> UInt32 {
    if let known = numbers[set] { return known }
    let number = UInt32(sets.count)
    sets.append(set)
    numbers[set] = number
    return number
  }
}
