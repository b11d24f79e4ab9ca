/// An arena of bit-vector terms that are shared and simplified as they are built.
///
/// Widths are 1 to 64 bits. A condition is a term of width 1 (1 is true). Operations have the meaning that
/// SMT-LIB's theory FixedSizeBitVectors gives them. Operands of different widths, or widths that do not fit
/// an operation, are programming errors and stop the program.
///
/// Terms are never freed; a pool is for one proof. A pool belongs to one thread at a time.
public final class TermPool {
  var records = NodeTable()
  var variableInfos: [VariableInfo] = []
  var variableTerms: [Term] = []
  var variableSets = VariableSetTable()
  /// Whether terms are simplified; if not, each call makes just the node that it names.
  let simplifies: Bool
  /// How deep rules are in rules; what is deeper is built without them.
  var depth = 0
  static let depthLimit = 48
  var fires: [Int] = Array(repeating: 0, count: Rule.allCases.count)
  /// A rule whose results are made wrong, so that tests can see that they would find out.
  var faultyRule: Rule?
  var rewriteCache = RewriteCache()

  /// The condition that always holds.
  public let `true`: Term
  /// The condition that never holds.
  public let `false`: Term

  public convenience init() { self.init(simplify: true) }

  /// - Parameter simplify: false for a pool that keeps terms as they are built, to check simplification against.
  public init(simplify: Bool) {
    simplifies = simplify
    `false` = records.insert(NodeRecord(code: .constant, width: 1), .constant(0, width: 1))
    `true` = records.insert(NodeRecord(code: .constant, width: 1, a: 1), .constant(1, width: 1))
  }

  /// How many different terms there are; ids are below.
  public var count: Int { records.count }

  /// In bits.
  @inline(__always)
  public func width(_ term: Term) -> Int { Int(records[term].width) }

  /// The constant of the value's low `width` bits.
  public func constant(_ value: UInt64, width: Int) -> Term {
    precondition(width >= 1 && width <= 64, "a width of 1 to 64 bits")
    let value = value & Bits.mask(width)
    let record = NodeRecord(
      code: .constant, width: UInt8(width), a: UInt32(truncatingIfNeeded: value),
      b: UInt32(truncatingIfNeeded: value >> 32))
    return records.find(record) ?? records.insert(record, .constant(value, width: width))
  }

  /// The value of a constant; nil for other terms.
  @inline(__always)
  public func asConstant(_ term: Term) -> UInt64? {
    let record = records[term]
    return record.code == .constant ? record.value : nil
  }

  /// The bits that are 0, and those that are 1, whatever the variables are.
  public func knownBits(_ term: Term) -> (zeros: UInt64, ones: UInt64) {
    let known = records.known(term)
    return (known.zeros, known.ones)
  }

  /// An unsigned interval that the term's value lies in, whatever the variables are (within their ranges).
  public func range(_ term: Term) -> ClosedRange<UInt64> {
    let known = records.known(term)
    return known.low...known.high
  }

  // MARK: Nodes as they are

  @inline(__always) func code(_ term: Term) -> OpCode { records[term].code }
  @inline(__always) func known(_ term: Term) -> Knowledge { records.known(term) }

  func boolean(_ value: Bool) -> Term { value ? `true` : `false` }

  /// The node of two operands, without rules but for constants that follow from what is known.
  func make(_ code: OpCode, _ a: Term, _ b: Term) -> Term {
    let width = records[a].width
    let isComparison = code.rawValue >= OpCode.eq.rawValue && code.rawValue <= OpCode.sle.rawValue
    let record = NodeRecord(code: code, width: isComparison ? 1 : width, a: a.id, b: b.id)
    if let term = records.find(record) { return term }
    if isComparison { return records.insert(record, .unknown(width: 1)) }
    return insert(record, .of(code, records.known(a), records.known(b), width: Int(width)))
  }

  func makeNot(_ a: Term) -> Term {
    let width = records[a].width
    let record = NodeRecord(code: .not, width: width, a: a.id)
    return records.find(record) ?? insert(record, .complement(records.known(a), width: Int(width)))
  }

  func makeIte(_ condition: Term, _ yes: Term, _ no: Term) -> Term {
    let record = NodeRecord(
      code: .ite, width: records[yes].width, a: condition.id, b: yes.id, c: no.id)
    return records.find(record) ?? insert(record, records.known(yes).joined(records.known(no)))
  }

  func makeExtract(_ a: Term, high: Int, low: Int) -> Term {
    let record = NodeRecord(
      code: .extract, width: UInt8(high - low + 1), high: UInt8(high), low: UInt8(low), a: a.id)
    return records.find(record) ?? insert(record, .slice(records.known(a), high: high, low: low))
  }

  func makeZext(_ a: Term, to width: Int) -> Term {
    let record = NodeRecord(code: .zext, width: UInt8(width), a: a.id)
    return records.find(record)
      ?? insert(record, .zeroExtension(records.known(a), from: self.width(a), to: width))
  }

  func makeSext(_ a: Term, to width: Int) -> Term {
    let record = NodeRecord(code: .sext, width: UInt8(width), a: a.id)
    return records.find(record)
      ?? insert(record, .signExtension(records.known(a), from: self.width(a), to: width))
  }

  func makeConcat(_ high: Term, _ low: Term) -> Term {
    let lowWidth = width(low)
    let record = NodeRecord(
      code: .concat, width: records[high].width + UInt8(lowWidth), a: high.id, b: low.id)
    return records.find(record)
      ?? insert(record, .concatenation(records.known(high), records.known(low), lowWidth: lowWidth))
  }

  /// The `and` or `or` node of two or more conditions.
  func makeList(_ code: OpCode, _ operands: [Term]) -> Term {
    records.find(code, operands) ?? records.insert(code, operands)
  }

  @inline(__always)
  private func insert(_ record: NodeRecord, _ known: Knowledge) -> Term {
    if simplifies, known.low == known.high { return constant(known.low, width: Int(record.width)) }
    return records.insert(record, known)
  }
}
