import Terms

/// The few questions about a term's shape that execution asks.
extension TermPool {
  func asIte(_ term: Term) -> (condition: Term, yes: Term, no: Term)? {
    if case .ite(let condition, let yes, let no) = node(term) { return (condition, yes, no) }
    return nil
  }

  func asNot(_ term: Term) -> Term? {
    if case .not(let inner) = node(term) { return inner }
    return nil
  }

  func asBelow(_ term: Term) -> (Term, Term)? {
    if case .ult(let a, let b) = node(term) { return (a, b) }
    return nil
  }

  func asSignedBelow(_ term: Term) -> (Term, Term)? {
    if case .slt(let a, let b) = node(term) { return (a, b) }
    return nil
  }

  func asEqual(_ term: Term) -> (Term, Term)? {
    if case .eq(let a, let b) = node(term) { return (a, b) }
    return nil
  }

  /// What is widened by zeros or by the sign.
  func asWidened(_ term: Term) -> (inner: Term, isSigned: Bool)? {
    switch node(term) {
    case .zext(let inner, _): (inner, false)
    case .sext(let inner, _): (inner, true)
    default: nil
    }
  }
}
