import Bitcode
import Terms

/// All objects, at disjoint fixed addresses in the user half of the address space, so that a witness
/// can be replayed natively at the same addresses.
struct AddressSpace {
  /// Where executors put C objects, functions and locals. The spec's own regions (the vmemmap) must
  /// stay clear of it.
  static let area: Range<UInt64> = 0x0000_2000_0000_0000..<0x0000_3000_0000_0000
  /// From the first object to the first function, and from that to the first local.
  private static let distance: UInt64 = 0x0000_0100_0000_0000
  /// No number that is taken for one of the world's may be as near to what the executor has.
  private static let clearance: UInt64 = 0x0000_0001_0000_0000

  private(set) var objects: [MemoryObject] = []
  private var byAddress: [(address: UInt64, id: ObjectID)] = []
  private var nextGlobal: UInt64
  private let functions: UInt64
  private var nextLocal: UInt64
  private(set) var functionAddresses: [String: UInt64] = [:]
  private var functionNames: [UInt64: String] = [:]

  init(start: UInt64 = area.lowerBound) {
    nextGlobal = start
    functions = start + Self.distance
    nextLocal = functions + Self.distance
  }

  /// A space for one world, in which the executor has nothing near a number of the world.
  ///
  /// On constants nothing tells an address from a number that happens to be the same: a PTE whose only high bit of the pfn is
  /// the one that all of the executor's addresses have is soon the address of a string, in a native run at the latest.
  /// What the code makes of the world's numbers is mostly round, or near them; the places tried here are not.
  init(clearOf numbers: Set<UInt64>) {
    let tries = (0..<UInt64(64)).lazy.map { Self.area.lowerBound + 0x0000_0015_5ad0_0000 + $0 << 36 }
    let free = tries.first { start in
      (0..<UInt64(3)).allSatisfy { part in
        let place = start + part * Self.distance
        return numbers.allSatisfy { $0 &- place &+ Self.clearance > 2 * Self.clearance }
      }
    }
    self.init(start: free ?? Self.area.lowerBound)
  }

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
    let address = functions + UInt64(functionAddresses.count) * 16
    functionAddresses[name] = address
    functionNames[address] = name
    return address
  }

  func function(at address: UInt64) -> String? { functionNames[address] }
}
