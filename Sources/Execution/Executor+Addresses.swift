import Bitcode
import Terms

/// Where an access goes, under a part of its guard.
struct Target {
  let object: ObjectID
  /// Record index for arrays (nil: a plain object).
  let index: Term?
  /// Byte offset in the object or record.
  let offset: Int
  let guarded: Term
}

/// What an access does.
enum AccessUse {
  case load
  case store
}

/// Where an address is that names an array.
private struct ArrayPlace {
  let object: ObjectID
  /// Bytes of a record.
  let stride: Int
  /// The record's index, 64 bits.
  let index: LinearForm
  /// Byte offset in the record.
  let offset: Int
}

extension Executor {
  /// Resolves an address to objects. Whatever lies outside every object becomes an obligation.
  ///
  /// - Parameter isPart: whether it is one side of an address that was split. For that no address is taken that
  ///   would have to be split again: it may be the whole that this is a part of, and so on without end.
  func resolve(
    _ address: Term, _ size: Int, _ guarded: Term, _ use: AccessUse, _ here: SourceLocation?,
    isPart: Bool = false
  ) -> [Target] {
    if guarded == pool.false { return [] }
    demandInitialised(address, guarded, "the address of a \(use)", here)
    if let target = target(of: address, size, guarded, use, here) { return [target] }
    let canonical = canonicalPointer(address, guarded, onlyPlain: isPart)
    if canonical != address, let target = target(of: canonical, size, guarded, use, here) { return [target] }
    if let (condition, yes, no) = split(canonical) {
      let known = pool.assumingTrue(condition, pool.literals(guarded))
      var targets: [Target] = []
      for (holds, part) in [(known, yes), (pool.not(known), no)] {
        let inner = pool.and(guarded, holds)
        if holds == pool.true || (inner != pool.false && !isInfeasible(inner)) {
          targets += resolve(part, size, inner, use, here, isPart: true)
        }
      }
      return targets
    }
    if settings.window != nil, let places = places(of: canonical, guarded), !places.isEmpty {
      return places.compactMap { place in
        let found = target(of: place.pointer, size, place.guarded, use, here)
        if found == nil { obligeUnresolved(place.pointer, size, place.guarded, use, here) }
        return found
      }
    }
    if let id = space.object(at: pool.linear(canonical).constant), space[id].stride == nil {
      obligeUnmodelled(
        .noArray(object: space[id].name), guarded,
        "\(use) at a symbolic offset in \(space[id].name), which is no array (see pp_array())", at: here)
      return []
    }
    obligeUnresolved(canonical, size, guarded, use, here)
    return []
  }

  /// The obligations of an access of which it was not found out where it goes: it lies outside every object, or
  /// in one, and then nobody knows here in which. Only the first is a fault of the code.
  ///
  /// A record of an array that is far from all that were looked at may hold anything that a load gives, each load taken for
  /// itself; so what follows may happen, though nothing is proved of it. The page that a stray PTE maps is such a one. Of
  /// all other places something is known here, which the load does not give: nothing of what follows is told.
  private func obligeUnresolved(
    _ address: Term, _ size: Int, _ guarded: Term, _ use: AccessUse, _ here: SourceLocation?
  ) {
    // Behind what has no meaning, which is told, addresses often have none.
    if isBehindObstacle(guarded) { return }
    let place = place(of: pool.linear(address))
    let outside = pool.and(guarded, isOutside(address, size, place))
    if outside != pool.false, !isInfeasible(outside) {
      oblige(.access, outside, "\(use) at an address outside every object", at: here, isLost: true)
    }
    let isNear = place.map { isNearTouchedRecord($0.object, pool.fromLinear($0.index)) } ?? pool.true
    let what = "\(use) at an address that was not traced to one object"
    for (part, isLost) in [(pool.and(guarded, isNear), false), (pool.and(guarded, pool.not(isNear)), true)] {
      let inside = pool.and(part, pool.not(isOutside(address, size, place)))
      if inside != pool.false, !isInfeasible(inside) {
        oblige(.untraced, part, what, at: here, isLost: isLost)
      }
    }
  }

  /// Whether an address lies in no object; of one in an array by its constant part, outside that.
  private func isOutside(_ address: Term, _ size: Int, _ place: ArrayPlace?) -> Term {
    if let place {
      let object = space[place.object]
      let count = pool.constant(object.size / UInt64(place.stride), width: 64)
      return pool.uge(pool.fromLinear(place.index), count)
    }
    return pool.conjunction(
      space.objects.filter { $0.size >= UInt64(size) }.map {
        pool.ugt(
          pool.sub(address, pool.constant($0.address, width: 64)),
          pool.constant($0.size - UInt64(size), width: 64))
      })
  }

  /// Whether a record is one that was looked at, or may be of the same folio as one.
  private func isNearTouchedRecord(_ id: ObjectID, _ index: Term) -> Term {
    let reach = UInt64(folio?.most ?? settings.loopBound)
    return pool.disjunction(
      (touchedRecords[id] ?? []).map { touched in
        let distance = pool.sub(index, touched)
        return pool.ule(
          pool.add(distance, pool.constant(reach, width: 64)), pool.constant(2 * reach, width: 64))
      })
  }

  /// A condition that an address depends on, and what the address is on either side: of an `ite` at its top, or in one of the
  /// atoms of its linear form, in whose linear forms it may be in turn (`page + (int)(max - left)`).
  private func split(_ address: Term) -> (condition: Term, yes: Term, no: Term)? {
    if let whole = pool.asIte(address) { return whole }
    let form = pool.linear(address)
    for (position, part) in form.terms.enumerated() {
      var atom = part.atom
      var widen: (Term) -> Term = { $0 }
      if let (inner, isSigned) = pool.asWidened(atom) {
        let width = pool.width(atom)
        atom = inner
        widen = { isSigned ? self.pool.sext($0, to: width) : self.pool.zext($0, to: width) }
      }
      let sides: (condition: Term, yes: Term, no: Term)?
      if pool.width(atom) == 1 {
        sides = pool.asConstant(atom) == nil ? (atom, pool.true, pool.false) : nil
      } else {
        sides = atom == address ? nil : split(atom)
      }
      guard let sides else { continue }
      var others = form
      others.terms.remove(at: position)
      let rest = pool.fromLinear(others)
      let scale = pool.constant(part.coefficient, width: form.width)
      func with(_ side: Term) -> Term { pool.add(rest, pool.mul(widen(side), scale)) }
      return (sides.condition, with(sides.yes), with(sides.no))
    }
    return nil
  }

  /// The object that a linear address lies in, with the obligation that it stays inside.
  private func target(
    of address: Term, _ size: Int, _ guarded: Term, _ use: AccessUse, _ here: SourceLocation?
  ) -> Target? {
    if let described = describedTarget(of: address, size, guarded) { return described }
    let form = pool.linear(address)
    if form.terms.isEmpty {
      guard let id = space.object(at: form.constant) else { return nil }
      let object = space[id]
      let offset = form.constant - object.address
      if offset + UInt64(size) > object.size {
        oblige(.access, guarded, "\(use) across the end of \(object.name)", at: here)
        return nil
      }
      if let stride = object.stride {
        return Target(
          object: id, index: pool.constant(offset / UInt64(stride), width: 64),
          offset: Int(offset) % stride, guarded: guarded)
      }
      return Target(object: id, index: nil, offset: Int(offset), guarded: guarded)
    }
    guard form.terms.allSatisfy({ isSimple($0.atom) }), let place = place(of: form) else { return nil }
    let (id, stride, offset) = (place.object, place.stride, place.offset)
    let object = space[id]
    let indexTerm = pool.fromLinear(place.index)
    let count = object.size / UInt64(stride)
    let outside = pool.uge(indexTerm, pool.constant(count, width: 64))
    if outside != pool.false {
      demandInside(TouchedIndex(object: id, index: indexTerm), outside, guarded) { bad in
        // In C the store meets another object.
        oblige(
          .access, bad, "\(use) outside \(object.name)[]", at: here, isLost: use == .store)
      }
    }
    if offset + size > stride {
      oblige(.access, guarded, "\(use) across two records of \(object.name)[]", at: here)
      return nil
    }
    return Target(object: id, index: indexTerm, offset: offset, guarded: guarded)
  }

  /// A record that is being described is the one that was asked for, wherever it lies and however its index is written.
  private func describedTarget(of address: Term, _ size: Int, _ guarded: Term) -> Target? {
    guard let (id, index) = describing, let stride = space[id].stride else { return nil }
    let start = pool.add(
      pool.constant(space[id].address, width: 64),
      pool.mul(index, pool.constant(UInt64(stride), width: 64)))
    guard let offset = pool.asConstant(pool.sub(address, start)), offset < UInt64(stride),
      Int(offset) + size <= stride
    else { return nil }
    return Target(object: id, index: index, offset: Int(offset), guarded: guarded)
  }

  /// The size of the records that an address is in one of, and its offset in that; nil if its form does not say.
  func recordOffset(of address: Term) -> (stride: Int, offset: Int)? {
    let form = pool.linear(address)
    if form.terms.isEmpty {
      guard let id = space.object(at: form.constant), let stride = space[id].stride else { return nil }
      return (stride, Int((form.constant - space[id].address) % UInt64(stride)))
    }
    return place(of: form).map { ($0.stride, $0.offset) }
  }

  /// The array that an address is in by its constant part, with the index of the record and the offset in it; nil if the
  /// rest is not a number of records.
  private func place(of form: LinearForm) -> ArrayPlace? {
    // The constant part names the object, within what negative constants (page - 1) can reach.
    guard
      let id = space.object(at: form.constant) ?? space.object(behind: form.constant, within: 0x1000),
      let stride = space[id].stride,
      form.terms.allSatisfy({ Int64(bitPattern: $0.coefficient) % Int64(stride) == 0 })
    else { return nil }
    var displacement = Int64(bitPattern: form.constant &- space[id].address)
    var offset = displacement % Int64(stride)
    if offset < 0 { offset += Int64(stride) }
    displacement = (displacement - offset) / Int64(stride)
    var index = form
    index.constant = UInt64(bitPattern: displacement)
    index.terms = form.terms.map {
      ($0.atom, UInt64(bitPattern: Int64(bitPattern: $0.coefficient) / Int64(stride)))
    }
    return ArrayPlace(object: id, stride: stride, index: index, offset: Int(offset))
  }

  /// Proves that a record lies inside its array wherever `guarded` holds; else reports where it does not.
  ///
  /// The same record is accessed under many guards, which have in common what bounds its index: literals
  /// such as `x >= 3` of a loop's exit index. So those are tried alone first, and what they prove is kept.
  private func demandInside(
    _ record: TouchedIndex, _ outside: Term, _ guarded: Term, orElse report: (Term) -> Void
  ) {
    let literals = Set(pool.literals(guarded))
    for known in provedInside[record] ?? [] where known.isSubset(of: literals) { return }
    let intervals = literals.filter(isInterval)
    if intervals.count < literals.count {
      let weaker = pool.and(pool.conjunction(intervals.sorted()), outside)
      if weaker == pool.false || isInfeasible(weaker) {
        provedInside[record, default: []].append(intervals)
        return
      }
    }
    let bad = pool.and(guarded, outside)
    if bad == pool.false || isInfeasible(bad) {
      provedInside[record, default: []].append(literals)
    } else {
      report(bad)
    }
  }

  /// A variable, or a variable widened: addresses over these are told apart by constants and ranges.
  private func isSimple(_ atom: Term) -> Bool {
    if pool.variableInfo(atom) != nil { return true }
    guard let (inner, _) = pool.asWidened(atom) else { return false }
    return pool.variableInfo(inner) != nil && pool.width(inner) > 1
  }

  // MARK: Canonical pointers

  /// A simpler term that `pointer` equals wherever `guarded` holds, or the pointer itself.
  ///
  /// `pfn_to_page(pte_pfn(pte))` and `page_folio(page)` are deep terms that name one record of an array.
  /// Candidates come from a concrete world (which record is it there?); the solver then proves the
  /// equality for all worlds. Nothing is taken on trust.
  ///
  /// - Parameter onlyPlain: whether it must be over plain indices.
  func canonicalPointer(_ pointer: Term, _ guarded: Term, onlyPlain: Bool = false) -> Term {
    let form = pool.linear(pointer)
    if form.terms.allSatisfy({ isSimple($0.atom) }) { return pointer }
    // Offsets within a record do not matter: look the atom part up once.
    let root = pool.sub(pointer, pool.constant(form.constant, width: 64))
    let constant = pool.constant(form.constant, width: 64)
    let literals = Set(pool.literals(guarded))
    for known in canonicalPointers[root] ?? []
    where literals.isSuperset(of: pool.literals(known.guarded))
      && (!onlyPlain || isPlain(known.replacement))
    {
      return pool.add(known.replacement, constant)
    }
    for candidate in candidates(for: pointer, guarded) where !onlyPlain || isPlain(candidate) {
      let replacement = pool.sub(candidate, constant)
      let equal = pool.eq(root, replacement)
      for condition in guarded == pool.true ? [pool.true] : [pool.true, guarded] {
        let goal = pool.implies(condition, equal)
        if goal == pool.true || isInfeasible(pool.not(goal)) {
          canonicalPointers[root, default: []].append((condition, replacement))
          return candidate
        }
      }
    }
    return pointer
  }

  /// Asks for one world in which `guarded` holds and looks which record `pointer` is in there.
  func candidates(for pointer: Term, _ guarded: Term) -> [Term] {
    guard let evaluator = sampleWorld(where: guarded) else { return [] }
    let address = evaluator.value(of: pointer)
    guard address != 0, let id = space.object(at: address) else { return [] }
    let object = space[id]
    guard let stride = object.stride else { return [pool.constant(address, width: 64)] }
    let record = (address - object.address) / UInt64(stride)
    let offset = (address - object.address) % UInt64(stride)
    var candidates: [Term] = []
    for index in indexBases(of: id) + movedBases(of: id) + endBases(of: id) {
      let difference = Int64(bitPattern: record &- evaluator.value(of: index))
      guard difference.magnitude <= UInt64(settings.loopBound + 2) else { continue }
      let term = pool.add(
        pool.add(
          pool.constant(object.address &+ offset, width: 64),
          pool.mul(index, pool.constant(UInt64(stride), width: 64))),
        pool.constant(UInt64(bitPattern: difference &* Int64(stride)), width: 64))
      candidates.append(term)
    }
    return candidates
  }

  private func isPlain(_ address: Term) -> Bool {
    pool.linear(address).terms.allSatisfy { isSimple($0.atom) }
  }

  /// The symbolic bases of the records of an array that have been touched.
  private func indexBases(of id: ObjectID) -> [Term] {
    var seen: Set<Term> = []
    return (touchedRecords[id] ?? []).map { group(of: $0).base }.filter { seen.insert($0).inserted }
  }

  /// Where one page stands for all: the same bases, moved along with it. The first iteration has touched the record of
  /// the first page, and this one may be about to touch its own.
  private func movedBases(of id: ObjectID) -> [Term] {
    guard generic.isExecuting, let folio else { return [] }
    let page = pool.zext(folio.page, to: 64)
    let known = indexBases(of: id)
    return known.filter { !isAboutPage($0) }.map { pool.add($0, page) }.filter { !known.contains($0) }
  }

  /// The same bases, moved to where a loop over pages has ended: what is left of a chunk is done behind it.
  private func endBases(of id: ObjectID) -> [Term] {
    guard folio != nil else { return [] }
    let known = indexBases(of: id)
    let ends = Set(exitPages.filter { pool.asConstant($0) == nil && !isAboutPage($0) }).sorted()
    return known.filter { !isAboutPage($0) }.flatMap { base in ends.map { pool.add(base, $0) } }
      .filter { !known.contains($0) && isPlain($0) }
  }

  /// The index less its constant, and the constant.
  func group(of index: Term) -> (base: Term, constant: Int64) {
    var form = pool.linear(index)
    let constant = Int64(bitPattern: form.constant)
    form.constant = 0
    return (pool.fromLinear(form), constant)
  }
}
