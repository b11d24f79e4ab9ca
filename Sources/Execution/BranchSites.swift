import Terms

/// What has been learnt of each branch of a run, so that the same question is not put to the solver for
/// each page.
///
/// A branch side that some worlds take at two pages is taken for one that some world takes at the next: it
/// is followed without asking. That costs nothing but the work behind it, for what cannot be is still found
/// out when its obligations are proved. A side that no world took is asked about again, each time.
struct BranchSites {
  /// One side of a branch, as reached through one chain of calls.
  struct Site: Hashable {
    let calls: [String]
    let block: Int
    let side: Int
  }

  private var worldsFound: [Site: Int] = [:]
  /// A first iteration often differs from the rest (its page is the head); two that agree hardly do.
  private static let enough = 2

  func isTakenBySome(_ site: Site) -> Bool { worldsFound[site, default: 0] >= Self.enough }

  mutating func noteWorld(_ site: Site) { worldsFound[site, default: 0] += 1 }
}

extension Executor {
  /// Is this side of a branch of the unit to be followed under `next`?
  func isOpen(_ next: Term, at site: BranchSites.Site) -> Bool {
    if branchSites.isTakenBySome(site) { return !infeasible.contains(next) }
    switch feasibility(of: next) {
    case .impossible: return false
    case .unknown: return true
    case .possible:
      branchSites.noteWorld(site)
      return true
    }
  }

  /// Starts a run of another kind, of which nothing is known: branches that some worlds take in the one
  /// before may be closed in this one.
  public func forgetBranches() { branchSites = BranchSites() }
}
