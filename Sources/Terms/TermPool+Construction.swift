/// The public constructors. Each makes the node itself, or lets the rules make what is equal to it.
extension TermPool {
  private func requireSameWidth(_ a: Term, _ b: Term) {
    precondition(records[a].width == records[b].width, "operands of different widths")
  }

  @inline(__always)
  private func binary(_ code: OpCode, _ a: Term, _ b: Term, _ rule: (Term, Term) -> Term) -> Term {
    requireSameWidth(a, b)
    return simplifies ? rule(a, b) : make(code, a, b)
  }

  /// The bitwise complement; of a condition, its negation.
  public func not(_ a: Term) -> Term { simplifies ? simplifiedNot(a) : makeNot(a) }

  /// Zero less the term.
  public func neg(_ a: Term) -> Term { sub(constant(0, width: width(a)), a) }

  public func and(_ a: Term, _ b: Term) -> Term {
    requireSameWidth(a, b)
    if width(a) == 1 { return conjunction([a, b]) }
    return simplifies ? simplifiedAnd(a, b) : make(.and, a, b)
  }

  public func or(_ a: Term, _ b: Term) -> Term {
    requireSameWidth(a, b)
    if width(a) == 1 { return disjunction([a, b]) }
    return simplifies ? simplifiedOr(a, b) : make(.or, a, b)
  }

  public func xor(_ a: Term, _ b: Term) -> Term { binary(.xor, a, b, simplifiedXor) }
  public func add(_ a: Term, _ b: Term) -> Term { binary(.add, a, b, simplifiedAdd) }
  public func sub(_ a: Term, _ b: Term) -> Term { binary(.sub, a, b, simplifiedSub) }
  public func mul(_ a: Term, _ b: Term) -> Term { binary(.mul, a, b, simplifiedMul) }
  public func udiv(_ a: Term, _ b: Term) -> Term { binary(.udiv, a, b, simplifiedUdiv) }
  public func urem(_ a: Term, _ b: Term) -> Term { binary(.urem, a, b, simplifiedUrem) }
  public func sdiv(_ a: Term, _ b: Term) -> Term { binary(.sdiv, a, b, simplifiedSdiv) }
  public func srem(_ a: Term, _ b: Term) -> Term { binary(.srem, a, b, simplifiedSrem) }
  public func shl(_ a: Term, _ b: Term) -> Term { binary(.shl, a, b, simplifiedShl) }
  public func lshr(_ a: Term, _ b: Term) -> Term { binary(.lshr, a, b, simplifiedLshr) }
  public func ashr(_ a: Term, _ b: Term) -> Term { binary(.ashr, a, b, simplifiedAshr) }

  public func eq(_ a: Term, _ b: Term) -> Term { binary(.eq, a, b, simplifiedEq) }
  public func ne(_ a: Term, _ b: Term) -> Term { not(eq(a, b)) }
  public func ult(_ a: Term, _ b: Term) -> Term { binary(.ult, a, b, simplifiedUlt) }
  public func slt(_ a: Term, _ b: Term) -> Term { binary(.slt, a, b, simplifiedSlt) }
  public func ule(_ a: Term, _ b: Term) -> Term { binary(.ule, a, b) { not(simplifiedUlt($1, $0)) } }
  public func sle(_ a: Term, _ b: Term) -> Term { binary(.sle, a, b) { not(simplifiedSlt($1, $0)) } }
  public func ugt(_ a: Term, _ b: Term) -> Term { ult(b, a) }
  public func uge(_ a: Term, _ b: Term) -> Term { ule(b, a) }
  public func sgt(_ a: Term, _ b: Term) -> Term { slt(b, a) }
  public func sge(_ a: Term, _ b: Term) -> Term { sle(b, a) }

  /// The unsigned minimum.
  public func umin(_ a: Term, _ b: Term) -> Term { binary(.umin, a, b, simplifiedUmin) }

  /// `yes` where the condition holds, else `no`.
  public func ite(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    precondition(width(condition) == 1, "a condition has width 1")
    requireSameWidth(yes, no)
    return simplifies ? simplifiedIte(condition, yes, no) : makeIte(condition, yes, no)
  }

  public func implies(_ a: Term, _ b: Term) -> Term { disjunction([not(a), b]) }

  /// That all conditions hold; true if there are none.
  public func conjunction(_ conditions: [Term]) -> Term {
    precondition(conditions.allSatisfy { width($0) == 1 }, "a condition has width 1")
    if simplifies { return simplifiedConjunction(conditions) }
    return conditions.count < 2 ? conditions.first ?? `true` : makeList(.and, conditions)
  }

  /// That at least one condition holds; false if there are none.
  public func disjunction(_ conditions: [Term]) -> Term {
    precondition(conditions.allSatisfy { width($0) == 1 }, "a condition has width 1")
    if simplifies { return simplifiedNot(simplifiedConjunction(conditions.map(simplifiedNot))) }
    return conditions.count < 2 ? conditions.first ?? `false` : makeList(.or, conditions)
  }

  /// The bits of `high` above those of `low`; at most 64 together.
  public func concat(_ high: Term, _ low: Term) -> Term {
    precondition(width(high) + width(low) <= 64, "a width of 1 to 64 bits")
    return simplifies ? simplifiedConcat(high, low) : makeConcat(high, low)
  }

  /// The bits from `low` to `high`, both included; bit 0 is the lowest.
  public func extract(_ a: Term, high: Int, low: Int) -> Term {
    precondition(low >= 0 && high >= low && high < width(a), "bits of the term")
    return simplifies ? simplifiedExtract(a, high: high, low: low) : makeExtract(a, high: high, low: low)
  }

  /// Widened by zeros to `width`, which is at least the term's own.
  public func zext(_ a: Term, to width: Int) -> Term {
    precondition(width >= self.width(a) && width <= 64, "a width from the term's own to 64 bits")
    if width == self.width(a) { return a }
    return simplifies ? simplifiedZext(a, to: width) : makeZext(a, to: width)
  }

  /// Widened by copies of the sign to `width`, which is at least the term's own.
  public func sext(_ a: Term, to width: Int) -> Term {
    precondition(width >= self.width(a) && width <= 64, "a width from the term's own to 64 bits")
    if width == self.width(a) { return a }
    return simplifies ? simplifiedSext(a, to: width) : makeSext(a, to: width)
  }

  /// The low `width` bits.
  public func trunc(_ a: Term, to width: Int) -> Term {
    precondition(width >= 1 && width <= self.width(a), "a width up to the term's own")
    return width == self.width(a) ? a : extract(a, high: width - 1, low: 0)
  }

  /// An operation by name, for those who rebuild terms.
  ///
  /// - Parameter operands: as many as the operation takes; two or more for `and` and `or`.
  public func op(_ operation: Op, _ operands: [Term]) -> Term {
    let (a, b) = (operands[0], operands.count > 1 ? operands[1] : operands[0])
    switch operation {
    case .not: return not(a)
    case .and: return width(a) == 1 ? conjunction(operands) : operands.dropFirst().reduce(a) { and($0, $1) }
    case .or: return width(a) == 1 ? disjunction(operands) : operands.dropFirst().reduce(a) { or($0, $1) }
    case .xor: return xor(a, b)
    case .add: return add(a, b)
    case .sub: return sub(a, b)
    case .mul: return mul(a, b)
    case .udiv: return udiv(a, b)
    case .urem: return urem(a, b)
    case .sdiv: return sdiv(a, b)
    case .srem: return srem(a, b)
    case .shl: return shl(a, b)
    case .lshr: return lshr(a, b)
    case .ashr: return ashr(a, b)
    case .eq: return eq(a, b)
    case .ult: return ult(a, b)
    case .ule: return ule(a, b)
    case .slt: return slt(a, b)
    case .sle: return sle(a, b)
    case .ite: return ite(a, b, operands[2])
    case .concat: return concat(a, b)
    case .extract(let high, let low): return extract(a, high: high, low: low)
    case .zext(let width): return zext(a, to: width)
    case .sext(let width): return sext(a, to: width)
    case .umin: return umin(a, b)
    }
  }
}
