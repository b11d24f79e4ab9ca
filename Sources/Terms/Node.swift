/// A term taken apart: what it does, to what.
///
/// A simplifying pool makes a subset of these: no `or` of conditions (it is a `not` of an `and`), no `ule`
/// and `sle` (a `not` of the reverse), no shift by a constant (a multiplication or a widened extract).
public enum Node: Hashable, Sendable {
  case constant(UInt64)
  case variable(VariableInfo)
  case not(Term)
  /// Two operands, or two and more conditions.
  case and([Term])
  /// Two operands, or two and more conditions.
  case or([Term])
  case xor(Term, Term)
  case add(Term, Term)
  case sub(Term, Term)
  case mul(Term, Term)
  case udiv(Term, Term)
  case urem(Term, Term)
  case sdiv(Term, Term)
  case srem(Term, Term)
  case shl(Term, Term)
  case lshr(Term, Term)
  case ashr(Term, Term)
  case eq(Term, Term)
  case ult(Term, Term)
  case ule(Term, Term)
  case slt(Term, Term)
  case sle(Term, Term)
  case ite(Term, Term, Term)
  case concat(Term, Term)
  case extract(Term, high: Int, low: Int)
  case zext(Term, to: Int)
  case sext(Term, to: Int)
  /// The second operand of a simplified one is a constant.
  case umin(Term, Term)
}

extension TermPool {
  /// The term taken apart.
  public func node(_ term: Term) -> Node {
    let record = records[term]
    switch record.code {
    case .constant: return .constant(record.value)
    case .variable: return .variable(variableInfos[Int(record.a)])
    case .not: return .not(record.first)
    case .and: return .and(operands(of: term))
    case .or: return .or(operands(of: term))
    case .xor: return .xor(record.first, record.second)
    case .add: return .add(record.first, record.second)
    case .sub: return .sub(record.first, record.second)
    case .mul: return .mul(record.first, record.second)
    case .udiv: return .udiv(record.first, record.second)
    case .urem: return .urem(record.first, record.second)
    case .sdiv: return .sdiv(record.first, record.second)
    case .srem: return .srem(record.first, record.second)
    case .shl: return .shl(record.first, record.second)
    case .lshr: return .lshr(record.first, record.second)
    case .ashr: return .ashr(record.first, record.second)
    case .eq: return .eq(record.first, record.second)
    case .ult: return .ult(record.first, record.second)
    case .ule: return .ule(record.first, record.second)
    case .slt: return .slt(record.first, record.second)
    case .sle: return .sle(record.first, record.second)
    case .ite: return .ite(record.first, record.second, record.third)
    case .concat: return .concat(record.first, record.second)
    case .extract: return .extract(record.first, high: Int(record.high), low: Int(record.low))
    case .zext: return .zext(record.first, to: Int(record.width))
    case .sext: return .sext(record.first, to: Int(record.width))
    case .umin: return .umin(record.first, record.second)
    }
  }

  /// The operands in order; none for constants and variables.
  public func operands(of term: Term) -> [Term] {
    let record = records[term]
    switch record.code {
    case .constant, .variable: return []
    case .not, .extract, .zext, .sext: return [record.first]
    case .ite: return [record.first, record.second, record.third]
    case .and where record.width == 1, .or where record.width == 1:
      return records.list(of: record)
    default: return [record.first, record.second]
    }
  }

  /// The operation; nil for constants and variables. `op` with the same operands gives the term again.
  public func operation(of term: Term) -> Op? {
    let record = records[term]
    switch record.code {
    case .constant, .variable: return nil
    case .not: return .not
    case .and: return .and
    case .or: return .or
    case .xor: return .xor
    case .add: return .add
    case .sub: return .sub
    case .mul: return .mul
    case .udiv: return .udiv
    case .urem: return .urem
    case .sdiv: return .sdiv
    case .srem: return .srem
    case .shl: return .shl
    case .lshr: return .lshr
    case .ashr: return .ashr
    case .eq: return .eq
    case .ult: return .ult
    case .ule: return .ule
    case .slt: return .slt
    case .sle: return .sle
    case .ite: return .ite
    case .concat: return .concat
    case .extract: return .extract(high: Int(record.high), low: Int(record.low))
    case .zext: return .zext(Int(record.width))
    case .sext: return .sext(Int(record.width))
    case .umin: return .umin
    }
  }
}
