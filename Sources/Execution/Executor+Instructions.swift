import Bitcode
import Terms

/// The meaning of each instruction, after LLVM's Language Reference (version 19).
extension Executor {
  func execute(_ instruction: Instruction, _ activation: Activation, _ guarded: Term) throws {
    let here = location(instruction.location)
    currentGuard = guarded
    currentPlace = here
    func define(_ value: Value) {
      if let register = instruction.result { activation.registers[register] = value }
    }
    switch instruction.kind {
    case .binary(let operation, let a, let b, let width):
      let x = term(a, width: width, activation)
      let y = term(b, width: width, activation)
      define(.term(binary(operation, x, y, guarded, here)))
    case .compare(let predicate, let a, let b, let width):
      let order = compare(predicate, term(a, width: width, activation), term(b, width: width, activation))
      define(.term(withoutCommonBase(order, under: guarded)))
    case .cast(let operation, let operand, let from, let to):
      let x = term(operand, width: from, activation)
      switch operation {
      case .zext: define(.term(pool.zext(x, to: to)))
      case .sext: define(.term(pool.sext(x, to: to)))
      case .trunc: define(.term(pool.trunc(x, to: to)))
      case .ptrtoint:
        define(.term(to <= 64 ? (to < 64 ? pool.trunc(x, to: to) : x) : x))
      case .inttoptr:
        let address = from < 64 ? pool.zext(x, to: 64) : x
        define(.term(canonicalPointer(address, guarded)))
      case .bitcast: define(.term(x))
      }
    case .load(let address, let type, _):
      let pointer = term(address, width: 64, activation)
      define(load(pointer, type, guarded, here))
    case .store(let operand, let type, let address, _):
      let pointer = term(address, width: 64, activation)
      store(value(operand, type: type, activation), type, pointer, guarded, here)
    case .address(let base, let offset, let scaled):
      var sum = term(base, width: 64, activation)
      for part in scaled {
        var index = term(part.index, width: part.indexWidth, activation)
        if part.indexWidth < 64 { index = pool.sext(index, to: 64) }
        sum = pool.add(sum, pool.mul(index, pool.constant(UInt64(bitPattern: part.stride), width: 64)))
      }
      define(.term(pool.add(sum, pool.constant(UInt64(bitPattern: offset), width: 64))))
    case .allocate(let size, _, let name):
      define(.term(allocate(size, name, instruction.result ?? -1, activation)))
    case .select(let condition, let a, let b, let type):
      let test = pool.assumingTrue(term(condition, width: 1, activation), pool.literals(guarded))
      cover(choice: instruction.result ?? -1, test, guarded, activation)
      define(
        choose(
          test, value(a, type: type, activation, mayBePoison: true),
          value(b, type: type, activation, mayBePoison: true)))
    case .call(let callee, let arguments, let types, let returnType):
      if let register = Self.registerAccess(callee, arguments) {
        if let result = access(register, arguments, types, activation, guarded, here) { define(result) }
        break
      }
      let values = zip(arguments, types).map { value($0, type: $1, activation) }
      let result = try call(callee, values, returnType, activation, guarded, here)
      if let result { define(result) }
    case .extractValue(let operand, let path):
      var value = value(operand, type: .aggregate([]), activation)
      for step in path {
        guard case .aggregate(let members) = value, step < members.count else {
          obligeUnmodelled(
            .instruction, guarded, "extractvalue of a value that is no aggregate", at: here)
          return
        }
        value = members[step]
      }
      define(value)
    case .insertValue(let aggregate, let member, let path):
      let whole = value(aggregate, type: .aggregate([]), activation, mayBePoison: true)
      let part = value(member, type: .integer(64), activation, mayBePoison: true)
      guard let result = inserting(part, into: whole, path[...]) else {
        obligeUnmodelled(.instruction, guarded, "insertvalue into a value that is no aggregate", at: here)
        return
      }
      define(result)
    case .freeze(let operand):
      // freeze(undef) is an arbitrary but fixed value: a fresh variable, which is what an operand that
      // is undefined evaluates to.
      define(value(operand, type: .integer(64), activation, mayBePoison: true))
    case .uninitialised(let type, let variable):
      define(uninitialised(type, variable))
    case .atomicReadModifyWrite, .compareExchange, .fence, .unsupported:
      // Its register stays without a value, whatever type that has: each use may see another.
      obligeUnmodelled(
        .instruction, guarded,
        "instruction without a model: \(Self.describe(instruction.kind).prefix(60))", at: here)
    }
  }

  private static func describe(_ kind: InstructionKind) -> String {
    if case .unsupported(let text) = kind { return text }
    return String(describing: kind)
  }

  /// An aggregate with another member. Nil where there is no such member.
  private func inserting(_ part: Value, into whole: Value, _ path: ArraySlice<Int>) -> Value? {
    guard let step = path.first else { return part }
    guard case .aggregate(var members) = whole, members.indices.contains(step),
      let member = inserting(part, into: members[step], path.dropFirst())
    else { return nil }
    members[step] = member
    return .aggregate(members)
  }

  // MARK: Operands

  func width(of type: ValueType) -> Int {
    switch type {
    case .integer(let width): return width
    case .pointer: return 64
    default: return 64
    }
  }

  /// - Parameter mayBePoison: whether it does not matter yet that the operand is poison: it is only handed on.
  func value(
    _ operand: Operand, type: ValueType, _ activation: Activation, mayBePoison: Bool = false
  ) -> Value {
    switch operand {
    case .register(let number):
      if let value = activation.registers[number] { return value }
      // A use that no definition reaches under any feasible path, or of what has no meaning here.
      return unknownValue(type, "undefined register") ?? .term(fresh("undefined register", width: 64))
    case .aggregate(let members):
      var types: [ValueType] = []
      if case .aggregate(let known) = type { types = known }
      return .aggregate(
        members.enumerated().map { number, member in
          value(
            member, type: number < types.count ? types[number] : .integer(64), activation,
            mayBePoison: mayBePoison)
        })
    case .integer(let bits, let width): return .term(pool.constant(bits, width: width))
    case .null: return .term(pool.constant(0, width: width(of: type)))
    case .poison where !mayBePoison:
      // What LLVM's language reference calls poison: a shift by too much, a division by zero of constants.
      oblige(
        .undefined, currentGuard ?? pool.true, "a value that C leaves undefined is used", at: currentPlace)
      return undefinedValue(type)
    case .undefined, .poison: return undefinedValue(type, of: operand)
    case .global(let name, let offset):
      return .term(
        pool.constant(space[object(ofGlobal: name)].address &+ UInt64(bitPattern: offset), width: 64))
    case .function(let name): return .term(pool.constant(space.address(ofFunction: name), width: 64))
    case .inlineExpression, .unsupported:
      obligeUnmodelled(
        .instruction, currentGuard ?? pool.true, "constant expression without a model", at: currentPlace)
      return unknownValue(type, "unsupported constant") ?? .term(fresh("unsupported constant", width: 64))
    }
  }

  private func undefinedValue(_ type: ValueType, of operand: Operand? = nil) -> Value {
    if case .aggregate(let types) = type, !types.isEmpty {
      return .aggregate(types.map { undefinedValue($0) })
    }
    var width = width(of: type)
    switch operand {
    case .undefined(let own)?, .poison(let own)?: if own > 0 { width = own }
    default: break
    }
    let term = fresh("undef", width: width)
    markUninitialised(term)
    return .term(term)
  }

  func term(_ operand: Operand, width: Int, _ activation: Activation) -> Term {
    if case .term(let term) = value(operand, type: .integer(width), activation), pool.width(term) == width {
      return term
    }
    // Behind what has no meaning here.
    return fresh("a value without a meaning", width: width)
  }

  // MARK: Uninitialised locals

  func markUninitialised(_ variable: Term) {
    if let info = pool.variableInfo(variable) { uninitialisedOrdinals.insert(info.ordinal) }
  }

  func uninitialised(_ type: ValueType, _ name: String) -> Value {
    if case .aggregate(let members) = type { return .aggregate(members.map { uninitialised($0, name) }) }
    let term = fresh("uninitialised \(name)", width: width(of: type))
    markUninitialised(term)
    return .term(term)
  }

  func uninitialisedVariables(in term: Term) -> [Term] {
    let found = pool.variables(of: term).intersection(uninitialisedOrdinals)
    return found.isEmpty ? [] : found.map { pool.variable(ordinal: $0) }
  }

  // MARK: Arithmetic

  private func binary(
    _ operation: BinaryOperation, _ x: Term, _ y: Term, _ guarded: Term, _ here: SourceLocation?
  ) -> Term {
    switch operation {
    case .add: return pool.add(x, y)
    case .sub: return pool.sub(x, y)
    case .mul: return pool.mul(x, y)
    case .and: return pool.and(x, y)
    case .or: return pool.or(x, y)
    case .xor: return pool.xor(x, y)
    case .udiv:
      demandDivisor(y, guarded, here)
      return pool.udiv(x, y)
    case .urem:
      demandDivisor(y, guarded, here)
      return pool.urem(x, y)
    case .sdiv:
      demandSignedDivision(x, y, guarded, here)
      return pool.sdiv(x, y)
    case .srem:
      demandSignedDivision(x, y, guarded, here)
      return pool.srem(x, y)
    case .shl:
      demandShift(y, guarded, here)
      return pool.shl(x, y)
    case .lshr:
      demandShift(y, guarded, here)
      return pool.lshr(x, y)
    case .ashr:
      demandShift(y, guarded, here)
      return pool.ashr(x, y)
    }
  }

  /// Division by zero is undefined behaviour (LangRef, udiv).
  private func demandDivisor(_ y: Term, _ guarded: Term, _ here: SourceLocation?) {
    let isZero = pool.eq(y, pool.constant(0, width: pool.width(y)))
    oblige(.undefined, pool.and(guarded, isZero), "division by zero", at: here)
  }

  /// So is a quotient that its width has no room for (LangRef, sdiv).
  private func demandSignedDivision(_ x: Term, _ y: Term, _ guarded: Term, _ here: SourceLocation?) {
    demandDivisor(y, guarded, here)
    let width = pool.width(y)
    let isLeast = pool.eq(x, pool.constant(1 << UInt64(width - 1), width: width))
    let isMinusOne = pool.eq(y, pool.not(pool.constant(0, width: width)))
    oblige(
      .undefined, pool.conjunction([guarded, isMinusOne, isLeast]), "division of the least number by -1",
      at: here)
  }

  /// A shift by the width or more is poison (LangRef, shl).
  private func demandShift(_ y: Term, _ guarded: Term, _ here: SourceLocation?) {
    let width = pool.width(y)
    let isTooFar = pool.uge(y, pool.constant(UInt64(width), width: width))
    oblige(.undefined, pool.and(guarded, isTooFar), "shift by \(width) or more", at: here)
  }

  func compare(_ predicate: Predicate, _ x: Term, _ y: Term) -> Term {
    switch predicate {
    case .eq: return pool.eq(x, y)
    case .ne: return pool.ne(x, y)
    case .ult: return pool.ult(x, y)
    case .ule: return pool.ule(x, y)
    case .ugt: return pool.ugt(x, y)
    case .uge: return pool.uge(x, y)
    case .slt: return pool.slt(x, y)
    case .sle: return pool.sle(x, y)
    case .sgt: return pool.sgt(x, y)
    case .sge: return pool.sge(x, y)
    }
  }
}
