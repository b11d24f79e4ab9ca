import Foundation

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// The seed of this process's tests: `PTEPROOF_SEED`, or a new one each time. Printed, so that a failure
  /// can be repeated.
  static let seed: UInt64 = {
    let given = ProcessInfo.processInfo.environment["PTEPROOF_SEED"].flatMap { UInt64($0) }
    let seed = given ?? UInt64.random(in: 0..<1 << 48)
    print("PTEPROOF_SEED=\(seed)")
    return seed
  }()

  /// A generator of its own for each test, whatever runs before or beside it.
  static func forTest(_ name: String) -> SeededRandom {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return SeededRandom(seed ^ hash)
  }

  mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &self) == 0 }

  /// A word of `width` bits, often one at which arithmetic turns.
  mutating func word(_ width: Int) -> UInt64 {
    let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
    let raw = next()
    switch Int.random(in: 0..<9, using: &self) {
    case 0: return raw % 4 & mask
    case 1: return (0 &- raw % 4) & mask
    case 2: return (1 << (raw % UInt64(width))) & mask
    case 3: return ((1 << (raw % UInt64(width))) &- 1) & mask
    case 4: return raw & next() & next() & mask
    case 5: return (raw | next() | next()) & mask
    case 6: return raw >> (next() % 64) & mask
    default: return raw & mask
    }
  }
}
