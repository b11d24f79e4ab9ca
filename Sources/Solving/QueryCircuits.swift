import Circuits
import Terms

/// What a query asks, as wires that are all to be 1.
struct QueryCircuit {
  /// What the wires belong to.
  let circuit: Circuit
  /// One for each assertion, and one for each range of a variable.
  let wires: [Literal]
  /// The variables in the assertions, each once, in the order of their making.
  let variables: [Term]
}

/// The circuits of queries, each term's built once, for the pool used last.
///
/// Solvers that are asked the same queries may share one; it belongs to one thread at a time.
final class QueryCircuits {
  /// Holds on to its pool, whose identity must not be given to another one.
  private var blaster: BitBlaster?

  /// The low ends above 0 of the ranges of the pool's first `rangedVariables` variables, those outside of
  /// any query as well: who reads a model may ask for any of them.
  private var lowEnds: [Term: UInt64] = [:]
  private var rangedVariables = 0

  /// A circuit of more gates than this starts anew: about 100 bytes each.
  private static let largestCircuit = 10_000_000

  /// The wires of a query.
  ///
  /// - Throws: `SolvingError.untranslatable` for an assertion that is no condition.
  func wires(of query: Query, in pool: TermPool) throws(SolvingError) -> QueryCircuit {
    var ordinals = VariableSet()
    for assertion in query.assertions {
      guard pool.width(assertion) == 1 else {
        throw .untranslatable(label: query.label, detail: "an assertion of width \(pool.width(assertion))")
      }
      ordinals.formUnion(pool.variables(of: assertion))
    }
    let variables = ordinals.map { pool.variable(ordinal: $0) }
    let blaster = blaster(for: pool)
    blaster.build(query.assertions + variables)
    return QueryCircuit(
      circuit: blaster.circuit,
      wires: query.assertions.map { blaster[$0][0] } + variables.map { blaster.isInRange($0) },
      variables: variables)
  }

  private func blaster(for pool: TermPool) -> BitBlaster {
    if let blaster, blaster.pool === pool, blaster.circuit.count <= Self.largestCircuit { return blaster }
    if blaster?.pool !== pool {
      lowEnds = [:]
      rangedVariables = 0
    }
    let new = BitBlaster(pool: pool)
    blaster = new
    return new
  }

  // MARK: Models

  /// The model in which these inputs are 1.
  ///
  /// - Parameter isOne: what the solver found for an input; false for one that no wire depends on.
  func model<Failure>(
    of variables: [Term], isOne: (Literal) throws(Failure) -> Bool
  ) throws(Failure) -> Model {
    guard let blaster else { return Model(values: [:]) }
    var values: [Term: UInt64] = [:]
    for variable in variables {
      var value: UInt64 = 0
      for (bit, input) in blaster[variable].enumerated() where try isOne(input) { value |= 1 << UInt64(bit) }
      values[variable] = value
    }
    return Model(values: values, lowEnds: lowEndsOfAllVariables(in: blaster.pool))
  }

  private func lowEndsOfAllVariables(in pool: TermPool) -> [Term: UInt64] {
    while rangedVariables < pool.variableCount {
      let variable = pool.variable(ordinal: rangedVariables)
      rangedVariables += 1
      guard let low = pool.variableInfo(variable)?.range.lowerBound, low > 0 else { continue }
      lowEnds[variable] = low
    }
    return lowEnds
  }
}
