extension ControlFlow {
  static func reverse(_ successors: [[Int]]) -> [[Int]] {
    var result = Array(repeating: [Int](), count: successors.count)
    for (from, targets) in successors.enumerated() {
      for target in targets { result[target].append(from) }
    }
    return result
  }

  /// Depth first from `root`, successors in their order; without recursion, since functions can be long.
  static func reversePostorder(of successors: [[Int]], from root: Int = 0) -> [Int] {
    guard root < successors.count else { return [] }
    var visited = Array(repeating: false, count: successors.count)
    var postorder: [Int] = []
    var stack: [(block: Int, next: Int)] = [(root, 0)]
    visited[root] = true
    while let top = stack.last {
      if top.next < successors[top.block].count {
        stack[stack.count - 1].next += 1
        let target = successors[top.block][top.next]
        if !visited[target] {
          visited[target] = true
          stack.append((target, 0))
        }
      } else {
        postorder.append(top.block)
        stack.removeLast()
      }
    }
    return postorder.reversed()
  }

  /// The algorithm of Cooper, Harvey and Kennedy ("A Simple, Fast Dominance Algorithm"): meet the
  /// dominators of all predecessors, in reverse postorder, until nothing changes.
  static func immediateDominators(_ order: [Int], _ predecessors: [[Int]]) -> [Int?] {
    guard let root = order.first else { return [] }
    var position = Array(repeating: -1, count: predecessors.count)
    for (index, block) in order.enumerated() { position[block] = index }
    var parent: [Int?] = Array(repeating: nil, count: predecessors.count)
    parent[root] = root

    func meet(_ left: Int, _ right: Int) -> Int {
      var left = left
      var right = right
      while left != right {
        // Both walks end at the root, which is its own parent, has position 0 and is met there.
        while position[left] > position[right] { left = parent[left] ?? root }
        while position[right] > position[left] { right = parent[right] ?? root }
      }
      return left
    }

    var isChanged = true
    while isChanged {
      isChanged = false
      for block in order.dropFirst() {
        let known = predecessors[block].filter { position[$0] >= 0 && parent[$0] != nil }
        guard let first = known.first else { continue }
        let dominator = known.dropFirst().reduce(first, meet)
        if parent[block] != dominator {
          parent[block] = dominator
          isChanged = true
        }
      }
    }
    parent[root] = nil
    return parent
  }

  /// Post-dominators with respect to returns: dominators in the reversed graph of the blocks from which a
  /// return is reached. A virtual block behind all returns is the root.
  static func postDominators(
    _ successors: [[Int]], _ predecessors: [[Int]], _ order: [Int], _ isDeadEnd: [Bool]
  ) -> (immediate: [Int?], canFinish: [Bool]) {
    let count = successors.count
    let exit = count
    let returns = order.filter { successors[$0].isEmpty && !isDeadEnd[$0] }
    let isReachable = Set(order)

    var canFinish = Array(repeating: false, count: count)
    var work = returns
    for block in returns { canFinish[block] = true }
    while let block = work.popLast() {
      for from in predecessors[block] where isReachable.contains(from) && !canFinish[from] {
        canFinish[from] = true
        work.append(from)
      }
    }

    var backward = Array(repeating: [Int](), count: count + 1)
    backward[exit] = returns
    for block in order where canFinish[block] {
      for target in successors[block] where canFinish[target] { backward[target].append(block) }
    }
    let immediate = immediateDominators(reversePostorder(of: backward, from: exit), reverse(backward))
    return (immediate.prefix(count).map { $0 == exit ? nil : $0 }, canFinish)
  }
}
