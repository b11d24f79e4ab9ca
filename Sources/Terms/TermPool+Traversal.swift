extension TermPool {
  /// Visits the terms below the roots, and the roots, each once and after its operands.
  ///
  /// Without recursion: terms are deeper than the machine's stack.
  public func forEachOperandFirst(
    from roots: [Term], skipping isDone: (Term) -> Bool, visit: (Term) -> Void
  ) {
    var stack = roots.reversed().map { (term: $0, isExpanded: false) }
    while let (term, isExpanded) = stack.popLast() {
      if isDone(term) { continue }
      if isExpanded {
        visit(term)
        continue
      }
      stack.append((term, true))
      for operand in operands(of: term) where !isDone(operand) { stack.append((operand, false)) }
    }
  }
}
