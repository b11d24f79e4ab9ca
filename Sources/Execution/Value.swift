import Terms

/// What a register of the program holds: one bit-vector, or the members of an aggregate (the result of
/// an assembly statement with several outputs, a struct passed by value).
enum Value {
  case term(Term)
  case aggregate([Value])

  /// The bit-vector, if this is one.
  var term: Term? {
    if case .term(let term) = self { return term }
    return nil
  }
}
