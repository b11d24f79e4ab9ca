import Terms

extension Query {
  /// The query as an SMT-LIB script with one `(check-sat)`.
  func script(in pool: TermPool) -> String {
    pool.smtlib(assertions)
  }
}
