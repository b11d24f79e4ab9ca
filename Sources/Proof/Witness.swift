import Bitcode
import Execution
import Foundation
import Solving
import Terms

/// Turns a solver's model into a world that a reader can follow.
struct Witness {
  let proof: CaseProof
  let unit: UnitRun
  var pool: TermPool { proof.pool }

  init(_ proof: CaseProof, _ unit: UnitRun) {
    self.proof = proof
    self.unit = unit
  }

  func finding(
    _ claim: Claim, _ what: String, negated: Term, _ first: Model,
    _ states: (batched: Memory, paged: Memory?),
    _ difference: CellDifference?, _ writes: [WriteRecord], _ location: SourceLocation?
  ) throws -> Finding {
    let (model, isMinimal) = try smallest(negated, first)
    let evaluator = pool.evaluator { model[$0] }
    var values: [Finding.Value] = []
    let executor = proof.executor
    var columns: [[String: UInt64]] = [[:], [:], [:]]
    var names: [(name: String, index: Int?)] = []
    var seen: Set<String> = []
    executor.namedStates = [0: unit.before]
    let pages = shownPages(difference, evaluator)
    for (column, state) in [unit.before, states.batched, states.paged].enumerated() {
      guard let state else { continue }
      for (name, index, value) in try observe(state, pages) {
        let key = "\(name) \(index ?? -1)"
        columns[column][key] = evaluator.value(of: value)
        if seen.insert(key).inserted { names.append((name, index)) }
      }
    }
    for (name, index) in names {
      let key = "\(name) \(index ?? -1)"
      values.append(
        .init(
          name: name, index: index, before: columns[0][key], batched: columns[1][key], paged: columns[2][key])
      )
    }
    var place = location
    if let difference {
      place = lastWrite(to: difference.cell, writes, evaluator) ?? location
    }
    let world = variables(negated).compactMap { variable -> (name: String, value: UInt64)? in
      guard let info = pool.variableInfo(variable) else { return nil }
      let value = model[variable]
      return value == 0 ? nil : (info.name, value)
    }
    let whole = proof.values.map(executor.shown) ?? world
    return Finding(
      claim: claim, order: proof.sizes.window ?? proof.sizes.orders.lowerBound,
      choices: executor.choicesMet.map { "\($0.name): \($0.taken ? "yes" : "no")" }, what: what,
      cell: difference.map {
        ($0.name, evaluator.value(of: $0.batched), evaluator.value(of: $0.paged))
      },
      location: place, values: values, world: whole, isMinimal: isMinimal && proof.values == nil,
      isCompleted: proof.values != nil,
      replayedRuns: unit.replayedRuns(
        in: model, comparesPages: states.paged != nil, allowances: proof.plan.granted))
  }

  private func observe(_ state: Memory, _ pages: [Int]) throws -> [(String, Int?, Term)] {
    let executor = proof.executor
    _ = executor.takeObligations()
    executor.select(state)
    for function in ["observe_world", "observe_folio"] {
      let name = "\(proof.plan.unit)_\(function)"
      if executor.module.functions[name] != nil { try executor.observe(name) }
    }
    let perPage = "\(proof.plan.unit)_observe"
    if executor.module.functions[perPage] != nil {
      for number in pages {
        try executor.observe(perPage, [pool.constant(UInt64(number), width: 64)])
      }
    }
    _ = executor.takeObligations()
    return executor.takeObservations().map { ($0.name, $0.index, $0.value) }
  }

  /// The slots of the window that are drawn: all of few; of many, the first two, the page looked at and the one that differs
  /// with their neighbours, and the last one that the batch takes with the one behind it.
  private func shownPages(_ difference: CellDifference?, _ evaluator: Evaluator) -> [Int] {
    let count = proof.sizes.window ?? 1 << proof.sizes.orders.lowerBound
    guard count > 16 else { return Array(0..<count) }
    var shown: Set<Int> = [0, 1]
    func add(_ page: Int, _ around: ClosedRange<Int>) { shown.formUnion(around.map { page + $0 }) }
    if let number = difference?.cell.recordNumber, (0..<Int64(count)).contains(number) {
      add(Int(number), -1...1)
    }
    if let looked = proof.values?.lookedAt, looked < UInt64(count) { add(Int(looked), -1...1) }
    if let result = unit.lastBatch?.result {
      let taken = Int(Int32(truncatingIfNeeded: evaluator.value(of: result)))
      if (1...count).contains(taken) { add(taken, -1...0) }
    }
    return shown.filter { (0..<count).contains($0) }.sorted()
  }

  private func lastWrite(
    to cell: CellName, _ writes: [WriteRecord], _ evaluator: Evaluator
  ) -> SourceLocation? {
    writes.last { $0.isTo(cell) && evaluator.value(of: $0.guarded) == 1 }?.location
  }

  func variables(_ negated: Term) -> [Term] {
    var seen: Set<Term> = []
    var result: [Term] = []
    for term in proof.executor.assumedTerms + [negated] {
      for ordinal in pool.variables(of: term) {
        let variable = pool.variable(ordinal: ordinal)
        if seen.insert(variable).inserted { result.append(variable) }
      }
    }
    return result.sorted()
  }
}
