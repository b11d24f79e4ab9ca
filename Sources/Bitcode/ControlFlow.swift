/// The shape of a function's control flow: who follows whom, dominance and loops. Computed from the
/// blocks' successors alone; block 0 is the entry.
public struct ControlFlow: Sendable {
  /// For each block the blocks that may run next, each once.
  public let successors: [[Int]]
  public let predecessors: [[Int]]
  /// The blocks reachable from the entry; but for the back edges of loops, each after its predecessors.
  public let reversePostorder: [Int]
  /// Nil for the entry and for blocks that are not reachable.
  public let immediateDominator: [Int?]
  /// An outer loop stands before the loops inside it.
  public let loops: [Loop]
  /// For each block the index in `loops` of the smallest loop around it.
  public let innermostLoop: [Int?]
  /// Whether every cycle is entered by its header only.
  public let isReducible: Bool

  let immediatePostDominator: [Int?]
  let canFinish: [Bool]

  /// `isDeadEnd[b]`: block b ends in `unreachable`, so that paths into it count for nothing when it
  /// is asked what must run after what.
  public init(successors: [[Int]], isDeadEnd: [Bool]) {
    let order = Self.reversePostorder(of: successors)
    let predecessors = Self.reverse(successors)
    let dominators = Self.immediateDominators(order, predecessors)
    let forest = LoopForest(successors, predecessors, order, dominators)
    let after = Self.postDominators(successors, predecessors, order, isDeadEnd)
    self.successors = successors
    self.predecessors = predecessors
    reversePostorder = order
    immediateDominator = dominators
    loops = forest.loops
    innermostLoop = forest.innermost
    isReducible = forest.isReducible
    immediatePostDominator = after.immediate
    canFinish = after.canFinish
  }

  /// Whether every path from the entry to `block` passes `dominator` (a block dominates itself).
  public func dominates(_ dominator: Int, _ block: Int) -> Bool {
    Self.isAncestor(dominator, block, immediateDominator)
  }

  /// Whether every path from `block` to a return passes `later` (a block post-dominates itself). Paths
  /// that end in `unreachable` do not count; a block from which no return is reached is post-dominated by
  /// itself only.
  public func postDominates(_ later: Int, _ block: Int) -> Bool {
    Self.isAncestor(later, block, immediatePostDominator)
  }

  static func isAncestor(_ ancestor: Int, _ block: Int, _ parents: [Int?]) -> Bool {
    var current: Int? = block
    while let here = current {
      if here == ancestor { return true }
      current = parents[here]
    }
    return false
  }
}

/// A natural loop: the blocks from which a latch is reached without passing the header again.
public struct Loop: Sendable, Hashable {
  public let header: Int
  public let blocks: Set<Int>
  /// The blocks in the loop that jump back to the header.
  public let latches: [Int]
  /// Edges that leave the loop.
  public let exits: [LoopExit]
  /// The next larger loop around this one, as an index in `ControlFlow.loops`.
  public let parent: Int?
  /// 1 for an outermost loop.
  public let depth: Int
}

/// An edge out of a loop.
public struct LoopExit: Sendable, Hashable {
  public let from: Int
  public let to: Int
}
