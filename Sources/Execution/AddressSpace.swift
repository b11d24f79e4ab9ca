import Bitcode
import Terms

/// All objects, at disjoint fixed addresses in the user half of the address space, so that a witness
/// can be replayed natively at the same addresses.
struct AddressSpace {
  /// Where the executor puts C objects, functions and locals. The spec's own regions (the vmemmap) must
  /// stay clear of `[base, end)`.
  static let base: UInt64 = 0x0000_2000_0000_0000
  static let functions: UInt64 = 0x0000_2100_0000_0000
  static let locals: UInt64 = 0x0000_2200_0000_0000

  private(set) var objects: [MemoryObject] = []
  private var byAddress: [(address: UInt64, id: ObjectID)] = []
  private var nextGlobal = AddressSpace.base
  private var nextLocal = AddressSpace.locals
  private(set) var functionAddresses: [String: UInt64] = [:]
  private var functionNames: [UInt64: String] = [:]

  subscript(id: ObjectID) -> MemoryObject {
    get { objects[id.rawValue] }
    set { objects[id.rawValue] = newValue }
  }

  /// What the next object that is added will be called.
  var next: ObjectID { ObjectID(rawValue: objects.count) }

  /// Adds an object. With `address` nil it gets the next free one, apart from all others by at least a
  /// page, so that an overrun lands in no object.
  mutating func add(
    name: String, size: UInt64, content: MemoryObject.Content, at address: UInt64? = nil,
    isLocal: Bool = false, isConstant: Bool = false
  ) -> ObjectID {
    let id = ObjectID(rawValue: objects.count)
    let place: UInt64
    if let address {
      place = address
    } else if isLocal {
      place = nextLocal
      nextLocal += (size + 0x1fff) & ~0xfff
    } else {
      place = nextGlobal
      nextGlobal += (size + 0x1fff) & ~0xfff
    }
    objects.append(
      MemoryObject(
        name: name, address: place, size: size, content: content, isLocal: isLocal, isConstant: isConstant))
    let position = byAddress.firstIndex { $0.address > place } ?? byAddress.count
    if position == byAddress.count {
      byAddress.append((place, id))
    } else {
      byAddress.insert((place, id), at: position)
    }
    return id
  }

  /// The object that holds `address`.
  func object(at address: UInt64) -> ObjectID? {
    var low = 0
    var high = byAddress.count
    while low < high {
      let middle = (low + high) / 2
      if byAddress[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let id = byAddress[low - 1].id
    return address < self[id].end || (self[id].size == 0 && address == self[id].address) ? id : nil
  }

  /// The first object that begins behind `address`, at most `distance` bytes.
  func object(behind address: UInt64, within distance: UInt64) -> ObjectID? {
    byAddress.first { $0.address > address && $0.address - address <= distance }?.id
  }

  mutating func address(ofFunction name: String) -> UInt64 {
    if let known = functionAddresses[name] { return known }
    let address = AddressSpace.functions + UInt64(functionAddresses.count) * 16
    functionAddresses[name] = address
    functionNames[address] = name
    return address
  }

  func function(at address: UInt64) -> String? { functionNames[address] }
}
