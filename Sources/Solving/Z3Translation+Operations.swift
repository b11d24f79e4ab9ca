import CZ3
import Terms

extension Z3Translation {
  /// Translates one term whose operands are translated.
  func made(_ term: Term, in pool: TermPool) throws(Z3Failure) -> (ast: Z3_ast, form: Form) {
    let width = pool.width(term)
    if let value = pool.asConstant(term) {
      if width == 1 { return (try made(value == 1 ? Z3_mk_true(pointer) : Z3_mk_false(pointer)), .boolean) }
      return (try number(value, width: width), .bits)
    }
    if let information = pool.variableInfo(term) {
      return (try variable(information), width == 1 ? .boolean : .bits)
    }
    guard let operation = pool.operation(of: term) else { throw .refused("a term without an operation") }
    let operands = pool.operands(of: term)
    if width == 1, let ast = try condition(operation, operands) { return (ast, .boolean) }
    return (try bitVector(operation, operands, in: pool), .bits)
  }

  /// Numbered, not named: two variables may have one name, and the address of a name's text must not
  /// decide about Z3's order of things.
  private func variable(_ information: VariableInfo) throws(Z3Failure) -> Z3_ast {
    guard let number = Int32(exactly: information.ordinal) else { throw .refused("too many variables") }
    let symbol = Z3_mk_int_symbol(pointer, number)
    let sort = information.width == 1 ? try booleanSort() : try bitSort(information.width)
    return try made(Z3_mk_const(pointer, symbol, sort))
  }

  /// Operations with a natural Boolean form; nil for the others.
  private func condition(_ operation: Op, _ operands: [Term]) throws(Z3Failure) -> Z3_ast? {
    switch operation {
    case .not: return try made(Z3_mk_not(pointer, try boolean(operands[0])))
    case .and, .mul: return try joined(operands, by: Z3_mk_and)
    case .or: return try joined(operands, by: Z3_mk_or)
    case .xor, .add, .sub:
      return try folded(operands.map { term throws(Z3Failure) in try boolean(term) }, by: Z3_mk_xor)
    case .eq:
      if hasBoolean(operands[0]), hasBoolean(operands[1]) {
        return try made(Z3_mk_eq(pointer, try boolean(operands[0]), try boolean(operands[1])))
      }
      return try made(Z3_mk_eq(pointer, try bits(operands[0]), try bits(operands[1])))
    case .ult: return try made(Z3_mk_bvult(pointer, try bits(operands[0]), try bits(operands[1])))
    case .ule: return try made(Z3_mk_bvule(pointer, try bits(operands[0]), try bits(operands[1])))
    case .slt: return try made(Z3_mk_bvslt(pointer, try bits(operands[0]), try bits(operands[1])))
    case .sle: return try made(Z3_mk_bvsle(pointer, try bits(operands[0]), try bits(operands[1])))
    case .ite:
      return try made(
        Z3_mk_ite(pointer, try boolean(operands[0]), try boolean(operands[1]), try boolean(operands[2])))
    default: return nil
    }
  }

  private func bitVector(
    _ operation: Op, _ operands: [Term], in pool: TermPool
  ) throws(Z3Failure) -> Z3_ast {
    if case .ite = operation {
      return try made(
        Z3_mk_ite(pointer, try boolean(operands[0]), try bits(operands[1]), try bits(operands[2])))
    }
    let arguments = try operands.map { term throws(Z3Failure) in try bits(term) }
    let first = arguments[0]
    switch operation {
    case .not: return try made(Z3_mk_bvnot(pointer, first))
    case .and: return try folded(arguments, by: Z3_mk_bvand)
    case .or: return try folded(arguments, by: Z3_mk_bvor)
    case .xor: return try folded(arguments, by: Z3_mk_bvxor)
    case .add: return try folded(arguments, by: Z3_mk_bvadd)
    case .sub: return try folded(arguments, by: Z3_mk_bvsub)
    case .mul: return try product(operands, arguments, in: pool)
    case .udiv: return try folded(arguments, by: Z3_mk_bvudiv)
    case .urem: return try folded(arguments, by: Z3_mk_bvurem)
    case .sdiv: return try folded(arguments, by: Z3_mk_bvsdiv)
    case .srem: return try folded(arguments, by: Z3_mk_bvsrem)
    case .shl: return try folded(arguments, by: Z3_mk_bvshl)
    case .lshr: return try folded(arguments, by: Z3_mk_bvlshr)
    case .ashr: return try folded(arguments, by: Z3_mk_bvashr)
    case .concat: return try folded(arguments, by: Z3_mk_concat)
    case .extract(let high, let low):
      return try made(Z3_mk_extract(pointer, UInt32(high), UInt32(low), first))
    case .zext(let width):
      return try made(Z3_mk_zero_ext(pointer, UInt32(width - pool.width(operands[0])), first))
    case .sext(let width):
      return try made(Z3_mk_sign_ext(pointer, UInt32(width - pool.width(operands[0])), first))
    case .umin:
      let isBelow = try made(Z3_mk_bvule(pointer, first, arguments[1]))
      return try made(Z3_mk_ite(pointer, isBelow, first, arguments[1]))
    case .eq, .ult, .ule, .slt, .sle, .ite:
      throw .refused("a comparison as a bit vector")
    }
  }

  /// A multiplication by a power of two (an index times the size of a record) is written as a shift by
  /// concatenation: Z3 would build a multiplier of it.
  private func product(
    _ operands: [Term], _ arguments: [Z3_ast], in pool: TermPool
  ) throws(Z3Failure) -> Z3_ast {
    guard operands.count == 2,
      let position = operands.firstIndex(where: { pool.asConstant($0)?.nonzeroBitCount == 1 }),
      let factor = pool.asConstant(operands[position])
    else { return try folded(arguments, by: Z3_mk_bvmul) }
    let shift = factor.trailingZeroBitCount
    let other = arguments[1 - position]
    if shift == 0 { return other }
    let width = pool.width(operands[0])
    let low = try made(Z3_mk_extract(pointer, UInt32(width - 1 - shift), 0, other))
    return try made(Z3_mk_concat(pointer, low, try number(0, width: shift)))
  }

  private typealias Binary = (Z3_context?, Z3_ast?, Z3_ast?) -> Z3_ast?

  /// An operation of two operands on any number of them, from the left.
  private func folded(_ operands: [Z3_ast], by operation: Binary) throws(Z3Failure) -> Z3_ast {
    guard var result = operands.first else { throw .refused("an operation without operands") }
    for operand in operands.dropFirst() { result = try made(operation(pointer, result, operand)) }
    return result
  }

  private func joined(
    _ operands: [Term], by operation: (Z3_context?, UInt32, UnsafePointer<Z3_ast?>?) -> Z3_ast?
  ) throws(Z3Failure) -> Z3_ast {
    let arguments: [Z3_ast?] = try operands.map { term throws(Z3Failure) in try boolean(term) }
    return try made(operation(pointer, UInt32(arguments.count), arguments))
  }
}
