import Terms

/// Hides what a term says about other pages than those of a goal.
///
/// In each wide node, the operands that speak about other pages are together replaced by one fresh
/// Boolean variable. The same operands of the same connective always get the same variable.
///
/// Sound for proofs: any model of the original terms is a model of the rewritten ones, once each fresh
/// variable takes the value that its operands have in it. So if the rewritten terms cannot all be true,
/// neither can the original ones. The converse does not hold: a model of rewritten terms proves nothing.
final class ForeignOperands {
  private struct Group: Hashable {
    let connective: Connective
    let operands: [Term]
  }

  private let pool: TermPool
  private let indices: TermIndices
  private var freshVariables: [Group: Term] = [:]
  private var rewritten: [TermIndices.SetID: [Term: Term]] = [:]

  /// Goals come in the order of pages, so what was rewritten for the pages of long ago is not asked again.
  private static let rememberedSets = 64

  init(pool: TermPool, indices: TermIndices) {
    self.pool = pool
    self.indices = indices
  }

  /// The term as a goal about `pages` needs it.
  ///
  /// - Parameters:
  ///   - term: a term whose pages outside of wide nodes are all in `pages`.
  ///   - pages: the pages of the goal.
  func hidden(in term: Term, except pages: TermIndices.SetID) -> Term {
    guard indices.facts(of: term).containsWide else { return term }
    if rewritten[pages] == nil, rewritten.count >= Self.rememberedSets { rewritten = [:] }
    var memo = rewritten.removeValue(forKey: pages) ?? [:]
    defer { rewritten[pages] = memo }

    let own = indices[pages]
    func isUntouched(_ term: Term) -> Bool {
      let facts = indices.facts(of: term)
      return !facts.containsWide || indices[facts.all].isSubset(of: own)
    }
    func isForeign(_ term: Term) -> Bool {
      !indices[indices.facts(of: term).narrow].isSubset(of: own)
    }
    func result(_ term: Term) -> Term { memo[term] ?? term }

    // Depth-first with an explicit stack: terms are deeper than the machine's stack.
    var stack = [(term: term, isExpanded: false)]
    while let (node, isExpanded) = stack.popLast() {
      if memo[node] != nil || isUntouched(node) { continue }
      let isWide = indices.facts(of: node).isWide
      let operands = pool.operands(of: node)
      let kept = isWide ? operands.filter { !isForeign($0) } : operands
      if !isExpanded {
        stack.append((node, true))
        for operand in kept { stack.append((operand, false)) }
        continue
      }
      guard isWide, let connective = pool.connective(of: node), kept.count < operands.count else {
        memo[node] = pool.replacingOperands(of: node, by: operands.map(result))
        continue
      }
      let stand = freshVariable(
        for: Group(connective: connective, operands: operands.filter(isForeign).sorted()))
      memo[node] = pool.joined(kept.map(result) + [stand], by: connective)
    }
    return result(term)
  }

  private func freshVariable(for group: Group) -> Term {
    if let known = freshVariables[group] { return known }
    let variable = pool.freshCondition(named: "foreign.\(freshVariables.count)")
    freshVariables[group] = variable
    return variable
  }
}
