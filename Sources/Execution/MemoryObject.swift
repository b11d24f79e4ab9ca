import Bitcode
import Terms

/// Names one object of the flat address space; an index into `AddressSpace.objects`.
struct ObjectID: Hashable, Comparable {
  let rawValue: Int
  static func < (a: ObjectID, b: ObjectID) -> Bool { a.rawValue < b.rawValue }
}

/// An object: a range of addresses with one kind of content.
struct MemoryObject {
  enum Content {
    /// A C object whose bytes are reached at constant offsets: zero, or its initialiser.
    case initialised(bytes: [UInt8], relocations: [Int: Term])
    /// Nothing is known of any byte until it is written.
    case arbitrary
    /// A local of a function: reading it before it is written is a finding.
    case uninitialised
    /// Records of `stride` bytes, reached by symbolic index. `describe` is the spec's function that
    /// says what a record holds at first.
    case records(stride: Int, describe: String?)
  }

  var name: String
  let address: UInt64
  let size: UInt64
  var content: Content
  /// Locals live apart from the world: switching the state that a spec reads must not lose them.
  let isLocal: Bool
  let isConstant: Bool

  var end: UInt64 { address &+ size }

  var stride: Int? {
    if case .records(let stride, _) = content { return stride }
    return nil
  }
}
