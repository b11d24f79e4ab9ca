import Terms

@testable import Execution

/// Values for the variables of a symbolic run, drawn at random.
///
/// Exit indices of loops are not drawn: their definitions, which are among the assumptions, have one
/// solution, and it is looked for.
final class Assignment {
  let run: SymbolicRun
  private(set) var values: [UInt64] = []
  private let pool: TermPool
  /// Exit indices in the order of their creation, each with the assumptions that no later one is in.
  private var exits: [(ordinal: Int, assumptions: [Term])] = []
  private var isExit: Set<Int> = []
  /// Assumptions in which a variable occurs.
  private var mentions: [Int: [Term]] = [:]
  /// Assumptions without exit indices.
  private(set) var world: [Term] = []

  init(_ run: SymbolicRun) {
    self.run = run
    pool = run.pool
    for ordinal in 0..<pool.variableCount {
      let name = pool.variableInfo(pool.variable(ordinal: ordinal))?.name ?? ""
      if name.hasPrefix("exit of ") { isExit.insert(ordinal) }
    }
    var byExit: [Int: [Term]] = [:]
    var seen: Set<Term> = []
    for assumption in run.executor.assumedTerms {
      for part in pool.literals(assumption) where seen.insert(part).inserted {
        let variables = Array(pool.variables(of: part))
        if let last = variables.filter({ isExit.contains($0) }).max() {
          byExit[last, default: []].append(part)
        } else {
          world.append(part)
          for variable in variables { mentions[variable, default: []].append(part) }
        }
      }
    }
    exits = isExit.sorted().map { ($0, byExit[$0] ?? []) }
    values = (0..<pool.variableCount).map { range($0).lowerBound }
  }

  func range(_ ordinal: Int) -> ClosedRange<UInt64> { pool.range(pool.variable(ordinal: ordinal)) }

  func name(_ ordinal: Int) -> String { pool.variableInfo(pool.variable(ordinal: ordinal))?.name ?? "" }

  /// Ordinals of all variables that may be drawn.
  var free: [Int] { values.indices.filter { !isExit.contains($0) } }

  subscript(ordinal: Int) -> UInt64 {
    get { values[ordinal] }
    set { values[ordinal] = newValue }
  }

  /// The value of a variable; nil for one that the run has made since.
  var lookup: (Term) -> UInt64? {
    { [values, pool] variable in
      guard let ordinal = pool.variableInfo(variable)?.ordinal, ordinal < values.count else { return nil }
      return values[ordinal]
    }
  }

  func draw(_ ordinal: Int, _ random: inout SeededRandom) {
    let variable = pool.variable(ordinal: ordinal)
    let range = range(ordinal)
    let width = pool.width(variable)
    var word = random.word(width)
    // Zero is a case of its own everywhere.
    if random.chance(4) { word = 0 }
    values[ordinal] =
      range.contains(word)
      ? word : random.chance(4) ? range.upperBound : UInt64.random(in: range, using: &random)
  }

  func drawAll(_ random: inout SeededRandom) {
    for ordinal in free { draw(ordinal, &random) }
  }

  /// Assumptions about the world that these values break; with `about`, of those that mention one of them.
  func broken(about variables: [Int]? = nil) -> [Term] {
    let candidates = variables.map { Array(Set($0.flatMap { mentions[$0] ?? [] })) } ?? world
    let evaluator = pool.evaluator(lookup)
    return candidates.filter { evaluator.value(of: $0) != 1 }
  }

  /// Gives each exit index the value that its definition leaves. False if there is none, which would be an
  /// error of the executor.
  func determineExits() -> Bool {
    for (ordinal, assumptions) in exits {
      let candidate = range(ordinal).first { candidate in
        values[ordinal] = candidate
        let evaluator = pool.evaluator(lookup)
        return assumptions.allSatisfy { evaluator.value(of: $0) == 1 }
      }
      if candidate == nil { return false }
    }
    return true
  }
}
