import CZ3
import Terms

/// Terms as Z3's ASTs, each translated once and kept.
///
/// A term of width 1 has two forms: a Boolean and a bit vector of one bit. Each operation makes the one
/// that is natural to it, and a term is converted where the other one is needed, so that the solver sees
/// Boolean structure as such.
final class Z3Translation {
  /// A variable of a query.
  struct Variable {
    let term: Term
    let application: Z3_app
  }

  /// The form that an operation makes.
  enum Form {
    case boolean
    case bits
  }

  private struct Entry {
    var boolean: Z3_ast?
    var bits: Z3_ast?
  }

  private let context: Z3Context
  /// Kept, not only compared: the pool's identity must not be given to another one.
  private var pool: TermPool?
  private var entries: [Term: Entry] = [:]
  /// By width; 0 for the Booleans.
  private var sorts: [Int: Z3_sort] = [:]
  /// ASTs counted up while a term is put together, and down once it is.
  private var temporaries: [Z3_ast] = []

  /// The low ends above 0 of the ranges of the pool's first `rangedVariables` variables, those outside of
  /// any query as well: who reads a model may ask for any of them.
  private var lowEnds: [Term: UInt64] = [:]
  private var rangedVariables = 0

  /// How many ASTs are held.
  private(set) var count = 0

  var pointer: Z3_context { context.pointer }

  init(context: Z3Context) {
    self.context = context
  }

  deinit {
    clear()
    for sort in sorts.values { Z3_dec_ref(pointer, Z3_sort_to_ast(pointer, sort)) }
  }

  /// Lets go of all ASTs.
  func clear() {
    for entry in entries.values {
      if let boolean = entry.boolean { Z3_dec_ref(pointer, boolean) }
      if let bits = entry.bits { Z3_dec_ref(pointer, bits) }
    }
    entries = [:]
    count = 0
  }

  /// Asserts all terms, and the ranges of the variables in them.
  ///
  /// - Returns: the variables, each once, in the order of their making.
  func assert(
    _ assertions: [Term], of pool: TermPool, to solver: Z3_solver
  ) throws(Z3Failure) -> [Variable] {
    if self.pool !== pool {
      clear()
      lowEnds = [:]
      rangedVariables = 0
      self.pool = pool
    }
    defer { releaseTemporaries() }
    try translate(assertions, of: pool)
    var ordinals = VariableSet()
    for assertion in assertions {
      guard pool.width(assertion) == 1 else {
        throw .refused("an assertion of width \(pool.width(assertion))")
      }
      Z3_solver_assert(pointer, solver, try boolean(assertion))
      try checkForError()
      ordinals.formUnion(pool.variables(of: assertion))
    }
    var variables: [Variable] = []
    for ordinal in ordinals {
      variables.append(try assertRange(of: pool.variable(ordinal: ordinal), in: pool, to: solver))
    }
    return variables
  }

  // MARK: Variables

  private func assertRange(
    of term: Term, in pool: TermPool, to solver: Z3_solver
  ) throws(Z3Failure) -> Variable {
    guard let information = pool.variableInfo(term) else { throw .refused("a variable that is none") }
    let width = pool.width(term)
    let range = information.range
    if range.lowerBound > 0 {
      let low = try number(range.lowerBound, width: width)
      Z3_solver_assert(pointer, solver, try made(Z3_mk_bvule(pointer, low, try bits(term))))
    }
    if range.upperBound < UInt64.max >> UInt64(64 - width) {
      let high = try number(range.upperBound, width: width)
      Z3_solver_assert(pointer, solver, try made(Z3_mk_bvule(pointer, try bits(term), high)))
    }
    try checkForError()
    guard let entry = entries[term], let ast = entry.boolean ?? entry.bits else {
      throw .refused("a variable that was not translated")
    }
    return Variable(term: term, application: Z3_to_app(pointer, ast))
  }

  /// The low ends above 0 of all variables that the pool has by now.
  func lowEndsOfAllVariables() -> [Term: UInt64] {
    guard let pool else { return [:] }
    while rangedVariables < pool.variableCount {
      let variable = pool.variable(ordinal: rangedVariables)
      rangedVariables += 1
      guard let low = pool.variableInfo(variable)?.range.lowerBound, low > 0 else { continue }
      lowEnds[variable] = low
    }
    return lowEnds
  }

  // MARK: Terms

  private func translate(_ terms: [Term], of pool: TermPool) throws(Z3Failure) {
    var failure: Z3Failure?
    func translate(_ term: Term) {
      do throws(Z3Failure) {
        let (ast, form) = try made(term, in: pool)
        keep(ast, as: form, of: term)
      } catch {
        failure = error
      }
      releaseTemporaries()
    }
    pool.forEachOperandFirst(
      from: terms, skipping: { failure != nil || entries[$0] != nil }, visit: translate)
    if let failure { throw failure }
  }

  private func keep(_ ast: Z3_ast, as form: Form, of term: Term) {
    Z3_inc_ref(pointer, ast)
    count += 1
    switch form {
    case .boolean: entries[term, default: Entry()].boolean = ast
    case .bits: entries[term, default: Entry()].bits = ast
    }
  }

  /// Whether the Boolean form of a translated term is there without a conversion.
  func hasBoolean(_ term: Term) -> Bool { entries[term]?.boolean != nil }

  /// A translated condition as a Boolean.
  func boolean(_ term: Term) throws(Z3Failure) -> Z3_ast {
    if let ast = entries[term]?.boolean { return ast }
    guard let bits = entries[term]?.bits else { throw .refused("an operand that was not translated") }
    let ast = try made(Z3_mk_eq(pointer, bits, try number(1, width: 1)))
    keep(ast, as: .boolean, of: term)
    return ast
  }

  /// A translated term as a bit vector.
  func bits(_ term: Term) throws(Z3Failure) -> Z3_ast {
    if let ast = entries[term]?.bits { return ast }
    guard let boolean = entries[term]?.boolean else { throw .refused("an operand that was not translated") }
    let ast = try made(
      Z3_mk_ite(pointer, boolean, try number(1, width: 1), try number(0, width: 1)))
    keep(ast, as: .bits, of: term)
    return ast
  }

  // MARK: Pieces

  /// Holds on to what Z3 made until the term at hand is put together.
  func made(_ ast: Z3_ast?) throws(Z3Failure) -> Z3_ast {
    guard let ast else {
      try checkForError()
      throw .refused("Z3 returned nothing")
    }
    Z3_inc_ref(pointer, ast)
    temporaries.append(ast)
    return ast
  }

  private func releaseTemporaries() {
    for ast in temporaries { Z3_dec_ref(pointer, ast) }
    temporaries.removeAll(keepingCapacity: true)
  }

  private func checkForError() throws(Z3Failure) {
    guard let error = context.error else { return }
    if context.isOutOfMemory { throw .outOfMemory }
    throw .refused(error)
  }

  func number(_ value: UInt64, width: Int) throws(Z3Failure) -> Z3_ast {
    try made(Z3_mk_unsigned_int64(pointer, value, try bitSort(width)))
  }

  func booleanSort() throws(Z3Failure) -> Z3_sort {
    try sort(0) { Z3_mk_bool_sort(pointer) }
  }

  func bitSort(_ width: Int) throws(Z3Failure) -> Z3_sort {
    try sort(width) { Z3_mk_bv_sort(pointer, UInt32(width)) }
  }

  private func sort(_ key: Int, _ make: () -> Z3_sort?) throws(Z3Failure) -> Z3_sort {
    if let sort = sorts[key] { return sort }
    guard let sort = make() else { throw context.failure }
    Z3_inc_ref(pointer, Z3_sort_to_ast(pointer, sort))
    sorts[key] = sort
    return sort
  }
}
