import Report

extension ProofReport {
  /// Branches that no world reaches, in functions that had none of these before.
  ///
  /// - Parameter before: as it was proved, nothing taken out that was left open; nil if there is none.
  func newlyUnreached(since before: ProofReport?) -> [LocationText] {
    // What is undecided may not have been executed to its end, and then no branch is listed.
    guard let before, !before.claims.flatMap(\.results).contains(where: { $0.verdict == .undecided })
    else { return [] }
    let known = Set(before.unreachedBranches.map { $0.function ?? "" })
    return unreachedBranches.filter { !known.contains($0.function ?? "") }
  }
}
