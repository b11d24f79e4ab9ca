/// Computes the values of terms under one assignment of the variables, and remembers them.
///
/// Without recursion: terms are deeper than the machine's stack.
public final class Evaluator {
  private let pool: TermPool
  private let value: (Term) -> UInt64?
  private var values: ContiguousArray<UInt64> = []
  private var isDone: ContiguousArray<Bool> = []

  /// - Parameters:
  ///   - model: the value of a variable, of which the low bits count; nil reads as the low end of its range.
  public init(_ pool: TermPool, _ model: @escaping (Term) -> UInt64?) {
    self.pool = pool
    value = model
  }

  /// Forgets the values of a variable and of all terms made after it, because the variable's value has
  /// changed: nothing older can depend on it.
  public func forget(from variable: Term) {
    for position in Int(variable.id)..<max(Int(variable.id), isDone.count) { isDone[position] = false }
  }

  /// The value of a term, below 2^width.
  public func value(of term: Term) -> UInt64 {
    if values.count < pool.count {
      let missing = pool.count - values.count
      values.append(contentsOf: repeatElement(0, count: missing))
      isDone.append(contentsOf: repeatElement(false, count: missing))
    }
    var stack = [term]
    while let top = stack.last {
      if isDone[Int(top.id)] {
        stack.removeLast()
        continue
      }
      let depth = stack.count
      pool.forEachOperand(of: top) { if !isDone[Int($0.id)] { stack.append($0) } }
      guard stack.count == depth else { continue }
      values[Int(top.id)] = computed(top)
      isDone[Int(top.id)] = true
      stack.removeLast()
    }
    return values[Int(term.id)]
  }

  @inline(__always)
  private func result(_ term: Term) -> UInt64 { values[Int(term.id)] }

  private func computed(_ term: Term) -> UInt64 {
    let record = pool.records[term]
    let width = Int(record.width)
    switch record.code {
    case .constant: return record.value
    case .variable:
      return (value(term) ?? pool.variableInfos[Int(record.a)].range.lowerBound) & Bits.mask(width)
    case .not: return ~result(record.first) & Bits.mask(width)
    case .and where width == 1: return pool.records.list(of: record).allSatisfy { result($0) == 1 } ? 1 : 0
    case .or where width == 1: return pool.records.list(of: record).contains { result($0) == 1 } ? 1 : 0
    case .ite: return result(record.first) == 1 ? result(record.second) : result(record.third)
    case .concat:
      return result(record.first) << UInt64(pool.width(record.second)) | result(record.second)
    case .extract: return result(record.first) >> UInt64(record.low) & Bits.mask(width)
    case .zext: return result(record.first)
    case .sext:
      return UInt64(bitPattern: Bits.signed(result(record.first), pool.width(record.first)))
        & Bits.mask(width)
    default:
      return record.code.apply(
        result(record.first), result(record.second), width: pool.width(record.first))
    }
  }
}

extension TermPool {
  /// An evaluator that remembers values across calls, for one assignment.
  public func evaluator(_ model: @escaping (Term) -> UInt64?) -> Evaluator { Evaluator(self, model) }

  /// The value of a term under an assignment of the variables; see `Evaluator`.
  public func evaluate(_ term: Term, _ model: (Term) -> UInt64?) -> UInt64 {
    withoutActuallyEscaping(model) { Evaluator(self, $0).value(of: term) }
  }
}
