extension TermPool {
  /// The term with each key of the map replaced by its value, of the same width, and simplified anew.
  ///
  /// All replacements happen at once: the values are not searched for keys. Keys may be any terms.
  public func substitute(_ term: Term, _ map: [Term: Term]) -> Term {
    if map.isEmpty { return term }
    return rebuilt([term], from: self) { map[$0] }[0]
  }

  /// Terms of another pool built in this one.
  ///
  /// - Parameters:
  ///   - terms: of `source`.
  ///   - replacement: the term of this pool for one of `source`; nil to build it from its operands. Must
  ///     give one for each variable, unless `source` is this pool.
  public func rebuilt(
    _ terms: [Term], from source: TermPool, _ replacement: (Term) -> Term?
  ) -> [Term] {
    var memo: [Term: Term] = [:]
    var stack = terms
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      if let replaced = replacement(top) {
        memo[top] = replaced
        continue
      }
      if let value = source.asConstant(top) {
        memo[top] = constant(value, width: source.width(top))
        continue
      }
      guard let operation = source.operation(of: top) else {
        precondition(source === self, "a variable of another pool without a replacement")
        memo[top] = top
        continue
      }
      let operands = source.operands(of: top)
      let missing = operands.filter { memo[$0] == nil }
      if !missing.isEmpty {
        stack.append(contentsOf: missing)
        continue
      }
      let rebuilt = operands.compactMap { memo[$0] }
      memo[top] = source === self && rebuilt == operands ? top : op(operation, rebuilt)
    }
    // Each root was on the stack until it was in the memo.
    return terms.map { memo[$0] ?? $0 }
  }
}
