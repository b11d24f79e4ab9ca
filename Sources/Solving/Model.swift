import Terms

/// Values of variables that make a query true.
public struct Model: Sendable {
  private var values: [Term: UInt64]
  private let lowEnds: [Term: UInt64]

  /// - Parameters:
  ///   - values: the value of each variable, below 2^width.
  ///   - lowEnds: the low end of the range of variables that may be asked for without being in `values`;
  ///     0 where absent.
  public init(values: [Term: UInt64], lowEnds: [Term: UInt64] = [:]) {
    self.values = values
    self.lowEnds = lowEnds
  }

  /// The value of a variable; one that the solver left free reads as the low end of its range.
  public subscript(variable: Term) -> UInt64 {
    values[variable] ?? lowEnds[variable] ?? 0
  }
  /// The value that was found for a variable; nil where there is none, as for those made later.
  func known(_ variable: Term) -> UInt64? { values[variable] ?? lowEnds[variable] }

  /// The same model, but for one variable.
  ///
  /// - Parameter value: below 2^width.
  public func with(_ variable: Term, _ value: UInt64) -> Model {
    var changed = self
    changed.values[variable] = value
    return changed
  }

  /// The same model, with the low ends of all variables that the pool has by now.
  func completed(in pool: TermPool) -> Model {
    var lowEnds: [Term: UInt64] = [:]
    for ordinal in 0..<pool.variableCount {
      let variable = pool.variable(ordinal: ordinal)
      if let low = pool.variableInfo(variable)?.range.lowerBound, low > 0 { lowEnds[variable] = low }
    }
    return Model(values: values, lowEnds: lowEnds)
  }
}
