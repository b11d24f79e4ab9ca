import Bitcode
import Terms

/// What is known of the kernel's variables.
///
/// One that is neither constant nor described by the spec is arbitrary: one value in each world, the same in all runs, until
/// executed code writes to it. A static key is such a variable, a module parameter, a per-CPU variable, what boot has set.
struct Variables {
  /// Their names in the module, whatever the spec calls the objects.
  var names: [ObjectID: String] = [:]
  /// Those whose initial value cannot be decoded: a load of one has no meaning.
  var undecoded: Set<ObjectID> = []
  /// What the spec says of a variable besides its type: its world has written to it, or named it in a call.
  var described: Set<ObjectID> = []
  /// Parts of objects of which each load gives a new value.
  var unsteady: [ObjectID: [UnsteadyPart]] = [:]
  /// Loads give what the unit itself has left, in these bits, too.
  var readsHeld = false
  /// Loads of these, with their paths: a native run gives them one value.
  var unsteadyLoads: [(name: String, guarded: Term)] = []
  var bootFacts: [BootFact] = []
  /// The kernel's variables that the unit has read before it wrote to them.
  var read: Set<ObjectID> = []
}

/// Bytes of which each load gives a new value, in the bits of a mask.
struct UnsteadyPart {
  let offset: Int
  let size: Int
  let mask: UInt64
}

/// A relation that boot fixes for ever.
public struct BootFact: Hashable, Sendable {
  /// The variable that it is about.
  public let variable: String
  /// The file and the function that set it.
  public let setBy: String
  public let reason: String
}

/// What the value of a variable of the kernel rests on, from most to least.
public enum VariableStatus: String, Sendable, CaseIterable, Comparable {
  case described
  case bootFact
  case arbitrary
  case refused

  public static func < (a: VariableStatus, b: VariableStatus) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

extension Executor {
  /// The variables of the kernel that the unit has read, by name, with what is known of them.
  public var variablesRead: [String: VariableStatus] {
    var result: [String: VariableStatus] = [:]
    let facts = Set(variables.bootFacts.map(\.variable))
    for (name, id) in globals where variables.read.contains(id) {
      result[name] =
        if variables.undecoded.contains(id) {
          .refused
        } else if facts.contains(name) {
          .bootFact
        } else {
          variables.described.contains(id) ? .described : .arbitrary
        }
    }
    return result
  }

  public var bootFacts: [BootFact] { variables.bootFacts }

  /// The variable that an object is; nil if it is none.
  private func global(_ id: ObjectID) -> Global? { variables.names[id].flatMap { module.globals[$0] } }

  /// Whether it is a variable of the kernel that may hold anything when a run begins.
  private func isOfKernel(_ id: ObjectID) -> Bool {
    global(id).map { !$0.keepsInitialValue || variables.undecoded.contains(id) } ?? false
  }

  /// Notes that a load looks at an object, and whether that has no meaning.
  func noteVariable(_ target: Target, _ here: SourceLocation?) {
    let id = target.object
    if variables.undecoded.contains(id) {
      obligeUnmodelled(
        .initialValue(variable: space[id].name), target.guarded,
        "load of \(space[id].name), whose initial value cannot be decoded", at: here)
    }
    if isInUnit, isOfKernel(id) { variables.read.insert(id) }
  }

  /// Notes that the world's code says something of an object.
  func noteDescribed(_ id: ObjectID) {
    if before == nil, describing == nil { variables.described.insert(id) }
  }

  /// Which of a variable's bits each load gives anew, within `size` bytes from `offset`.
  private func unsteadyBits(_ id: ObjectID, _ offset: Int, _ size: Int) -> UInt64 {
    var bits: UInt64 = 0
    for part in variables.unsteady[id] ?? [] {
      for byte in 0..<size where (0..<part.size).contains(offset + byte - part.offset) {
        bits |= (part.mask >> UInt64(8 * (offset + byte - part.offset)) & 0xff) << UInt64(8 * byte)
      }
    }
    return bits
  }

  /// What a load gives of what an object holds: the same, but for bits that change between any two loads.
  ///
  /// A new variable each time is a new value each time: in each run, and in each iteration that a summary stands for, for
  /// what an iteration makes for itself is another iteration's by another name.
  func steady(_ value: Term, _ target: Target, _ size: Int) -> Term {
    guard isInUnit, !settings.isConcrete, size <= 8, !variables.readsHeld else { return value }
    let id = target.object
    let isDeclaredSo = global(id)?.isVolatile == true && isOfKernel(id)
    let all = UInt64.max >> UInt64(64 - 8 * size)
    let bits = isDeclaredSo ? all : target.index == nil ? unsteadyBits(id, target.offset, size) : 0
    guard bits != 0 else { return value }
    let new = readAnew(space[id].name, width: 8 * size, target.guarded)
    if bits == all { return new }
    let mask = pool.constant(bits, width: 8 * size)
    return pool.or(pool.and(value, pool.not(mask)), pool.and(new, mask))
  }

  /// A value that the next read finds changed.
  func readAnew(_ name: String, width: Int, _ guarded: Term) -> Term {
    variables.unsteadyLoads.append((name, guarded))
    return fresh("\(name), read anew", width: width)
  }

  /// The loads of a model's world that a native run cannot repeat: the names of what they load.
  public func unsteadyLoads(in evaluator: Evaluator) -> [String] {
    Set(variables.unsteadyLoads.filter { evaluator.value(of: $0.guarded) == 1 }.map(\.name)).sorted()
  }

  /// Whether what runs leave there is not compared: counts that the spec declares statistics (`PP_STATISTICS`).
  public func isStatistic(_ cell: CellName) -> Bool {
    guard let name = variables.names[cell.place.object] else { return false }
    return module.declarations["statistics"]?.contains { $0.first == name } ?? false
  }

  /// A pointer that code sets to known functions alone: it is one of these, or null.
  func hook(_ id: ObjectID, orElse value: Term) -> Term {
    guard let targets = global(id)?.hookTargets else { return value }
    var result = pool.constant(0, width: 64)
    for (number, target) in targets.enumerated() {
      let isThis = fresh("\(space[id].name) is target \(number)", width: 1)
      generic.noteCell(isThis, .object)
      result = pool.ite(isThis, pool.constant(space.address(ofFunction: target), width: 64), result)
    }
    return result
  }
}
