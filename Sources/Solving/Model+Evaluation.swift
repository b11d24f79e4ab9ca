import Terms

extension Model {
  /// The values of terms in this model, by the pool's evaluator.
  func values(of terms: [Term], in pool: TermPool) -> [UInt64] {
    let evaluator = pool.evaluator { self[$0] }
    return terms.map { evaluator.value(of: $0) }
  }

  /// What is wrong with this as a model of the assertions; nil if nothing is.
  func flaw(for assertions: [Term], in pool: TermPool) -> String? {
    var ordinals = VariableSet()
    for assertion in assertions { ordinals.formUnion(pool.variables(of: assertion)) }
    for ordinal in ordinals {
      let variable = pool.variable(ordinal: ordinal)
      guard let information = pool.variableInfo(variable) else { continue }
      if !information.range.contains(self[variable]) {
        return "\(information.name) = \(self[variable]) is outside of \(information.range)"
      }
    }
    let values = values(of: assertions, in: pool)
    for (position, value) in values.enumerated() where value != 1 {
      return "assertion \(position) of \(assertions.count) evaluates to \(value)"
    }
    return nil
  }
}
