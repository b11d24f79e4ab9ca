import Bitcode
import Terms

/// What code claims of itself (`Promise`) is a thing to prove.
extension Executor {
  func check(_ promise: Promise, _ arguments: [Value], _ guarded: Term, _ here: SourceLocation?) -> Value? {
    let terms = arguments.compactMap(\.term)
    switch promise {
    case .unreachable:
      oblige(.unreachable, guarded, "__builtin_unreachable() is reached", at: here)
    case .noReturn:
      oblige(
        .unreachable, pool.and(guarded, lastReturned), "a function that is declared noreturn returns",
        at: here)
    case .holds(let what):
      guard let condition = terms.first else { break }
      demandInitialised(condition, guarded, what, here)
      oblige(.unreachable, pool.and(guarded, pool.not(condition)), "\(what) is false", at: here)
    case .flag(let flag, let operation):
      guard terms.count == 2 else { break }
      oblige(
        .undefined, pool.and(guarded, breaks(flag, operation, terms[0], terms[1])),
        Self.words(flag, operation), at: here)
    case .unchecked(let what):
      obligeUnmodelled(.instruction, guarded, "\(what), which nothing here can prove", at: here)
    case .isConstant:
      return .term(terms.first.map { isConstant($0, guarded) } ?? pool.false)
    }
    return nil
  }

  private static func words(_ flag: Promise.Flag, _ operation: BinaryOperation) -> String {
    switch flag {
    case .nsw: "signed overflow (\(operation.rawValue))"
    case .nuw: "unsigned overflow (\(operation.rawValue)) where there must be none"
    case .exact: "a division or shift with a rest where there must be none"
    case .disjoint: "an addition of bits that are set in both operands"
    }
  }

  // MARK: Flags

  private func breaks(_ flag: Promise.Flag, _ operation: BinaryOperation, _ x: Term, _ y: Term) -> Term {
    let width = pool.width(x)
    let zero = pool.constant(0, width: width)
    switch (flag, operation) {
    case (.nsw, .shl): return pool.ne(pool.ashr(pool.shl(x, y), y), x)
    case (.nuw, .shl): return pool.ne(pool.lshr(pool.shl(x, y), y), x)
    case (.nsw, _): return overflows(operation, isSigned: true, x, y)
    case (.nuw, _): return overflows(operation, isSigned: false, x, y)
    case (.exact, .udiv): return pool.ne(pool.urem(x, y), zero)
    case (.exact, .sdiv): return hasRest(x, y)
    case (.exact, _): return pool.ne(pool.shl(pool.lshr(x, y), y), x)
    case (.disjoint, _): return pool.ne(pool.and(x, y), zero)
    }
  }

  /// Whether a signed division leaves a rest. By a power of two, that is said by the low bits.
  private func hasRest(_ x: Term, _ y: Term) -> Term {
    let zero = pool.constant(0, width: pool.width(x))
    if let divisor = pool.asConstant(y), divisor != 0, divisor & (divisor - 1) == 0 {
      return pool.ne(pool.and(x, pool.constant(divisor - 1, width: pool.width(x))), zero)
    }
    return pool.ne(pool.srem(x, y), zero)
  }

  /// Whether a sum, difference or product does not fit.
  func overflows(_ operation: BinaryOperation, isSigned: Bool, _ x: Term, _ y: Term) -> Term {
    let width = pool.width(x)
    func isNegative(_ term: Term) -> Term { pool.extract(term, high: width - 1, low: width - 1) }
    let zero = pool.constant(0, width: width)
    switch (operation, isSigned) {
    case (.add, false): return pool.ult(pool.add(x, y), x)
    case (.sub, false): return pool.ult(x, y)
    case (.add, true):
      let sum = pool.add(x, y)
      return isNegative(pool.and(pool.xor(x, sum), pool.xor(y, sum)))
    case (.sub, true):
      let difference = pool.sub(x, y)
      return isNegative(pool.and(pool.xor(x, y), pool.xor(x, difference)))
    default:
      if width <= 32 {
        func wide(_ term: Term) -> Term {
          isSigned ? pool.sext(term, to: 2 * width) : pool.zext(term, to: 2 * width)
        }
        return pool.ne(pool.mul(wide(x), wide(y)), wide(pool.mul(x, y)))
      }
      // Dividing the product by one factor gives the other, or it has not fitted.
      let product = pool.mul(x, y)
      let quotient = isSigned ? pool.sdiv(product, x) : pool.udiv(product, x)
      let isWrong = pool.and(pool.ne(x, zero), pool.ne(quotient, y))
      guard isSigned else { return isWrong }
      let least = pool.constant(1 << UInt64(width - 1), width: width)
      let isLeast = pool.and(pool.eq(x, pool.not(zero)), pool.eq(y, least))
      return pool.or(isWrong, isLeast)
    }
  }

  // MARK: __builtin_constant_p()

  /// Whether the compiler sees that a value is constant: anything, where it is constant on this path, since that depends on
  /// what is inlined; otherwise no, for a value that varies when the code runs is constant in no inlining.
  private func isConstant(_ value: Term, _ guarded: Term) -> Term {
    guard !settings.isConcrete else { return pool.false }
    var budget = 64
    let could = constantPart(of: pool.assumingTrue(value, pool.literals(guarded)), &budget)
    guard could != pool.false else { return pool.false }
    let answer = fresh("__builtin_constant_p()", width: 1)
    if let info = pool.variableInfo(answer) { compilersChoices.insert(info.ordinal) }
    return pool.and(could, answer)
  }

  /// Where a value is made of constants alone, by what came together. What takes long to find out may be constant.
  private func constantPart(of value: Term, _ budget: inout Int) -> Term {
    guard budget > 0 else { return pool.true }
    budget -= 1
    func all(_ operands: [Term]) -> Term { pool.conjunction(operands.map { constantPart(of: $0, &budget) }) }
    switch pool.node(value) {
    case .constant: return pool.true
    case .variable: return pool.false
    case .ite(let condition, let yes, let no):
      return pool.or(pool.and(condition, all([yes])), pool.and(pool.not(condition), all([no])))
    // 1 or 0, by what a condition says.
    case .zext(let inner, _) where isComparison(inner): return pool.true
    case .sext(let inner, _) where isComparison(inner): return pool.true
    case .not(let inner), .extract(let inner, _, _), .zext(let inner, _), .sext(let inner, _):
      return all([inner])
    case .and(let operands), .or(let operands): return all(operands)
    case .xor(let a, let b), .add(let a, let b), .sub(let a, let b), .mul(let a, let b), .udiv(let a, let b),
      .urem(let a, let b), .sdiv(let a, let b), .srem(let a, let b), .shl(let a, let b), .lshr(let a, let b),
      .ashr(let a, let b), .eq(let a, let b), .ult(let a, let b), .ule(let a, let b), .slt(let a, let b),
      .sle(let a, let b), .concat(let a, let b), .umin(let a, let b):
      return all([a, b])
    }
  }

  /// Whether a term is a condition, and no bit of a word.
  private func isComparison(_ term: Term) -> Bool {
    switch pool.node(term) {
    case .eq, .ult, .ule, .slt, .sle: return true
    case .not(let inner): return isComparison(inner)
    case .and(let parts), .or(let parts): return pool.width(term) == 1 && parts.contains(where: isComparison)
    default: return false
    }
  }

  /// Whether a condition is an answer of `__builtin_constant_p()`, so that both sides of a branch on it are open.
  func isCompilersChoice(_ condition: Term) -> Bool {
    let variables = pool.variables(of: condition)
    return pool.asConstant(condition) == nil && variables.isSubset(of: compilersChoices)
  }

  /// Whether some of these have other values where each `__builtin_constant_p()` is answered by no.
  public func dependsOnCompilersChoice(_ terms: [Term], in value: @escaping (Term) -> UInt64?) -> Bool {
    guard compilersChoices.contains(where: { (value(pool.variable(ordinal: $0)) ?? 0) == 1 }) else {
      return false
    }
    let choices = Set(compilersChoices.map { pool.variable(ordinal: $0) })
    let (own, other) = (pool.evaluator(value), pool.evaluator { choices.contains($0) ? 0 : value($0) })
    return terms.contains { own.value(of: $0) != other.value(of: $0) }
  }

  /// Where a path is taken whatever the compiler answers.
  ///
  /// An arm that does not compile (a call of an error function, an operand that is to be a literal and is not) is one that
  /// no compiler has chosen: what is left of it is where it had no choice. Elsewhere it has answered otherwise.
  func withoutChoice(_ guarded: Term) -> Term {
    let chosen = pool.variables(of: guarded).intersection(compilersChoices)
    var forced = guarded
    for ordinal in chosen {
      let variable = pool.variable(ordinal: ordinal)
      forced = pool.and(
        pool.substitute(forced, [variable: pool.true]), pool.substitute(forced, [variable: pool.false]))
    }
    if forced != guarded { assume(pool.implies(guarded, forced)) }
    return forced
  }

  // MARK: const and pure

  /// What `__attribute__((const))` or `pure` of a function that is being executed says of memory.
  struct PromisedMemory {
    let function: String
    let promise: FunctionTraits.MemoryPromise
    /// Objects from this one on are the function's own locals, or those of what it calls.
    let firstOwn: ObjectID
  }

  func demandPromised(_ target: Target, _ use: AccessUse, _ here: SourceLocation?) {
    guard !promisedMemory.isEmpty else { return }
    for promised in promisedMemory {
      let object = space[target.object]
      if object.isLocal, target.object >= promised.firstOwn { continue }
      if use == .load, promised.promise == .writesNothing || object.isConstant { continue }
      oblige(
        .undefined, target.guarded,
        "a \(use) of \(object.name) in \(promised.function)(), which is declared "
          + (promised.promise == .writesNothing ? "pure" : "const"), at: here)
    }
  }
}
