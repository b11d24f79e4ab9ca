import Replay
import Solving
import Terms

@testable import Bitcode
@testable import Execution

/// Calls of one unit from a symbolic world, and all that they left behind: what a native run of the same
/// calls must agree with in each concrete world.
final class SymbolicRun {
  struct Call {
    let function: String
    let arguments: [Term]
    /// Nil for `void`.
    let result: Term?
    /// Whether the call is made in this world. Calls that are made come first.
    let guarded: Term
  }

  /// Bytes of the world or of the state after the calls.
  struct Cell {
    let object: ObjectID
    /// The number of the record; nil for a plain object.
    let index: Term?
    let offset: Int
    let size: Int
    let before: Term
    let after: Term
    /// May the calls write to it?
    let isWritten: Bool
  }

  let executor: Executor
  let calls: [Call]
  let obligations: [Obligation]
  private(set) var cells: [Cell] = []
  var pool: TermPool { executor.pool }

  /// - Parameter body: makes the calls, from the state that is current.
  init(
    _ module: BitcodeModule, order: Int = 0, choices: [Bool] = [], loopBound: Int? = nil, world: String?,
    body: (Executor) throws -> [Call]
  ) throws {
    let pool = TermPool()
    var settings = Executor.Settings(order: order, loopBound: loopBound)
    settings.choices = choices
    executor = Executor(
      module: module, settings: settings, pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    if let world { try executor.run(world) }
    let before = executor.memory
    executor.before = before
    executor.namedStates = [0: before]
    _ = executor.takeObligations()
    _ = executor.takeWrites()
    let executor = executor
    calls = try executor.recordingWrites { try body(executor) }
    let after = executor.memory
    obligations = executor.takeObligations()
    cells = Self.cells(executor, before, after, executor.takeWrites())
    executor.select(after)
  }

  /// All cells of which anything is known or asked.
  private static func cells(
    _ executor: Executor, _ before: Memory, _ after: Memory, _ writes: [WriteRecord]
  ) -> [Cell] {
    var result: [Cell] = []
    func value(_ id: ObjectID, _ index: Term?, _ offset: Int, _ size: Int, _ state: Memory) -> Term {
      let saved = executor.select(state)
      defer { executor.select(saved) }
      return executor.read(
        Target(object: id, index: index, offset: offset, guarded: executor.pool.true), size)
    }
    var seen: Set<Key> = []
    func add(_ id: ObjectID, _ index: Term?, _ offset: Int, _ size: Int, isWritten: Bool) {
      guard seen.insert(Key(object: id, index: index, offset: offset, size: size)).inserted else { return }
      result.append(
        Cell(
          object: id, index: index, offset: offset, size: size,
          before: value(id, index, offset, size, before),
          after: value(id, index, offset, size, after), isWritten: isWritten))
    }
    for cell in executor.cells(written: [writes]) {
      add(cell.place.object, cell.index, cell.offset, cell.size, isWritten: true)
    }
    for number in executor.space.objects.indices where !executor.space.objects[number].isLocal {
      let id = ObjectID(rawValue: number)
      var plain = executor.initialObjects[id]?.cells ?? [:]
      plain.merge(before.objects[id]?.cells ?? [:]) { _, new in new }
      for (offset, cell) in plain.sorted(by: { $0.key < $1.key }) {
        add(id, nil, offset, cell.size, isWritten: false)
      }
      for index in executor.touchedRecords[id] ?? [] {
        var record = executor.initialRecords[id]?[index]?.cells ?? [:]
        let (base, constant) = executor.group(of: index)
        record.merge(before.arrays[id]?[base]?.records[constant]?.cells.cells ?? [:]) { old, _ in old }
        for (offset, cell) in record.sorted(by: { $0.key < $1.key }) {
          add(id, index, offset, cell.size, isWritten: false)
        }
      }
    }
    return result
  }

  private struct Key: Hashable {
    let object: ObjectID
    let index: Term?
    let offset: Int
    let size: Int
  }
}
