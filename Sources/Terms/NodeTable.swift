/// One stored node, in 16 bytes.
///
/// A constant has its value in `a` (low half) and `b`; a variable its ordinal in `a`; an `and` or `or` of
/// conditions the place of its operands in the table's list in `a`, and their number in `b`.
struct NodeRecord: Equatable {
  var code: OpCode
  var width: UInt8
  /// Of an extract.
  var high: UInt8 = 0
  var low: UInt8 = 0
  var a: UInt32 = 0
  var b: UInt32 = 0
  var c: UInt32 = 0

  @inline(__always) var first: Term { Term(id: a) }
  @inline(__always) var second: Term { Term(id: b) }
  @inline(__always) var third: Term { Term(id: c) }
  @inline(__always) var value: UInt64 { UInt64(a) | UInt64(b) << 32 }

  @inline(__always)
  var hash: UInt64 {
    let head = UInt64(code.rawValue) | UInt64(width) << 8 | UInt64(high) << 16 | UInt64(low) << 24
    return NodeTable.mixed(head | UInt64(a) << 32, UInt64(b) | UInt64(c) << 32)
  }
}

/// The arena of nodes with what is known of each, and the hash table that finds equal ones.
struct NodeTable {
  private(set) var records: ContiguousArray<NodeRecord> = []
  private(set) var knowledge: ContiguousArray<Knowledge> = []
  /// The operands of all `and` and `or` nodes of conditions, one after the other.
  private var lists: ContiguousArray<Term> = []
  /// Open addressing with linear probing; a node's id plus 1, or 0 for a free place.
  private var slots: ContiguousArray<UInt32>
  private var slotMask: Int

  init() {
    let size = 1 << 12
    slots = ContiguousArray(repeating: 0, count: size)
    slotMask = size - 1
  }

  @inline(__always) var count: Int { records.count }

  @inline(__always)
  subscript(term: Term) -> NodeRecord { records[Int(term.id)] }

  @inline(__always)
  func known(_ term: Term) -> Knowledge { knowledge[Int(term.id)] }

  /// The operands of an `and` or `or` of conditions.
  func list(of record: NodeRecord) -> [Term] {
    Array(lists[Int(record.a)..<Int(record.a + record.b)])
  }

  @inline(__always)
  static func mixed(_ x: UInt64, _ y: UInt64) -> UInt64 {
    var h = (x ^ 0x9e37_79b9_7f4a_7c15) &* 0xbf58_476d_1ce4_e5b9
    h = (h ^ (h >> 29) ^ y) &* 0x94d0_49bb_1331_11eb
    h = (h ^ (h >> 32)) &* 0xd6e8_feb8_6659_fd93
    return h ^ (h >> 32)
  }

  /// The term of a record that is no list, if there is one.
  @inline(__always)
  func find(_ record: NodeRecord) -> Term? {
    var place = Int(truncatingIfNeeded: record.hash) & slotMask
    while true {
      let slot = slots[place]
      if slot == 0 { return nil }
      if records[Int(slot - 1)] == record { return Term(id: slot - 1) }
      place = (place + 1) & slotMask
    }
  }

  /// The term of a list, if there is one.
  func find(_ code: OpCode, _ operands: [Term]) -> Term? {
    var place = Int(truncatingIfNeeded: Self.hash(code, operands)) & slotMask
    while true {
      let slot = slots[place]
      if slot == 0 { return nil }
      let record = records[Int(slot - 1)]
      if record.code == code, record.width == 1, Int(record.b) == operands.count,
        lists[Int(record.a)..<Int(record.a + record.b)].elementsEqual(operands)
      {
        return Term(id: slot - 1)
      }
      place = (place + 1) & slotMask
    }
  }

  private static func hash(_ code: OpCode, _ operands: some Collection<Term>) -> UInt64 {
    var hash = UInt64(code.rawValue)
    for operand in operands { hash = mixed(hash, UInt64(operand.id)) }
    return hash
  }

  private func hash(of record: NodeRecord) -> UInt64 {
    if record.width == 1, record.code == .and || record.code == .or {
      return Self.hash(record.code, lists[Int(record.a)..<Int(record.a + record.b)])
    }
    return record.hash
  }

  /// Stores a record that `find` did not find.
  @inline(__always)
  mutating func insert(_ record: NodeRecord, _ known: Knowledge) -> Term {
    // Ids are 32 bits; memory runs out long before.
    precondition(records.count < Int(UInt32.max) - 1, "a term pool is full")
    let id = UInt32(records.count)
    records.append(record)
    knowledge.append(known)
    occupy(hash(of: record), id)
    if records.count * 2 > slots.count { grow() }
    return Term(id: id)
  }

  /// Stores a list that `find` did not find.
  mutating func insert(_ code: OpCode, _ operands: [Term]) -> Term {
    let record = NodeRecord(
      code: code, width: 1, a: UInt32(lists.count), b: UInt32(operands.count))
    lists.append(contentsOf: operands)
    return insert(record, .unknown(width: 1))
  }

  /// Makes what is known of a term more precise.
  mutating func refine(_ term: Term, _ known: Knowledge) { knowledge[Int(term.id)] = known }

  @inline(__always)
  private mutating func occupy(_ hash: UInt64, _ id: UInt32) {
    var place = Int(truncatingIfNeeded: hash) & slotMask
    while slots[place] != 0 { place = (place + 1) & slotMask }
    slots[place] = id + 1
  }

  private mutating func grow() {
    let size = slots.count * 2
    slots = ContiguousArray(repeating: 0, count: size)
    slotMask = size - 1
    for (id, record) in records.enumerated() { occupy(hash(of: record), UInt32(id)) }
  }
}
