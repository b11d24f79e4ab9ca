import Terms

/// A concrete world of a spec, by the names of what it is made of, so that an executor of another folio order can build it.
///
/// A model of the proof for all orders knows the records of the window's first page, of the page looked at, and of those
/// that lemmas name. Here are their bytes, and how the records of all other pages are filled (`RecordFilling`). Whether what
/// comes of it is a world is not decided here: the executor evaluates each assumption on it.
public struct WorldValues: Sendable, Hashable {
  /// What `pp_any()` and `pp_any_in()` answered while the world was built, by name, in the order of asking.
  var named: [String: [WorldWord]] = [:]
  /// The names among these that places in arrays are counted from: the executor keeps them as variables of one value, so
  /// that its records have the numbers that relations speak of.
  var places: Set<String> = []
  /// What `pp_any_at()` answered, by name and index.
  var functions: [String: [UInt64: UInt64]] = [:]
  /// The bytes of plain objects, by name and offset.
  var objects: [String: [Int: WorldByte]] = [:]
  /// The bytes of records, by the array's name, the index and the offset in the record.
  var records: [String: [UInt64: [Int: WorldByte]]] = [:]
  /// How other records are filled, by the array's name.
  public var fillings: [String: RecordFilling] = [:]
  /// The numbers among all these that might be taken for addresses of an executor's own.
  private(set) var likeAddresses: Set<UInt64> = []

  public init() {}

  /// The same world with its fillings in the form that all that fill in alike have.
  public var canonical: WorldValues {
    var values = self
    values.fillings = fillings.mapValues(\.canonical)
    return values
  }

  /// The page looked at where it comes from, counted from the first page of the window; nil: there is none.
  public var lookedAt: UInt64? { fillings.values.map(\.page).min() }

  /// The bytes `[offset, offset + size)` of a record before anything runs, little endian.
  ///
  /// - Parameter address: where the executor that asks has something.
  func record(
    _ name: String, _ index: UInt64, _ offset: Int, _ size: Int, _ address: (AddressName) -> UInt64
  ) -> UInt64 {
    if let own = records[name]?[index] {
      return Self.word(own, offset, size, address)
    }
    guard let filling = fillings[name], let pattern = filling.pattern(for: index),
      let bytes = records[name]?[pattern.index]
    else { return 0 }
    let shift = filling.step &* (Int64(bitPattern: index) &- Int64(bitPattern: pattern.index))
    guard shift != 0 else { return Self.word(bytes, offset, size, address) }
    // Only records of one word move along with their page.
    let whole = Self.word(bytes, 0, 8, address) &+ UInt64(bitPattern: shift)
    return (whole >> UInt64(8 * offset)) & (size >= 8 ? .max : (1 << UInt64(8 * size)) - 1)
  }

  /// The same of a plain object.
  func object(
    _ name: String, _ offset: Int, _ size: Int, _ address: (AddressName) -> UInt64
  ) -> UInt64 {
    Self.word(objects[name] ?? [:], offset, size, address)
  }

  private static func word(
    _ bytes: [Int: WorldByte], _ offset: Int, _ size: Int, _ address: (AddressName) -> UInt64
  ) -> UInt64 {
    (0..<min(size, 8)).reduce(0) {
      $0 | UInt64(bytes[offset + $1]?.value(address) ?? 0) << UInt64(8 * $1)
    }
  }

  fileprivate mutating func note(_ word: WorldWord, _ name: String) {
    named[name, default: []].append(word)
    noteLikeness(word)
  }

  fileprivate mutating func note(_ value: UInt64, _ name: String, at index: UInt64) {
    functions[name, default: [:]][index] = value
    for number in [index, value] { noteLikeness(.number(number)) }
  }

  private mutating func noteLikeness(_ word: WorldWord) {
    if case .number(let value) = word, AddressSpace.area.contains(value) { likeAddresses.insert(value) }
  }

  fileprivate mutating func note(
    _ word: WorldWord, _ name: String, _ index: UInt64?, _ offset: Int, _ size: Int
  ) {
    noteLikeness(word)
    for byte in 0..<size {
      let part: WorldByte =
        switch word {
        case .number(let value): .number(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)))
        case .address(let name): .address(name, byte)
        }
      if let index {
        records[name, default: [:]][index, default: [:]][offset + byte] = part
      } else {
        objects[name, default: [:]][offset + byte] = part
      }
    }
  }
}

/// How the records of an array are filled of which a model says nothing: those of the window's pages like one that it knows.
public struct RecordFilling: Sendable, Hashable {
  /// The index of the record of the window's first page.
  public var first: UInt64
  /// How many pages from the first one are filled; the records of all others are zeroes.
  public var count: UInt64
  /// The page whose record those of the pages below `page` are like, and the one for the pages behind it: numbers in the window.
  public var before: UInt64
  public var behind: UInt64
  /// The page looked at.
  public var page: UInt64
  /// What is added to a record of 8 bytes from one page to the next: a PTE's pfn grows by one.
  public var step: Int64
  /// Whether no second record tells what that is.
  public var isStepGuessed = false

  /// The same without what does not matter: what pages are like that are none or not filled in.
  fileprivate var canonical: RecordFilling {
    var filling = self
    if page == 0 { filling.before = behind }
    if count <= page { filling.behind = filling.before }
    return filling
  }

  /// The record that one is to be like; nil: it is no page's that is filled.
  func pattern(for index: UInt64) -> (index: UInt64, number: UInt64)? {
    let number = index &- first
    guard number < count else { return nil }
    let like = number < page ? before : behind
    return (first &+ like, like)
  }
}

extension Executor {
  /// A value that a spec asks for by name (`pp_any()`): unknown, or what it is in the one world that is executed.
  ///
  /// - Parameter isCell: whether it is what a cell of memory holds, and not a number that the spec works with.
  func specValue(
    _ name: String, width: Int, range: ClosedRange<UInt64>? = nil, isCell: Bool = false
  ) -> Term {
    let isOfWorld = before == nil && describing == nil
    if let values = settings.values, isOfWorld {
      let number = specValuesAsked[name, default: 0]
      specValuesAsked[name] = number + 1
      let known = values.named[name] ?? []
      let mask = width == 64 ? UInt64.max : (1 << UInt64(width)) - 1
      let word = number < known.count ? known[number] : .number(range?.lowerBound ?? 0)
      let value = word.value(address(of:)) & mask
      // A value outside its range is no world: the range is an assumption of its own then.
      if values.places.contains(name) { return fresh(name, width: width, range: value...value) }
      return pool.constant(value, width: width)
    }
    let variable = fresh(name, width: width, range: range)
    if isOfWorld { specValues.append((name, variable, isCell)) }
    return variable
  }

  /// The same where only one value is possible.
  func specConstant(_ name: String, _ value: UInt64) -> Term {
    let term = pool.constant(value, width: 64)
    guard before == nil, describing == nil else { return term }
    if settings.values == nil {
      specValues.append((name, term, false))
    } else {
      specValuesAsked[name, default: 0] += 1
    }
    return term
  }

  /// What a report shows of the one world executed: the values by name that are not 0.
  public func shown(_ values: WorldValues) -> [(name: String, value: UInt64)] {
    values.named.sorted { $0.key < $1.key }.flatMap { name, words in
      words.map { $0.value(address(of:)) }.filter { $0 != 0 }.map { (name, $0) }
    }
  }

  /// The world of a model, by names.
  ///
  /// - Parameter value: of each variable.
  public func worldValues(_ value: @escaping (Term) -> UInt64?) -> WorldValues {
    let evaluator = pool.evaluator(value)
    let names = AddressNames(self)
    func word(_ term: Term, mayBeAddress: Bool) -> WorldWord {
      let number = evaluator.value(of: term)
      guard mayBeAddress, pool.width(term) == 64, let name = names.name(of: number) else {
        return .number(number)
      }
      return .address(name)
    }
    var values = WorldValues()
    for (name, variable, isCell) in specValues {
      values.note(word(variable, mayBeAddress: isCell), name)
    }
    for (name, asked) in functionsOfIndex {
      for (index, answer) in asked {
        values.note(evaluator.value(of: answer), name, at: evaluator.value(of: index))
      }
    }
    for number in space.objects.indices where !space.objects[number].isLocal {
      let id = ObjectID(rawValue: number)
      let name = space[id].name
      for (offset, cell) in initialObjects[id]?.cells ?? [:] {
        values.note(word(cell.value, mayBeAddress: true), name, nil, offset, cell.size)
      }
      guard let stride = space[id].stride else { continue }
      let generic = folio.flatMap { recordOfPage(id, $0) }
      // A record that two names name has one content in a world; the first is as good as the other.
      for index in (touchedRecords[id] ?? []).reversed() where !isNeighbour(index, of: generic) {
        let place = evaluator.value(of: index)
        guard place < space[id].size / UInt64(stride) else { continue }
        for ordinal in pool.variables(of: index) {
          if let info = pool.variableInfo(pool.variable(ordinal: ordinal)) { values.places.insert(info.name) }
        }
        for (offset, cell) in initialRecords[id]?[index]?.cells ?? [:] {
          let isPointer = pointerFields.contains(RecordField(object: id, offset: offset))
          values.note(word(cell.value, mayBeAddress: isPointer), name, place, offset, cell.size)
        }
      }
      guard let filling = filling(of: id, stride, evaluator, values) else { continue }
      values.fillings[name] = filling
    }
    return values
  }

  /// Whether it is the record of a page beside the first one or the one looked at. The proof at once assumes nothing of such
  /// a page, so that what a model has there is no part of the path that it takes.
  private func isNeighbour(_ index: Term, of generic: Term?) -> Bool {
    guard let folio, let generic else { return false }
    return [generic, pool.sub(generic, pool.zext(folio.page, to: 64))].contains { known in
      pool.asConstant(pool.sub(index, known)).map { $0 != 0 } ?? false
    }
  }

  /// The index of the record of the page looked at: as far from that of the first page as pages are from each other. Of
  /// several (a PTE and the one behind it) the one whose first page's record was looked at first.
  private func recordOfPage(_ id: ObjectID, _ folio: SymbolicFolio) -> Term? {
    let touched = touchedRecords[id] ?? []
    let page = pool.zext(folio.page, to: 64)
    guard let looked = pool.variableInfo(folio.page)?.ordinal else { return nil }
    let bases = touched.compactMap { index -> (index: Term, rank: Int)? in
      guard pool.variables(of: index).contains(looked) else { return nil }
      let base = pool.sub(index, page)
      return isAboutPage(base) ? nil : (index, touched.firstIndex(of: base) ?? touched.count)
    }
    return bases.min { $0.rank < $1.rank }?.index
  }

  /// The records of all pages like that of the page looked at, as a first guess.
  private func filling(
    of id: ObjectID, _ stride: Int, _ evaluator: Evaluator, _ values: WorldValues
  ) -> RecordFilling? {
    guard let folio, let generic = recordOfPage(id, folio) else { return nil }
    let page = evaluator.value(of: folio.page)
    let place = evaluator.value(of: generic)
    let first = place &- page
    let name = space[id].name
    let own = values.records[name] ?? [:]
    guard own[first] != nil || own[place] != nil else { return nil }
    var step: Int64 = 0
    var isGuessed = false
    if stride == 8, own[first] != nil {
      let start = values.record(name, first, 0, 8, address(of:))
      // Bits 12 to 51 hold a pfn, which grows from page to page, or shrinks where it is stored as its complement.
      let field: UInt64 = 0x000f_ffff_ffff_f000
      if own[place] != nil {
        let moved = (values.record(name, place, 0, 8, address(of:)) & field) &- (start & field)
        for candidate in [Int64(0), 4096, -4096]
        where (moved &- UInt64(bitPattern: candidate &* Int64(page))) & field == 0 {
          step = candidate
          break
        }
      } else if start & field != 0 {
        step = 4096
        isGuessed = true
      }
    }
    let like = own[place] == nil ? 0 : page
    return RecordFilling(
      first: first, count: UInt64(folio.most), before: like, behind: like, page: page, step: step,
      isStepGuessed: isGuessed)
  }
}
