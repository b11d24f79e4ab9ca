import CZ3
import Circuits
import Terms

/// The terms of a pool as Booleans of Z3's, by way of circuits; each translated once and kept.
final class Z3Translation {
  private let context: Z3Context
  /// Of the pool used last. It holds on to the pool, whose identity must not be given to another one.
  private var blaster: BitBlaster?
  private var gates: Z3Gates?

  /// The low ends above 0 of the ranges of the pool's first `rangedVariables` variables, those outside of
  /// any query as well: who reads a model may ask for any of them.
  private var lowEnds: [Term: UInt64] = [:]
  private var rangedVariables = 0

  private var pointer: Z3_context { context.pointer }

  init(context: Z3Context) {
    self.context = context
  }

  /// A circuit of more gates than this starts anew: about 100 bytes each.
  private static let largestCircuit = 10_000_000

  /// Lets go of Z3's Booleans if there are more than so many.
  func limit(toBooleans limit: Int) {
    if let gates, gates.count > limit { self.gates = nil }
    if let blaster, blaster.circuit.count > Self.largestCircuit { clear() }
  }

  private func clear() {
    gates = nil
    blaster = nil
  }

  /// Asserts all terms, and the ranges of the variables in them.
  ///
  /// - Returns: the variables, each once, in the order of their making.
  func assert(
    _ assertions: [Term], of pool: TermPool, to solver: Z3_solver
  ) throws(Z3Failure) -> [Term] {
    let (blaster, gates) = try translators(of: pool)
    var ordinals = VariableSet()
    for assertion in assertions {
      guard pool.width(assertion) == 1 else {
        throw .refused("an assertion of width \(pool.width(assertion))")
      }
      ordinals.formUnion(pool.variables(of: assertion))
    }
    let variables = ordinals.map { pool.variable(ordinal: $0) }
    blaster.build(assertions + variables)
    let literals = assertions.map { blaster[$0][0] } + variables.map { blaster.isInRange($0) }
    try gates.make(literals)
    for literal in literals where literal != .one {
      Z3_solver_assert(pointer, solver, try gates.boolean(literal))
    }
    if context.error != nil { throw context.failure }
    return variables
  }

  private func translators(of pool: TermPool) throws(Z3Failure) -> (BitBlaster, Z3Gates) {
    if blaster?.pool !== pool {
      clear()
      lowEnds = [:]
      rangedVariables = 0
    }
    let blaster = blaster ?? BitBlaster(pool: pool)
    let gates = if let gates { gates } else { try Z3Gates(of: blaster.circuit, in: context) }
    self.blaster = blaster
    self.gates = gates
    return (blaster, gates)
  }

  // MARK: Models

  /// What a model says of a variable; 0 for bits that no assertion depends on.
  func value(of variable: Term, in model: Z3_model) throws(Z3Failure) -> UInt64 {
    guard let blaster, let gates else { return 0 }
    var value: UInt64 = 0
    for (bit, input) in blaster[variable].enumerated() where try gates.isOne(input, in: model) {
      value |= 1 << UInt64(bit)
    }
    return value
  }

  /// The low ends above 0 of all variables that the pool has by now.
  func lowEndsOfAllVariables() -> [Term: UInt64] {
    guard let pool = blaster?.pool else { return [:] }
    while rangedVariables < pool.variableCount {
      let variable = pool.variable(ordinal: rangedVariables)
      rangedVariables += 1
      guard let low = pool.variableInfo(variable)?.range.lowerBound, low > 0 else { continue }
      lowEnds[variable] = low
    }
    return lowEnds
  }
}
