import Testing

@testable import Bitcode

/// The definitions of dominance and loops, by search, on a graph of a few blocks.
struct NaiveFlow {
  let successors: [[Int]]
  let isDeadEnd: [Bool]
  var count: Int { successors.count }

  func reachable(from start: Int, without removed: Int? = nil) -> Set<Int> {
    guard start != removed else { return [] }
    var seen: Set<Int> = [start]
    var work = [start]
    while let block = work.popLast() {
      for next in successors[block] where next != removed && seen.insert(next).inserted { work.append(next) }
    }
    return seen
  }

  var live: Set<Int> { reachable(from: 0) }

  func isReturn(_ block: Int) -> Bool { successors[block].isEmpty && !isDeadEnd[block] }

  func dominates(_ a: Int, _ b: Int) -> Bool { a == b || !reachable(from: 0, without: a).contains(b) }

  func postDominates(_ a: Int, _ b: Int) -> Bool {
    if a == b { return true }
    guard reachable(from: b).contains(where: isReturn) else { return false }
    return !reachable(from: b, without: a).contains(where: isReturn)
  }

  /// Header to body.
  var loops: [Int: Set<Int>] {
    var result: [Int: Set<Int>] = [:]
    for latch in live {
      for header in successors[latch] where dominates(header, latch) {
        let body = live.filter { $0 != header && reachable(from: $0, without: header).contains(latch) }
        result[header, default: [header]].formUnion(body.union([header, latch]))
      }
    }
    return result
  }

  /// Whether what is left without back edges has no cycle.
  var isReducible: Bool {
    let forward = successors.enumerated().map { from, targets in
      targets.filter { !(live.contains(from) && dominates($0, from)) }
    }
    let rest = NaiveFlow(successors: forward, isDeadEnd: isDeadEnd)
    return live.allSatisfy { block in
      forward[block].allSatisfy { !rest.reachable(from: $0).contains(block) }
    }
  }
}

struct ControlFlowTests {
  @Test func diamond() {
    let flow = ControlFlow(successors: [[1, 2], [3], [3], []], isDeadEnd: [false, false, false, false])
    #expect(flow.immediateDominator == [nil, 0, 0, 0])
    #expect(flow.postDominates(3, 0))
    #expect(!flow.postDominates(1, 0))
    #expect(flow.loops.isEmpty)
    #expect(flow.predecessors == [[], [0], [0], [1, 2]])
  }

  @Test func pathsIntoUnreachableDoNotCount() {
    // 1 is a BUG(): what follows the check runs whenever the function returns.
    let flow = ControlFlow(successors: [[1, 2], [], []], isDeadEnd: [false, true, false])
    #expect(flow.postDominates(2, 0))
    #expect(!flow.postDominates(1, 0))
    #expect(!flow.postDominates(2, 1))
  }

  @Test func nestedLoops() throws {
    // 0 -> 1; 1 -> 2, 5; 2 -> 3; 3 -> 3, 4; 4 -> 1; 5 returns.
    let flow = ControlFlow(
      successors: [[1], [2, 5], [3], [3, 4], [1], []], isDeadEnd: Array(repeating: false, count: 6))
    try #require(flow.loops.count == 2)
    #expect(flow.loops[0].header == 1)
    #expect(flow.loops[0].blocks == [1, 2, 3, 4])
    #expect(flow.loops[0].latches == [4])
    #expect(flow.loops[0].exits == [LoopExit(from: 1, to: 5)])
    #expect(flow.loops[0].depth == 1)
    #expect(flow.loops[1].header == 3)
    #expect(flow.loops[1].parent == 0)
    #expect(flow.loops[1].depth == 2)
    #expect(flow.innermostLoop == [nil, 0, 0, 1, 0, nil])
    #expect(flow.isReducible)
  }

  @Test func twoEntriesToACycle() {
    let flow = ControlFlow(successors: [[1, 2], [2], [1, 3], []], isDeadEnd: [false, false, false, false])
    #expect(!flow.isReducible)
  }

  @Test func emptyFunction() {
    let flow = ControlFlow(successors: [], isDeadEnd: [])
    #expect(flow.reversePostorder.isEmpty)
    #expect(flow.isReducible)
  }

  @Test(arguments: 1...400) func agreesWithTheDefinitions(seed: Int) {
    var random = SplitMix(state: UInt64(seed))
    let count = 1 + Int(random.next() % 11)
    var successors: [[Int]] = []
    for _ in 0..<count {
      let targets = (0..<Int(random.next() % 4)).map { _ in Int(random.next() % UInt64(count)) }
      successors.append(Array(Set(targets.filter { $0 != 0 })).sorted())
    }
    let isDeadEnd = successors.map { $0.isEmpty && random.next() % 3 == 0 }
    let naive = NaiveFlow(successors: successors, isDeadEnd: isDeadEnd)
    let flow = ControlFlow(successors: successors, isDeadEnd: isDeadEnd)
    let live = naive.live

    #expect(Set(flow.reversePostorder) == live)
    #expect(flow.reversePostorder.count == live.count)
    for a in live {
      for b in live {
        #expect(flow.dominates(a, b) == naive.dominates(a, b), "\(a) dominates \(b) in \(successors)")
        #expect(
          flow.postDominates(a, b) == naive.postDominates(a, b), "\(a) post-dominates \(b) in \(successors)")
      }
    }
    #expect(flow.isReducible == naive.isReducible, "\(successors)")
    let loops = naive.loops
    #expect(
      Dictionary(uniqueKeysWithValues: flow.loops.map { ($0.header, $0.blocks) }) == loops, "\(successors)")
    for block in 0..<count {
      let smallest = loops.filter { $0.value.contains(block) }.min { $0.value.count < $1.value.count }
      #expect(flow.innermostLoop[block].map { flow.loops[$0].header } == smallest?.key)
    }
    for loop in flow.loops {
      let outer = loops.filter { $0.key != loop.header && $0.value.isSuperset(of: loop.blocks) }
      #expect(loop.depth == outer.count + 1)
      let parent = outer.min { $0.value.count < $1.value.count }?.key
      #expect(loop.parent.map { flow.loops[$0].header } == parent)
      #expect(Set(loop.latches) == loop.blocks.filter { successors[$0].contains(loop.header) })
      let exits = loop.blocks.flatMap { from in
        successors[from].filter { !loop.blocks.contains($0) }.map { LoopExit(from: from, to: $0) }
      }
      #expect(Set(loop.exits) == Set(exits) && loop.exits.count == exits.count)
    }
    if naive.isReducible {
      let position = Dictionary(
        uniqueKeysWithValues: flow.reversePostorder.enumerated().map { ($1, $0) })
      for from in live {
        for to in successors[from] where !naive.dominates(to, from) {
          #expect((position[from] ?? 0) < (position[to] ?? 0))
        }
      }
    }
  }
}

/// A small generator of random numbers, so that a failing case can be named by its seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
