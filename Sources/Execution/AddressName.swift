import Terms

/// What lies at an address, by the name that the module has for it: each executor has it at an address of its own, and so
/// has a native image.
enum AddressName: Hashable, Sendable {
  /// A variable or a string, and so many bytes behind its beginning.
  case variable(String, offset: UInt64)
  case function(String)
}

/// The names of an executor's addresses.
struct AddressNames {
  private let space: AddressSpace
  private var variables: [ObjectID: String] = [:]

  init(_ executor: Executor) {
    space = executor.space
    for (name, id) in executor.globals { variables[id] = name }
  }

  /// The variable that an object is, by its name in the module, whatever the spec calls it.
  func variable(_ id: ObjectID) -> String? { variables[id] }

  /// What lies at an address; nil: nothing, a local, or what a spec has put there, which has that address everywhere.
  func name(of address: UInt64) -> AddressName? {
    guard AddressSpace.area.contains(address) else { return nil }
    if let function = space.function(at: address) { return .function(function) }
    // One past the end of an object is an address of it, too: objects lie apart.
    for place in [address, address &- 1] {
      guard let id = space.object(at: place), let name = variables[id] else { continue }
      return .variable(name, offset: address - space[id].address)
    }
    return nil
  }
}

extension Executor {
  /// Where this executor has it.
  func address(of name: AddressName) -> UInt64 {
    switch name {
    case .variable(let name, let offset): space[object(ofGlobal: name)].address &+ offset
    case .function(let name): space.address(ofFunction: name)
    }
  }
}
