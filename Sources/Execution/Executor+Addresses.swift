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
        if found == nil {
          oblige(
            .access, place.guarded, "\(use) at an address outside every object", at: here, isLost: true)
        }
        return found
      }
    }
    if let id = space.object(at: pool.linear(canonical).constant), space[id].stride == nil {
      oblige(
        .unmodelled, guarded,
        "\(use) at a symbolic offset in \(space[id].name), which is no array (see pp_array())", at: here)
      return []
    }
    oblige(.access, guarded, "\(use) at an address outside every object", at: here, isLost: true)
    return []
  }

  /// An `ite` at the top of the address, or as one of the atoms of its linear form.
  private func split(_ address: Term) -> (condition: Term, yes: Term, no: Term)? {
    if let whole = pool.asIte(address) { return whole }
    let form = pool.linear(address)
    for (position, part) in form.terms.enumerated() {
      var atom = part.atom
      var widen: (Term) -> Term = { $0 }
      if let (inner, isSigned) = pool.asWidened(atom) {
        atom = inner
        widen = { isSigned ? self.pool.sext($0, to: 64) : self.pool.zext($0, to: 64) }
      }
      if pool.width(atom) == 1, pool.asConstant(atom) == nil {
        var one = form
        one.terms.remove(at: position)
        let rest = pool.fromLinear(one)
        let step = pool.mul(widen(pool.true), pool.constant(part.coefficient, width: 64))
        return (atom, pool.add(rest, step), rest)
      }
      guard let (condition, yes, no) = pool.asIte(atom) else { continue }
      var rest = form
      rest.terms.remove(at: position)
      let base = pool.fromLinear(rest)
      let scale = pool.constant(part.coefficient, width: 64)
      return (
        condition, pool.add(base, pool.mul(widen(yes), scale)), pool.add(base, pool.mul(widen(no), scale))
      )
    }
    return nil
  }

  /// The object that a linear address lies in, with the obligation that it stays inside.
  private func target(
    of address: Term, _ size: Int, _ guarded: Term, _ use: AccessUse, _ here: SourceLocation?
  ) -> Target? {
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
    guard form.terms.allSatisfy({ isSimple($0.atom) }) else { return nil }
    // The constant part names the object, within what negative constants (page - 1) can reach.
    guard let id = space.object(at: form.constant) ?? space.object(at: form.constant &+ 0x1000),
      let stride = space[id].stride
    else { return nil }
    let object = space[id]
    guard form.terms.allSatisfy({ Int64(bitPattern: $0.coefficient) % Int64(stride) == 0 }) else {
      return nil
    }
    var displacement = Int64(bitPattern: form.constant &- object.address)
    var offset = displacement % Int64(stride)
    if offset < 0 { offset += Int64(stride) }
    displacement = (displacement - offset) / Int64(stride)
    var index = form
    index.constant = UInt64(bitPattern: displacement)
    index.terms = form.terms.map {
      ($0.atom, UInt64(bitPattern: Int64(bitPattern: $0.coefficient) / Int64(stride)))
    }
    let indexTerm = pool.fromLinear(index)
    let count = object.size / UInt64(stride)
    let outside = pool.uge(indexTerm, pool.constant(count, width: 64))
    // A record that is being described is the one that was asked for, wherever it lies.
    let isDescribed = describing?.object == id && describing?.index == indexTerm
    if outside != pool.false, !isDescribed {
      demandInside(TouchedIndex(object: id, index: indexTerm), outside, guarded) { bad in
        // In C the store meets another object.
        oblige(
          .access, bad, "\(use) outside \(object.name)[]", at: here, isLost: use == .store)
      }
    }
    if Int(offset) + size > stride {
      oblige(.access, guarded, "\(use) across two records of \(object.name)[]", at: here)
      return nil
    }
    return Target(object: id, index: indexTerm, offset: Int(offset), guarded: guarded)
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
    for index in indexBases(of: id) + movedBases(of: id) {
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

  /// The index less its constant, and the constant.
  func group(of index: Term) -> (base: Term, constant: Int64) {
    var form = pool.linear(index)
    let constant = Int64(bitPattern: form.constant)
    form.constant = 0
    return (pool.fromLinear(form), constant)
  }
}
