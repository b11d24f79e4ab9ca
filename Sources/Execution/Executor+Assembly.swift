import Bitcode
import Terms

/// Executes inline assembly by its meaning.
extension Executor {
  func assembly(
    _ code: InlineAssembly, _ arguments: [Value], _ returnType: ValueType, _ guarded: Term,
    _ here: SourceLocation?, in function: String
  ) throws -> Value? {
    let terms = arguments.compactMap(\.term)
    let (known, constraints) = meaning(of: code)
    var guarded = guarded
    // Where a literal is wanted and there is none, it does not compile.
    if constraints.literals.contains(where: { $0 < terms.count && pool.asConstant(terms[$0]) == nil }) {
      guarded = withoutChoice(guarded)
    }
    guard terms.count == arguments.count, let meaning = known,
      isOneMemory(constraints, terms) || meaning.onlyStores
    else { return unknown(code, returnType, guarded, here, function) }
    count(code)
    switch meaning {
    case .nothing:
      return returnType == .void ? nil : unknown(code, returnType, guarded, here, function)
    case .identity:
      guard let value = terms.first, pool.width(value) == width(of: returnType) else { break }
      return .term(value)
    case .trap:
      // bug_entry::flags: BUGFLAG_WARNING is bit 0 (include/linux/bug.h).
      let isWarning = terms.count > 2 && (pool.asConstant(terms[2]) ?? 0) & 1 == 1
      oblige(.warning, guarded, "\(isWarning ? "WARN" : "BUG") in \(function)()", at: here)
      return nil
    case .update(let update, let bytes, let number, let flag):
      guard let pointer = terms.first else { break }
      let old = loadWord(pointer, bytes, guarded, here)
      let one = pool.constant(1, width: 8 * bytes)
      let operand = number.flatMap { $0 < terms.count ? fit(terms[$0], 8 * bytes) : nil } ?? one
      func updated(_ old: Term) -> Term {
        switch update {
        case .increment: pool.add(old, one)
        case .decrement: pool.sub(old, one)
        case .add: pool.add(old, operand)
        case .subtract: pool.sub(old, operand)
        case .and: pool.and(old, operand)
        case .or: pool.or(old, operand)
        case .xor: pool.xor(old, operand)
        }
      }
      let new = updated(old)
      storeWord(hasUnsteady ? updated(heldWord(pointer, bytes, guarded, here)) : new, pointer, guarded, here)
      switch flag {
      case nil: return nil
      case .equal?: return answer(pool.eq(new, pool.constant(0, width: 8 * bytes)), returnType)
      case .sign?: return answer(pool.extract(new, high: 8 * bytes - 1, low: 8 * bytes - 1), returnType)
      }
    case .testBits(let bytes):
      guard terms.count == 2 else { break }
      let common = pool.and(loadWord(terms[0], bytes, guarded, here), fit(terms[1], 8 * bytes))
      return answer(pool.ne(common, pool.constant(0, width: 8 * bytes)), returnType)
    case .bit(let update, let bytes, let answersCarry):
      guard terms.count >= 2, let number = pool.asConstant(terms[1]) else { break }
      // The bit string may be longer than a word, and begin before it: the word that holds the bit (SDM, BT).
      let bits = Int64(8 * bytes)
      let unused = Int64(64 - pool.width(terms[1]))
      let signed = (Int64(bitPattern: number) << unused) >> unused
      let bit = ((signed % bits) + bits) % bits
      let offset = (signed - bit) / 8
      let pointer = pool.add(terms[0], pool.constant(UInt64(bitPattern: offset), width: 64))
      let old = loadWord(pointer, bytes, guarded, here)
      let mask = pool.constant(1 << UInt64(bit), width: 8 * bytes)
      switch update {
      case .test: break
      case .set: storeWord(pool.or(old, mask), pointer, guarded, here)
      case .reset: storeWord(pool.and(old, pool.not(mask)), pointer, guarded, here)
      case .complement: storeWord(pool.xor(old, mask), pointer, guarded, here)
      }
      guard answersCarry else { return nil }
      return answer(pool.extract(old, high: Int(bit), low: Int(bit)), returnType)
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
    case .scan(let scan, let ofZero):
      guard let source = terms.first else { break }
      return scanned(source, scan, ofZero, terms.count > 1 ? terms[1] : nil, returnType)
    case .perCPULoad(let bytes):
      guard let pointer = terms.first else { break }
      return .term(fit(loadWord(pointer, bytes, guarded, here), width(of: returnType)))
    case .call(let name):
      // Its registers come back as they were, so that the stack pointer is what was put in.
      guard let pointer = terms.first, terms.count == 1 else { break }
      _ = try call(name, [], .void, guarded, here)
      return .term(pointer)
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

  /// What a statement means, which is found out once: a loop comes to it for each page.
  private func meaning(of code: InlineAssembly) -> (AssemblyMeaning?, AssemblyConstraints) {
    if let known = assemblyMeanings[code] { return known }
    let meaning = AssemblyMeaning(template: code.template, constraints: code.constraints)
    let found = (meaning, AssemblyConstraints(code.constraints))
    assemblyMeanings[code] = found
    return found
  }

  /// Whether memory that is read and written is so at one address: `"+m"(*p)` is, `"=m"(*p) : "m"(*q)` is not.
  private func isOneMemory(_ constraints: AssemblyConstraints, _ terms: [Term]) -> Bool {
    let memory = constraints.operands.indices.filter { constraints.operands[$0] == .memoryOutput }
    let read = constraints.operands.indices.filter { constraints.operands[$0] == .memory }
    guard !memory.isEmpty else { return true }
    func addresses(_ numbers: [Int]) -> [Term] {
      numbers.compactMap(constraints.argument).filter { $0 < terms.count }.map { terms[$0] }
    }
    return Set(addresses(memory)).isSubset(of: addresses(read))
  }

  /// bsr, bsf and tzcnt.
  private func scanned(
    _ source: Term, _ scan: AssemblyMeaning.Scan, _ ofZero: AssemblyMeaning.OfZero, _ old: Term?,
    _ returnType: ValueType
  ) -> Value {
    let result = width(of: returnType)
    let none: Term
    switch ofZero {
    case .unchanged: none = old.map { fit($0, result) } ?? fresh("what a scan of 0 leaves", width: result)
    case .width: none = pool.constant(UInt64(pool.width(source)), width: result)
    case .anything: none = fresh("what a scan of 0 leaves", width: result)
    }
    switch scan {
    case .highest: return .term(highestBit(source, orElse: none))
    case .lowest: return .term(lowestBit(source, orElse: none))
    }
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

  /// Whether the spec says of any object that others change bits of it at any time.
  private var hasUnsteady: Bool { !variables.unsteady.isEmpty && costs == nil }

  /// What the unit itself has left there, whatever others have made of it since: an update in one instruction takes from them
  /// no more than what it answers, and what they leave is read anew each time.
  private func heldWord(_ pointer: Term, _ bytes: Int, _ guarded: Term, _ here: SourceLocation?) -> Term {
    variables.readsHeld = true
    defer { variables.readsHeld = false }
    return loadWord(pointer, bytes, guarded, here)
  }

  private func storeWord(_ value: Term, _ pointer: Term, _ guarded: Term, _ here: SourceLocation?) {
    guard guarded != pool.false else { return }
    store(.term(value), .integer(pool.width(value)), pointer, guarded, here)
  }
}
