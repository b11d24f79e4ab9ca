import Solving
import Terms

@testable import Execution

/// Random worlds of the unit `fork`: a walk through the assignments that satisfy the world's assumptions.
///
/// It starts at a solution of the solver's, and each step changes one value, or makes a PTE continue the
/// batch of the one before it; a step out of the world is not taken.
final class ForkWorlds {
  let assignment: Assignment
  private let free: [Int]
  /// The words of the parent's PTEs behind the first, in order.
  private var entries: [Int] = []
  private let firstWord: Term?
  private let copies: [Int]
  /// Worlds that were passed over because a loop was cut off.
  private(set) var leftOut = 0

  enum Failure: Error {
    case noWorld
    case noExit
    case outside(String)
  }

  init(_ run: SymbolicRun, _ random: inout SeededRandom) throws {
    assignment = Assignment(run)
    free = assignment.free
    let pool = run.pool
    guard case .satisfiable(let model) = try run.executor.prover.satisfiable(pool.true, label: "world") else {
      throw Failure.noWorld
    }
    for ordinal in free { assignment[ordinal] = model[pool.variable(ordinal: ordinal)] }
    copies = free.filter { [assignment] in assignment.name($0).hasPrefix("bytes-not-copied") }
    let table = run.cells.filter { run.executor.space[$0.object].name == "parent.pte" && $0.size == 8 }
    firstWord = table.first { $0.index.map { run.executor.group(of: $0).constant } == 0 }?.before
    for constant in Int64(1)...8 {
      for cell in table {
        guard let index = cell.index, run.executor.group(of: index).constant == constant,
          let ordinal = pool.variableInfo(cell.before)?.ordinal, !entries.contains(ordinal)
        else { continue }
        entries.append(ordinal)
        break
      }
    }
    for ordinal in free.shuffled(using: &random) { redraw(ordinal, &random) }
  }

  /// The next world: about `steps` steps from the last.
  ///
  /// - Throws: `Failure.noExit` if a loop of the unit has no end there, though the executor left none out.
  func next(_ random: inout SeededRandom, steps: Int = 40) throws {
    while true {
      for _ in 0..<steps {
        guard let ordinal = free.randomElement(using: &random) else { break }
        if !random.chance(3) { redraw(ordinal, &random) } else { flip(ordinal, &random) }
      }
      if !random.chance(3) { continueBatch(&random) }
      // A copy that succeeds is one value of thousands.
      for ordinal in copies where random.chance(2) { attempt([ordinal]) { assignment[ordinal] = 0 } }
      if assignment.determineExits() { break }
      // Where a loop was cut off, the executor speaks of the worlds only in which it ends.
      guard assignment.run.executor.loopsCutOff > 0 else { throw Failure.noExit }
      leftOut += 1
    }
    if let broken = assignment.broken().first { throw Failure.outside("\(broken)") }
  }

  private func attempt(_ ordinals: [Int], _ change: () -> Void) {
    let saved = ordinals.map { assignment[$0] }
    change()
    if !assignment.broken(about: ordinals).isEmpty {
      for (ordinal, value) in zip(ordinals, saved) { assignment[ordinal] = value }
    }
  }

  private func redraw(_ ordinal: Int, _ random: inout SeededRandom) {
    attempt([ordinal]) { assignment.draw(ordinal, &random) }
  }

  private func flip(_ ordinal: Int, _ random: inout SeededRandom) {
    let variable = assignment.run.pool.variable(ordinal: ordinal)
    let bit = UInt64.random(in: 0..<UInt64(assignment.run.pool.width(variable)), using: &random)
    let value = assignment[ordinal] ^ (1 << bit)
    guard assignment.range(ordinal).contains(value) else { return }
    attempt([ordinal]) { assignment[ordinal] = value }
  }

  /// Makes the PTEs behind the first map the pages that follow, with bits that differ now and then.
  private func continueBatch(_ random: inout SeededRandom) {
    guard let firstWord else { return }
    // Room for a batch: in the window, and in the folio.
    for ordinal in free where random.chance(2) {
      switch assignment.name(ordinal) {
      case "max-nr": attempt([ordinal]) { assignment[ordinal] = UInt64.random(in: 2...12, using: &random) }
      case "page-offset": attempt([ordinal]) { assignment[ordinal] = 0 }
      default: break
      }
    }
    var word = assignment.run.pool.evaluate(firstWord, assignment.lookup)
    let isInverted = word & 1 == 0
    for ordinal in entries {
      word = isInverted ? word &- 0x1000 : word &+ 0x1000
      if random.chance(8) { return }
      // Mostly the bits that batches may ignore: write, accessed, dirty, and the software bits.
      let bit =
        random.chance(3)
        ? UInt64.random(in: 0..<64, using: &random)
        : [1, 5, 6, 9, 10, 11, 57, 58][Int.random(in: 0..<8, using: &random)]
      let value = random.chance(3) ? word ^ (1 << bit) : word
      attempt([ordinal]) { assignment[ordinal] = value }
    }
  }
}
