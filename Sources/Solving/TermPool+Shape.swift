import Terms

/// What joins the operands of a condition of any number of operands.
enum Connective: Hashable {
  case and
  case or
}

/// The few questions about a term's shape that provers ask, in one place.
extension TermPool {
  /// The connective of a conjunction or disjunction of conditions; nil for any other term.
  func connective(of term: Term) -> Connective? {
    guard width(term) == 1 else { return nil }
    switch operation(of: term) {
    case .and: return .and
    case .or: return .or
    default: return nil
    }
  }

  /// The conditions that a term says all hold, if it is a conjunction or a negated disjunction.
  func conjuncts(of term: Term) -> [Term]? {
    if connective(of: term) == .and { return operands(of: term) }
    guard operation(of: term) == .not, let negated = operands(of: term).first,
      connective(of: negated) == .or
    else { return nil }
    return operands(of: negated).map { not($0) }
  }

  func joined(_ operands: [Term], by connective: Connective) -> Term {
    switch connective {
    case .and: conjunction(operands)
    case .or: disjunction(operands)
    }
  }

  /// The same operation on other operands, which have the same widths.
  func replacingOperands(of term: Term, by operands: [Term]) -> Term {
    guard let operation = operation(of: term), self.operands(of: term) != operands else { return term }
    return op(operation, operands)
  }

  /// The page that a variable belongs to; nil for a global variable and for any other term.
  func pageIndex(ofVariable term: Term) -> Int? { variableInfo(term)?.index }

  /// A new condition that may be true or false.
  func freshCondition(named name: String) -> Term { variable(name, width: 1) }
}
