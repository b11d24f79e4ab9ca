extension TermPool {
  /// A new variable; two calls with the same name give different ones.
  ///
  /// - Parameters:
  ///   - name: for people.
  ///   - width: 1 to 64 bits.
  ///   - range: the unsigned values that it takes. Simplification relies on it; each solver asserts it.
  ///   - index: the page or PTE that it belongs to; nil if it belongs to none.
  public func variable(
    _ name: String, width: Int, range: ClosedRange<UInt64>? = nil, index: Int? = nil
  ) -> Term {
    precondition(width >= 1 && width <= 64, "a width of 1 to 64 bits")
    let range = range ?? 0...Bits.mask(width)
    precondition(range.upperBound <= Bits.mask(width), "the range does not fit the width")
    let info = VariableInfo(
      name: name, width: width, range: range, index: index, ordinal: variableInfos.count)
    let record = NodeRecord(code: .variable, width: UInt8(width), a: UInt32(info.ordinal))
    let known = Knowledge.range(range.lowerBound, range.upperBound, width: width)
    let term = records.insert(record, known)
    variableInfos.append(info)
    variableTerms.append(term)
    return term
  }

  /// What is known of a variable; nil for other terms.
  public func variableInfo(_ term: Term) -> VariableInfo? {
    let record = records[term]
    return record.code == .variable ? variableInfos[Int(record.a)] : nil
  }

  /// How many variables there are; ordinals are below.
  public var variableCount: Int { variableInfos.count }

  /// The variable of an ordinal.
  public func variable(ordinal: Int) -> Term { variableTerms[ordinal] }

  /// The ordinals of the variables that occur in a term. Remembered a term, and shared between terms.
  public func variables(of term: Term) -> VariableSet {
    variableSets.set(of: term, in: self)
  }

  /// The pages that the variables of a set belong to (`VariableInfo.index`).
  public func indices(of variables: VariableSet) -> Set<Int> {
    Set(variables.compactMap { variableInfos[$0].index })
  }

  /// Calls `visit` with each operand, without an array for most terms.
  @inline(__always)
  func forEachOperand(of term: Term, _ visit: (Term) -> Void) {
    let record = records[term]
    switch record.code {
    case .constant, .variable: return
    case .not, .extract, .zext, .sext: visit(record.first)
    case .ite:
      visit(record.first)
      visit(record.second)
      visit(record.third)
    case .and where record.width == 1, .or where record.width == 1:
      for operand in records.list(of: record) { visit(operand) }
    default:
      visit(record.first)
      visit(record.second)
    }
  }
}
