@testable import Circuits

/// What the gates of a circuit compute for 64 assignments of its inputs at once, one in each bit: the oracle's way, gate
/// by gate from its definition.
struct CircuitValues {
  private var values: [UInt64] = []

  /// - Parameter inputs: the inputs' values, in the order of their making.
  init(_ circuit: Circuit, inputs: [UInt64]) {
    var inputs = inputs[...]
    for number in 0..<circuit.count {
      let value =
        switch circuit.gate(number) {
        case .zero: UInt64(0)
        case .input: inputs.removeFirst()
        case .and(let a, let b): self[a] & self[b]
        case .longAnd(let operands): operands.reduce(UInt64.max) { $0 & self[$1] }
        case .xor(let a, let b): self[a] ^ self[b]
        case .choice(let condition, let yes, let no):
          self[condition] & self[yes] | ~self[condition] & self[no]
        case .majority(let a, let b, let c): self[a] & self[b] | self[a] & self[c] | self[b] & self[c]
        }
      values.append(value)
    }
  }

  subscript(literal: Literal) -> UInt64 {
    literal.isNegated ? ~values[literal.gate] : values[literal.gate]
  }

  /// The number that a word is in one of the assignments.
  func number(_ word: Word, assignment: Int = 0) -> UInt64 {
    word.reversed().reduce(0) { $0 << 1 | bit(assignment, of: self[$1]) }
  }

  /// Bit `a` of entry `n` is bit `n` of `a`: six inputs in all 64 assignments.
  static let allAssignments: [UInt64] = (0..<6).map { input in
    (0..<64).reversed().reduce(0) { $0 << 1 | bit(input, of: UInt64($1)) }
  }
}

private func bit(_ place: Int, of number: UInt64) -> UInt64 { number >> UInt64(place) & 1 }
