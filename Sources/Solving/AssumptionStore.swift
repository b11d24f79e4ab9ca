import Terms

/// A condition that holds in the world under proof.
public struct Assumption: Sendable {
  /// The condition (width 1).
  public let term: Term
  /// What it is called in listings.
  public let name: String
  /// Whether it belongs into every slice, whatever pages it speaks about.
  public let isGlobal: Bool

  public init(term: Term, name: String = "", isGlobal: Bool = false) {
    self.term = term
    self.name = name
    self.isGlobal = isGlobal
  }
}

/// The assumptions of a proof: append-only, with scopes, found by page and by variable.
struct AssumptionStore {
  struct Entry {
    let assumption: Assumption
    let narrow: TermIndices.SetID
  }

  private let pool: TermPool
  private let indices: TermIndices

  private(set) var entries: [Entry] = []
  private var positions: [Term: Int] = [:]

  /// Positions of the assumptions by their exact set of pages, and those sets by their lowest page, so
  /// that a goal about a few pages looks at few sets.
  private var byPages: [TermIndices.SetID: [Int]] = [:]
  private var setsByLowestPage: [Int: [TermIndices.SetID]] = [:]
  private var globals: [Int] = []

  /// Positions by the ordinal of each variable, of the first `connected` entries; built when first asked for.
  private var byVariable: [Int: [Int]] = [:]
  private var connected = 0

  init(pool: TermPool, indices: TermIndices) {
    self.pool = pool
    self.indices = indices
  }

  /// Adds the conjuncts of an assumption, each as one of its own; known ones are not repeated.
  mutating func add(_ assumption: Assumption) {
    var stack = [assumption.term]
    while let term = stack.popLast() {
      if let conjuncts = pool.conjuncts(of: term) {
        stack.append(contentsOf: conjuncts.reversed())
        continue
      }
      if pool.asConstant(term) == 1 || positions[term] != nil { continue }
      append(Assumption(term: term, name: assumption.name, isGlobal: assumption.isGlobal))
    }
  }

  private mutating func append(_ assumption: Assumption) {
    let position = entries.count
    let narrow = indices.facts(of: assumption.term).narrow
    entries.append(Entry(assumption: assumption, narrow: narrow))
    positions[assumption.term] = position
    if assumption.isGlobal {
      globals.append(position)
      return
    }
    if byPages[narrow] == nil, let lowest = indices[narrow].lowest {
      setsByLowestPage[lowest, default: []].append(narrow)
    }
    byPages[narrow, default: []].append(position)
  }

  /// Forgets all but the first `count` entries.
  mutating func truncate(to count: Int) {
    while entries.count > count {
      let entry = entries.removeLast()
      let position = entries.count
      positions[entry.assumption.term] = nil
      if entry.assumption.isGlobal {
        globals.removeLast()
      } else {
        byPages[entry.narrow]?.removeLast()
      }
      if position < connected {
        for variable in pool.variables(of: entry.assumption.term) { byVariable[variable]?.removeLast() }
      }
    }
    connected = min(connected, count)
  }

  /// Positions, ascending, of the assumptions that speak about no other pages than these.
  func slice(for pages: TermIndices.SetID) -> [Int] {
    let own = indices[pages]
    var result = globals + (byPages[.none] ?? [])
    for page in own.ascending {
      for set in setsByLowestPage[page] ?? [] where indices[set].isSubset(of: own) {
        result += byPages[set] ?? []
      }
    }
    return result.sorted()
  }

  /// Positions, ascending, of the assumptions that share variables with the term, directly or through
  /// other assumptions, and of those without any variable.
  mutating func cone(of term: Term) -> [Int] {
    connectNewEntries()
    var isTaken = [Bool](repeating: false, count: entries.count)
    var seen = VariableSet()
    var pending: [Int] = []
    func see(_ variables: VariableSet) {
      for variable in variables where !seen.contains(variable) {
        seen.insert(variable)
        pending.append(variable)
      }
    }
    see(pool.variables(of: term))
    while let variable = pending.popLast() {
      for position in byVariable[variable] ?? [] where !isTaken[position] {
        isTaken[position] = true
        see(pool.variables(of: entries[position].assumption.term))
      }
    }
    return entries.indices.filter {
      isTaken[$0] || pool.asConstant(entries[$0].assumption.term) != nil
    }
  }

  private mutating func connectNewEntries() {
    while connected < entries.count {
      for variable in pool.variables(of: entries[connected].assumption.term) {
        byVariable[variable, default: []].append(connected)
      }
      connected += 1
    }
  }
}
