import CZ3
import Circuits

/// The gates of a circuit as Booleans of Z3's, each made once and kept.
final class Z3Gates {
  let circuit: Circuit
  private let context: Z3Context
  /// By the gate's number; nil for one that no query has needed.
  private var gates: ContiguousArray<Z3_ast?> = []
  private var complements: ContiguousArray<Z3_ast?> = []
  /// ASTs counted up while a gate is put together, and down once it is.
  private var temporaries: [Z3_ast] = []
  private let sort: Z3_sort

  /// How many ASTs are held, those within a majority not counted.
  private(set) var count = 0

  private var pointer: Z3_context { context.pointer }

  /// - Throws: `Z3Failure` if Z3 has no memory.
  init(of circuit: Circuit, in context: Z3Context) throws(Z3Failure) {
    self.circuit = circuit
    self.context = context
    guard let sort = Z3_mk_bool_sort(context.pointer) else { throw context.failure }
    self.sort = sort
    Z3_inc_ref(context.pointer, Z3_sort_to_ast(context.pointer, sort))
  }

  deinit {
    for case let ast? in gates { Z3_dec_ref(pointer, ast) }
    for case let ast? in complements { Z3_dec_ref(pointer, ast) }
    Z3_dec_ref(pointer, Z3_sort_to_ast(pointer, sort))
  }

  /// Makes the Booleans of these wires, and of those that they depend on.
  func make(_ literals: [Literal]) throws(Z3Failure) {
    let missing = circuit.count - gates.count
    if missing > 0 {
      gates.append(contentsOf: repeatElement(nil, count: missing))
      complements.append(contentsOf: repeatElement(nil, count: missing))
    }
    // Without recursion: circuits are deeper than the machine's stack.
    var stack = literals.map(\.gate)
    while let gate = stack.last {
      guard gates[gate] == nil else {
        stack.removeLast()
        continue
      }
      let depth = stack.count
      circuit.forEachOperand(of: gate) { if gates[$0.gate] == nil { stack.append($0.gate) } }
      guard stack.count == depth else { continue }
      gates[gate] = try kept(try made(gate))
      for ast in temporaries { Z3_dec_ref(pointer, ast) }
      temporaries.removeAll(keepingCapacity: true)
      stack.removeLast()
    }
  }

  /// The Boolean of a wire that has been made.
  func boolean(_ literal: Literal) throws(Z3Failure) -> Z3_ast {
    guard let gate = gates[literal.gate] else { throw .refused("a gate that was not made") }
    guard literal.isNegated else { return gate }
    if let known = complements[literal.gate] { return known }
    let complement = try kept(Z3_mk_not(pointer, gate))
    complements[literal.gate] = complement
    return complement
  }

  /// Whether a model gives an input the value 1; false for one that no query has needed.
  func isOne(_ input: Literal, in model: Z3_model) throws(Z3Failure) -> Bool {
    guard input.gate < gates.count, let ast = gates[input.gate] else { return false }
    guard let declaration = Z3_get_app_decl(pointer, Z3_to_app(pointer, ast)) else { throw context.failure }
    // Null for one that the model leaves free. The model holds on to the value.
    guard let value = Z3_model_get_const_interp(pointer, model, declaration) else { return false }
    switch Z3_get_bool_value(pointer, value) {
    case Z3_L_TRUE: return true
    case Z3_L_FALSE: return false
    default: throw .misbehaved("a model's value is neither true nor false")
    }
  }

  private func made(_ gate: Int) throws(Z3Failure) -> Z3_ast? {
    switch circuit.gate(gate) {
    case .zero: return Z3_mk_false(pointer)
    case .input:
      guard let number = Int32(exactly: gate) else { throw .refused("too many gates") }
      return Z3_mk_const(pointer, Z3_mk_int_symbol(pointer, number), sort)
    case .and(let a, let b): return try joined([a, b], by: Z3_mk_and)
    case .longAnd(let operands): return try joined(operands, by: Z3_mk_and)
    case .xor(let a, let b): return Z3_mk_xor(pointer, try boolean(a), try boolean(b))
    case .choice(let condition, let yes, let no):
      return Z3_mk_ite(pointer, try boolean(condition), try boolean(yes), try boolean(no))
    case .majority(let a, let b, let c):
      let any = try temporary(try joined([b, c], by: Z3_mk_or))
      let both = try temporary(try joined([b, c], by: Z3_mk_and))
      return Z3_mk_ite(pointer, try boolean(a), any, both)
    }
  }

  private func joined(
    _ operands: some Collection<Literal>,
    by operation: (Z3_context?, UInt32, UnsafePointer<Z3_ast?>?) -> Z3_ast?
  ) throws(Z3Failure) -> Z3_ast? {
    let arguments: [Z3_ast?] = try operands.map { literal throws(Z3Failure) in try boolean(literal) }
    return operation(pointer, UInt32(arguments.count), arguments)
  }

  private func kept(_ ast: Z3_ast?) throws(Z3Failure) -> Z3_ast {
    guard let ast else { throw context.failure }
    Z3_inc_ref(pointer, ast)
    count += 1
    return ast
  }

  /// Holds on to what Z3 made until the gate at hand is put together.
  private func temporary(_ ast: Z3_ast?) throws(Z3Failure) -> Z3_ast {
    guard let ast else { throw context.failure }
    Z3_inc_ref(pointer, ast)
    temporaries.append(ast)
    return ast
  }
}
