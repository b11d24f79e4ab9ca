/// The natural loops of a control-flow graph, and how they nest.
struct LoopForest {
  private(set) var loops: [Loop] = []
  private(set) var innermost: [Int?]
  private(set) var isReducible = true

  init(_ successors: [[Int]], _ predecessors: [[Int]], _ order: [Int], _ dominators: [Int?]) {
    innermost = Array(repeating: nil, count: successors.count)
    var position = Array(repeating: -1, count: successors.count)
    for (index, block) in order.enumerated() { position[block] = index }

    var latches: [Int: [Int]] = [:]
    for from in order {
      for target in successors[from] where position[target] <= position[from] {
        if ControlFlow.isAncestor(target, from, dominators) {
          latches[target, default: []].append(from)
        } else {
          isReducible = false
        }
      }
    }

    let bodies = latches.keys.map { header in
      (header, Self.body(header, latches[header] ?? [], predecessors, position))
    }.sorted { left, right in
      // Natural loops with different headers are nested or disjoint, so the larger is the outer one.
      (-left.1.count, position[left.0]) < (-right.1.count, position[right.0])
    }
    for (header, blocks) in bodies {
      let parent = innermost[header]
      let exits = blocks.sorted { position[$0] < position[$1] }.flatMap { from in
        successors[from].filter { !blocks.contains($0) }.map { LoopExit(from: from, to: $0) }
      }
      for block in blocks { innermost[block] = loops.count }
      loops.append(
        Loop(
          header: header, blocks: blocks, latches: latches[header] ?? [], exits: exits, parent: parent,
          depth: parent.map { loops[$0].depth + 1 } ?? 1))
    }
  }

  /// The header, and all blocks from which a latch is reached without passing the header.
  private static func body(
    _ header: Int, _ latches: [Int], _ predecessors: [[Int]], _ position: [Int]
  ) -> Set<Int> {
    var blocks: Set<Int> = [header]
    var work = latches
    while let block = work.popLast() {
      guard blocks.insert(block).inserted else { continue }
      work.append(contentsOf: predecessors[block].filter { position[$0] >= 0 })
    }
    return blocks
  }
}
