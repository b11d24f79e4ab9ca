import Bitcode
import Terms

/// Where objects come from, and what they hold at first.
extension Executor {
  func object(ofGlobal name: String) -> ObjectID {
    if let known = globals[name] { return known }
    guard let global = module.globals[name] else {
      let id = space.add(name: name, size: 1, content: .arbitrary)
      globals[name] = id
      return id
    }
    let id = space.add(
      name: name, size: UInt64(max(global.size, 1)), content: .arbitrary, isConstant: global.isConstant)
    globals[name] = id
    variables.names[id] = name
    if global.isInterposable, !global.isExternal {
      refusedGlobals[id] = "\(name) is weak: another file may define it"
      return id
    }
    // The kernel has run for a while: of what it may have written since, nothing is known.
    guard !global.isExternal, global.keepsInitialValue else { return id }
    guard let bytes = global.initial else {
      variables.undecoded.insert(id)
      return id
    }
    var relocations: [Int: Term] = [:]
    for (offset, target) in global.relocations {
      switch target {
      case .global(let other, let delta):
        relocations[offset] = pool.constant(
          space[object(ofGlobal: other)].address &+ UInt64(bitPattern: delta), width: 64)
      case .function(let function):
        relocations[offset] = pool.constant(space.address(ofFunction: function), width: 64)
      default: relocations[offset] = fresh("\(name)+\(offset)", width: 64)
      }
    }
    space[id].content = .initialised(bytes: bytes, relocations: relocations)
    return id
  }

  /// A local. One object for each `alloca` of an activation: a loop that passes it again gets the same.
  func allocate(_ size: Int, _ name: String, _ register: Int, _ activation: Activation) -> Term {
    let id: ObjectID
    if let known = activation.allocations[register] {
      id = known
    } else {
      id = space.add(
        name: name.isEmpty ? "a local of \(activation.function.name)()" : name,
        size: UInt64(max(size, 1)), content: .uninitialised, isLocal: true)
      activation.allocations[register] = id
    }
    return pool.constant(space[id].address, width: 64)
  }

  /// The bytes `[offset, offset + size)` that an object holds before anything is written to it.
  func initial(_ id: ObjectID, _ offset: Int, _ size: Int) -> Term {
    if let known = initialObjects[id]?[offset], known.size == size { return known.value }
    if size > 8 {
      return pool.constant(0, width: 64)
    }
    let object = space[id]
    switch object.content {
    case .initialised(let bytes, let relocations):
      if size == 8, let target = relocations[offset] { return target }
      if let (start, target) = relocations.first(where: { $0.key <= offset && offset + size <= $0.key + 8 }) {
        return pool.extract(target, high: 8 * (offset - start + size) - 1, low: 8 * (offset - start))
      }
      var word: UInt64 = 0
      for byte in 0..<size where offset + byte < bytes.count {
        word |= UInt64(bytes[offset + byte]) << UInt64(8 * byte)
      }
      return pool.constant(word, width: 8 * size)
    case .arbitrary, .uninitialised, .records:
      let cells = initialObjects[id] ?? ByteCells()
      return cells.read(offset, size, pool) { position, length in
        createInitial(id, position, length)
      }
    }
  }

  private func createInitial(_ id: ObjectID, _ offset: Int, _ size: Int) -> Term {
    let object = space[id]
    var isLocal = false
    if case .uninitialised = object.content { isLocal = true }
    // Powers of two only: a cell of 3 bytes would fit nothing.
    var result: Term?
    var position = offset
    while position < offset + size {
      var length = 8
      while length > offset + size - position || position % length != 0 { length /= 2 }
      if let values = settings.values, !isLocal {
        let word = pool.constant(
          values.object(object.name, position, length, address(of:)), width: 8 * length)
        initialObjects[id, default: ByteCells()].set(position, Cell(size: length, value: word))
        result = result.map { pool.concat(word, $0) } ?? word
        position += length
        continue
      }
      let variable = fresh(
        isLocal ? "uninitialised \(object.name)" : "\(object.name)+\(position)", width: 8 * length)
      if isLocal { markUninitialised(variable) } else { generic.noteCell(variable, .object) }
      let value = length == 8 && position == 0 ? hook(id, orElse: variable) : variable
      initialObjects[id, default: ByteCells()].set(position, Cell(size: length, value: value))
      result = result.map { pool.concat(value, $0) } ?? value
      position += length
    }
    return result ?? pool.constant(0, width: 8)
  }

  /// A NUL-terminated string constant of the module.
  func string(at pointer: Term) -> String? {
    guard let address = pool.asConstant(pointer), let id = space.object(at: address),
      case .initialised(let bytes, _) = space[id].content
    else { return nil }
    let start = Int(address - space[id].address)
    guard start < bytes.count else { return "" }
    return String(decoding: bytes[start...].prefix { $0 != 0 }, as: UTF8.self)
  }
}
