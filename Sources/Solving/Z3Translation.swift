import CZ3
import Circuits
import Terms

/// The wires of queries as Booleans of Z3's, each translated once and kept.
final class Z3Translation {
  private let context: Z3Context
  private let circuits: QueryCircuits
  /// Of the circuit used last. It holds on to the circuit, whose identity must not be given to another one.
  private var gates: Z3Gates?

  private var pointer: Z3_context { context.pointer }

  init(context: Z3Context, circuits: QueryCircuits) {
    self.context = context
    self.circuits = circuits
  }

  /// Lets go of Z3's Booleans if there are more than so many.
  func limit(toBooleans limit: Int) {
    if let gates, gates.count > limit { self.gates = nil }
  }

  /// Asserts that all wires of a query are 1.
  func assert(_ query: QueryCircuit, to solver: Z3_solver) throws(Z3Failure) {
    let gates =
      if let gates, gates.circuit === query.circuit { gates } else {
        try Z3Gates(of: query.circuit, in: context)
      }
    self.gates = gates
    try gates.make(query.wires)
    for wire in query.wires where wire != .one {
      Z3_solver_assert(pointer, solver, try gates.boolean(wire))
    }
    if context.error != nil { throw context.failure }
  }

  /// What a model says of these variables; 0 for bits that no assertion depends on.
  func values(of variables: [Term], in model: Z3_model) throws(Z3Failure) -> Model {
    try circuits.model(of: variables) { input throws(Z3Failure) in
      try gates?.isOne(input, in: model) ?? false
    }
  }
}
