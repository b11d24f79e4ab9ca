import Bitcode
import Terms

/// The meaning of the functions of specs/include/pteproof.h.
extension Executor {
  func intrinsic(_ name: String, _ arguments: [Value], _ guarded: Term, _ here: SourceLocation?) throws
    -> Value?
  {
    let terms = arguments.compactMap(\.term)
    func bad(_ why: String) -> ExecutionError {
      .badSpec("\(name)(): \(why)\(here.map { " at \($0.file):\($0.line)" } ?? "")")
    }
    func text(_ position: Int) throws -> String {
      guard position < terms.count, let text = string(at: terms[position]) else {
        throw bad("argument \(position + 1) must be a string constant")
      }
      return text
    }
    func constant(_ position: Int) throws -> UInt64 {
      guard position < terms.count, let value = pool.asConstant(terms[position]) else {
        throw bad("argument \(position + 1) must be concrete")
      }
      return value
    }
    func bits(_ position: Int) throws -> Int {
      let bits = try constant(position)
      guard (1...64).contains(bits) else { throw bad("the width must be 1 to 64 bits, not \(bits)") }
      return Int(bits)
    }
    if settings.isConcrete, name == "pp_any" || name == "pp_any_at" {
      return .term(pool.constant(0, width: 64))
    }
    switch name {
    case "pp_any":
      let width = try bits(1)
      return .term(pool.zext(specValue(try text(0), width: width), to: 64))
    case "pp_any_in":
      let width = try bits(1)
      guard terms.count == 5 else { throw bad("five arguments") }
      // Bounds may be symbolic: the range of the variable is then the widest, and the rest is assumed.
      let low = pool.range(terms[2]).lowerBound
      let high = pool.range(terms[3]).upperBound
      guard low <= high, width == 64 || high < 1 << UInt64(width) else {
        throw bad("the range \(low)...\(high) is empty or does not fit \(width) bits")
      }
      let label = try text(0)
      if isDescribingAnew {
        // That there is such a value has to be shown; it is not made true by assuming it.
        oblige(
          .check, pool.and(guarded, pool.ugt(terms[2], terms[3])), "the range of \(label) has a value",
          at: here)
      }
      if low == high { return .term(specConstant(label, low)) }
      note(WorldAssumption(name: "range of \(label)", reason: try text(4), isBound: false))
      let value = pool.zext(specValue(label, width: width, range: low...high), to: 64)
      if !isDescribingAnew {
        assumeInSpec(
          pool.implies(guarded, pool.and(pool.ule(terms[2], value), pool.ule(value, terms[3]))))
      }
      return .term(value)
    case "pp_any_at":
      return .term(pool.zext(arbitraryFunction(try text(0), of: terms[1], width: try bits(2)), to: 64))
    case "pp_case":
      let label = try text(0)
      if let known = choicesMet.first(where: { $0.name == label }) {
        return .term(pool.constant(known.taken ? 1 : 0, width: 32))
      }
      let taken = choicesMet.count < settings.choices.count && settings.choices[choicesMet.count]
      choicesMet.append((label, taken))
      return .term(pool.constant(taken ? 1 : 0, width: 32))
    case "pp_as":
      guard terms.count == 2 else { throw bad("two arguments") }
      return .term(proved(terms[0], toBe: terms[1], under: guarded) ? terms[1] : terms[0])
    case "pp_window":
      guard let window = settings.window else {
        throw bad("the unit is proved for folio orders, not for windows")
      }
      return .term(pool.constant(UInt64(window), width: 32))
    case "pp_is_step":
      return .term(pool.constant(settings.isStep ? 1 : 0, width: 32))
    case "pp_carried":
      try carry(terms, text, bad)
      return nil
    case "pp_positions":
      positions[try text(0)] = Int64(bitPattern: try constant(1))
      return nil
    case "pp_locked":
      func object(_ position: Int) throws -> ObjectID {
        guard position < terms.count, let address = pool.asConstant(terms[position]),
          let id = space.object(at: address), space[id].address == address
        else { throw bad("argument \(position + 1) must be the address of an object") }
        return id
      }
      let lock = try object(1)
      guard space[lock].stride == nil else { throw bad("the lock is an array") }
      locks[try object(0)] = Target(object: lock, index: nil, offset: 0, guarded: pool.true)
      return nil
    case "pp_order" where settings.window != nil, "pp_pages" where settings.window != nil:
      throw bad("the unit is proved for windows: see pp_window()")
    case "pp_order":
      return .term(folio?.order ?? pool.constant(UInt64(settings.order), width: 32))
    case "pp_pages":
      return .term(
        folio.map { pool.zext($0.pages, to: 32) } ?? pool.constant(1 << UInt64(settings.order), width: 32))
    case "pp_assume", "pp_bound":
      guard terms.count == 3 else { throw bad("three arguments") }
      if isDescribingAnew {
        let holds = pool.ne(terms[0], pool.constant(0, width: pool.width(terms[0])))
        oblige(.check, pool.and(guarded, pool.not(holds)), try text(1), at: here)
        return nil
      }
      let isBound = name == "pp_bound"
      note(WorldAssumption(name: try text(1), reason: try text(2), isBound: isBound))
      let holds = pool.implies(guarded, pool.ne(terms[0], pool.constant(0, width: pool.width(terms[0]))))
      // In a world of one order a bound of orders is true, and no more than that; all orders at once tell.
      if isBound, folio != nil || settings.window != nil, let value = pool.asConstant(terms[0]), value != 0 {
        coverage.builtInBounds.insert(try text(1))
      }
      if isBound, settings.ignoresBounds {
        boundTerms.append((try text(1), holds))
      } else {
        assumeInSpec(holds)
      }
      return nil
    case "pp_bounded":
      guard terms.count == 4 else { throw bad("four arguments") }
      let (label, width) = (try text(0), try bits(1))
      let value = pool.constant(try constant(2), width: 64)
      note(WorldAssumption(name: label, reason: try text(3), isBound: true))
      guard settings.ignoresBounds else { return .term(value) }
      let any = pool.zext(specValue(label, width: width), to: 64)
      boundTerms.append((label, pool.implies(guarded, pool.eq(any, value))))
      return .term(any)
    case "pp_boot_fact":
      guard terms.count == 4 else { throw bad("four arguments") }
      let fact = BootFact(variable: try text(1), setBy: try text(2), reason: try text(3))
      guard !isDescribingAnew else { throw bad("boot is over where a record is described") }
      if !variables.bootFacts.contains(fact) { variables.bootFacts.append(fact) }
      assumeInSpec(pool.implies(guarded, pool.ne(terms[0], pool.constant(0, width: pool.width(terms[0])))))
      return nil
    case "pp_unsteady":
      let (size, mask) = (try constant(1), try constant(2))
      guard (1...8).contains(size), let address = pool.asConstant(terms[0]),
        let id = space.object(at: address),
        space[id].stride == nil, space[id].end - address >= size
      else { throw bad("not the address of 1 to 8 bytes of an object that is no array") }
      variables.unsteady[id, default: []].append(
        UnsteadyPart(offset: Int(address - space[id].address), size: Int(size), mask: mask))
      return nil
    case "pp_arbitrary":
      let size = try constant(1)
      guard let address = pool.asConstant(terms[0]), let id = space.object(at: address) else {
        throw bad("not the address of an object")
      }
      noteDescribed(id)
      try makeArbitrary(id, Int(address - space[id].address), Int(size), named: try text(2))
      return nil
    case "pp_array":
      let (base, count, stride) = (try constant(0), try constant(1), try constant(2))
      guard stride > 0, count > 0, base &+ count &* stride > base else {
        throw bad("an empty or too large array")
      }
      var describe: String?
      let callback = try constant(4)
      if callback != 0 {
        guard let function = space.function(at: callback) else { throw bad("describe is not a function") }
        describe = function
      }
      if let id = space.object(at: base), space[id].address == base {
        guard space[id].size == count * stride else {
          throw bad("\(count) records of \(stride) bytes are not the size of \(space[id].name)")
        }
        space[id].content = .records(stride: Int(stride), describe: describe)
        space[id].name = try text(3)
        memory.objects[id] = nil
      } else {
        _ = space.add(
          name: try text(3), size: count * stride, content: .records(stride: Int(stride), describe: describe),
          at: base)
      }
      return nil
    case "pp_check":
      let label = try text(1)
      let holds = pool.ne(terms[0], pool.constant(0, width: pool.width(terms[0])))
      oblige(.check, pool.and(guarded, pool.not(holds)), label, at: here)
      checksMet += 1
      return nil
    case "pp_in":
      let number = Int(try constant(0))
      guard let state = namedStates[number] else { throw bad("there is no such state in this claim") }
      memory = state
      return nil
    case "pp_allowed":
      let label = try text(0)
      allowancesAsked.insert(label)
      return .term(pool.constant(allowances.contains(label) ? 1 : 0, width: 32))
    case "pp_observe":
      let index = Int64(bitPattern: try constant(1))
      observations.append(
        Observation(name: try text(0), index: index < 0 ? nil : Int(index), value: terms[2]))
      return nil
    default:
      throw bad("no such intrinsic")
    }
  }

  /// Are the two equal wherever `guarded` holds? The solver says so, or they count as different.
  func proved(_ value: Term, toBe form: Term, under guarded: Term) -> Bool {
    let equal = pool.eq(value, form)
    if let known = pool.asConstant(equal) { return known == 1 }
    let differs = pool.and(guarded, pool.not(equal))
    return differs == pool.false || isInfeasible(differs)
  }

  /// What a spec assumes in an iteration that stands for all is not taken on: the state that it speaks of is a
  /// guess until the loop's induction is proved. Less is assumed then, so what is proved holds all the same.
  private func assumeInSpec(_ condition: Term) {
    if describing != nil, before != nil { return description.assumed.append(condition) }
    if !generic.isExecuting || describing != nil { assume(condition) }
  }

  private func note(_ assumption: WorldAssumption) {
    if !assumptions.contains(assumption) { assumptions.append(assumption) }
  }

  /// An arbitrary function, by what is known of it: equal indices give equal values.
  func arbitraryFunction(_ name: String, of index: Term, width: Int) -> Term {
    let known = functionsOfIndex[name] ?? []
    if let value = known.first(where: { $0.index == index })?.value { return value }
    let label = pool.asConstant(index).map { "\(name) \($0)" } ?? name
    if let values = settings.values, let place = oneValue(of: index) {
      let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
      let value = pool.constant((values.functions[name]?[place] ?? 0) & mask, width: width)
      // A native run asks for it, too.
      functionsOfIndex[name, default: []].append((index, value))
      return value
    }
    let own = fresh(label, width: width)
    generic.noteCell(own, .function(name, index: index, width: width))
    var value = own
    for (other, earlier) in known {
      let same = pool.eq(index, other)
      if same != pool.false { value = pool.ite(same, earlier, value) }
    }
    functionsOfIndex[name, default: []].append((index, value))
    return value
  }

  private func makeArbitrary(_ id: ObjectID, _ offset: Int, _ size: Int, named name: String) throws {
    guard offset + size <= Int(space[id].size) else {
      throw ExecutionError.badSpec("pp_arbitrary(): \(size) bytes reach beyond \(space[id].name)")
    }
    if offset == 0, size == Int(space[id].size) {
      variables.undecoded.remove(id)
      space[id].content = .arbitrary
      space[id].name = name
      memory.objects[id] = nil
      return
    }
    guard size <= 4096 else {
      throw ExecutionError.badSpec("pp_arbitrary(): a part of \(space[id].name) may have 4096 bytes at most")
    }
    var cells = memory.objects[id] ?? ByteCells()
    var position = 0
    while position < size {
      var length = 8
      while length > size - position || (offset + position) % length != 0 { length /= 2 }
      cells.write(
        offset + position, length,
        specValue("\(name)+\(position)", width: 8 * length, isCell: true), guarded: pool.true, pool
      ) { initial(id, $0, $1) }
      position += length
    }
    memory.objects[id] = cells
  }
}
