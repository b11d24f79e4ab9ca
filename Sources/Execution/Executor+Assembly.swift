import Bitcode
import Terms

/// Executes inline assembly by its meaning.
extension Executor {
  func assembly(
    _ code: InlineAssembly, _ arguments: [Value], _ returnType: ValueType, _ guarded: Term,
    _ here: SourceLocation?, in function: String
  ) -> Value? {
    let terms = arguments.compactMap(\.term)
    guard terms.count == arguments.count,
      let meaning = AssemblyMeaning(template: code.template, constraints: code.constraints)
    else { return unknown(code, returnType, guarded, here, function) }
    count(code)
    switch meaning {
    case .nothing:
      return returnType == .void ? nil : unknown(code, returnType, guarded, here, function)
    case .trap:
      // bug_entry::flags: BUGFLAG_WARNING is bit 0 (include/linux/bug.h).
      let isWarning = terms.count > 2 && (pool.asConstant(terms[2]) ?? 0) & 1 == 1
      oblige(.warning, guarded, "\(isWarning ? "WARN" : "BUG") in \(function)()", at: here)
      return nil
    case .update(let update, let bytes, let flag):
      guard let pointer = terms.first else { break }
      let old = loadWord(pointer, bytes, guarded, here)
      let one = pool.constant(1, width: 8 * bytes)
      // "=*m,ir,*m": the operand is the first argument that is not the memory operand.
      let operand =
        terms.dropFirst().first { $0 != pointer }.map { fit($0, 8 * bytes) }
        ?? (terms.count > 1 ? fit(terms[1], 8 * bytes) : one)
      let new: Term
      switch update {
      case .increment: new = pool.add(old, one)
      case .decrement: new = pool.sub(old, one)
      case .add: new = pool.add(old, operand)
      case .subtract: new = pool.sub(old, operand)
      case .and: new = pool.and(old, operand)
      case .or: new = pool.or(old, operand)
      }
      storeWord(new, pointer, guarded, here)
      switch flag {
      case nil: return nil
      case .equal?: return answer(pool.eq(new, pool.constant(0, width: 8 * bytes)), returnType)
      case .sign?: return answer(pool.extract(new, high: 8 * bytes - 1, low: 8 * bytes - 1), returnType)
      }
    case .bit(let update, let answersCarry):
      guard terms.count >= 2, let bit = pool.asConstant(terms[1]) else { break }
      // The bit string may be longer than a word: the quadword that holds the bit (SDM, BT).
      let pointer = pool.add(terms[0], pool.constant(bit / 64 * 8, width: 64))
      let old = loadWord(pointer, 8, guarded, here)
      let mask = pool.constant(1 << (bit % 64), width: 64)
      switch update {
      case .test: break
      case .set: storeWord(pool.or(old, mask), pointer, guarded, here)
      case .reset: storeWord(pool.and(old, pool.not(mask)), pointer, guarded, here)
      case .complement: storeWord(pool.xor(old, mask), pointer, guarded, here)
      }
      guard answersCarry else { return nil }
      return answer(pool.extract(old, high: Int(bit % 64), low: Int(bit % 64)), returnType)
    case .compareExchange(let bytes):
      // "={@ccz},=*m,={ax},r,*m,2": memory, new value, memory, expected value.
      guard terms.count == 4, case .aggregate(let types) = returnType, types.count == 2 else { break }
      let old = loadWord(terms[0], bytes, guarded, here)
      let success = pool.eq(old, fit(terms[3], 8 * bytes))
      storeWord(fit(terms[1], 8 * bytes), terms[0], pool.and(guarded, success), here)
      return .aggregate([
        .term(pool.zext(success, to: width(of: types[0]))), .term(fit(old, width(of: types[1]))),
      ])
    case .exchange(let bytes), .exchangeAdd(let bytes):
      // "=r,=*m,0,*m" in the kernel's xchg(): memory, operand, memory.
      guard terms.count >= 2 else { break }
      let old = loadWord(terms[0], bytes, guarded, here)
      let operand = fit(terms[1], 8 * bytes)
      var new = operand
      if case .exchangeAdd = meaning { new = pool.add(old, operand) }
      storeWord(new, terms[0], guarded, here)
      return .term(fit(old, width(of: returnType)))
    case .perCPULoad(let bytes):
      guard let pointer = terms.first else { break }
      return .term(fit(loadWord(pointer, bytes, guarded, here), width(of: returnType)))
    case .clock:
      // "={ax},={dx}": 32 bits each, the rest of both registers is zero (SDM, RDTSC).
      guard case .aggregate(let types) = returnType, types.count == 2 else { break }
      return .aggregate(
        types.map { .term(fit(readAnew("the time stamp counter", width: 32, guarded), width(of: $0))) })
    case .perCPUStore(let bytes):
      guard terms.count == 2 else { break }
      storeWord(fit(terms[1], 8 * bytes), terms[0], guarded, here)
      return nil
    }
    return unknown(code, returnType, guarded, here, function)
  }

  private func unknown(
    _ code: InlineAssembly, _ returnType: ValueType, _ guarded: Term, _ here: SourceLocation?,
    _ function: String
  ) -> Value? {
    obligeUnmodelled(
      .assembly(function: function), guarded,
      "inline assembly in \(function)(): \(summary(of: code.template))", at: here)
    return unknownValue(returnType, "assembly")
  }

  func unknownValue(_ type: ValueType, _ name: String) -> Value? {
    switch type {
    case .void: return nil
    case .aggregate(let members):
      return .aggregate(members.map { unknownValue($0, name) ?? .term(pool.false) })
    default: return .term(fresh(name, width: width(of: type)))
    }
  }

  private func answer(_ bit: Term, _ type: ValueType) -> Value {
    .term(pool.zext(bit, to: width(of: type)))
  }

  private func fit(_ term: Term, _ width: Int) -> Term {
    pool.width(term) < width ? pool.zext(term, to: width) : pool.trunc(term, to: width)
  }

  private func loadWord(_ pointer: Term, _ bytes: Int, _ guarded: Term, _ here: SourceLocation?) -> Term {
    load(pointer, .integer(8 * bytes), guarded, here).term ?? pool.constant(0, width: 8 * bytes)
  }

  private func storeWord(_ value: Term, _ pointer: Term, _ guarded: Term, _ here: SourceLocation?) {
    guard guarded != pool.false else { return }
    store(.term(value), .integer(pool.width(value)), pointer, guarded, here)
  }
}
