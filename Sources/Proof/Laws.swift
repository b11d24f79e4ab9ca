import Bitcode
import Execution
import Foundation
import Solving
import Terms

/// Claims that need no world: each `pp_law_*()` of the spec holds for arbitrary words.
struct Laws {
  private let plan: ProofPlan
  private let standard: StandardSolver
  private let interruption: Interruption

  init(_ plan: ProofPlan, _ interruption: Interruption) throws {
    self.plan = plan
    self.interruption = interruption
    standard = try plan.makeSolver(interruption, for: "laws")
  }

  var statistics: QueryStatistics { standard.statistics }

  /// The names of the laws, sorted.
  static func functions(in module: BitcodeModule) -> [String] {
    module.functions.filter { $0.key.hasPrefix("pp_law_") && !$0.value.isDeclaration }.keys.sorted()
  }

  /// - Returns: what came out, and what was executed for it.
  func prove() throws -> (CaseProof.Outcome, Coverage) {
    var outcome = CaseProof.Outcome()
    var coverage = Coverage()
    let start = Date()
    for name in Laws.functions(in: plan.module) {
      let pool = TermPool()
      let prover = SlicedProver(pool: pool, solver: standard.solver)
      let executor = Executor(
        module: plan.module, settings: .init(order: 0, loopBound: 64), pool: pool, prover: prover)
      executor.shouldStop = { [interruption] in interruption.isRequested }
      executor.coversAll = true
      do {
        try executor.run(name)
      } catch ExecutionError.interrupted {
        throw CancellationError()
      }
      coverage.merge(executor.coverage)
      guard executor.checksMet > 0 else { throw ExecutionError.badSpec("\(name)() checks nothing") }
      guard case .satisfiable = try prover.satisfiable(pool.true, label: name, limit: plan.timeout) else {
        outcome.verdict = Verdict.decide([outcome.verdict, .undecided])
        outcome.note = "\(name)() assumes a contradiction"
        continue
      }
      // Worlds in which something was met behind which nothing is known refute nothing.
      var unknown = pool.false
      for obligation in executor.takeObligations() {
        outcome.goals += 1
        let answer = try prover.prove(
          pool.disjunction([unknown, pool.not(obligation.condition)]), label: "\(name)/\(obligation.what)",
          limit: plan.remaining(since: start))
        if obligation.leavesOpen {
          guard let verdict = Verdict(of: obligation.kind, notReached: answer) else { continue }
          outcome.verdict = Verdict.decide([outcome.verdict, verdict])
          outcome.note = obligation.what
          if obligation.hidesWhatFollows { unknown = pool.or(unknown, obligation.condition) }
          continue
        }
        switch answer {
        case .proved: continue
        case .unknown(let reason):
          outcome.verdict = Verdict.decide([outcome.verdict, .undecided])
          outcome.note = "\(name): \(obligation.what): \(reason)"
        case .refuted(let model):
          outcome.verdict = .refuted
          let world = pool.variables(of: obligation.condition).compactMap { ordinal -> (String, UInt64)? in
            let variable = pool.variable(ordinal: ordinal)
            return pool.variableInfo(variable).map { ($0.name, model[variable]) }
          }
          outcome.finding = Finding(
            claim: .pteLaws, order: 0, choices: [], what: "\(name)(): \(obligation.what)", cell: nil,
            location: obligation.location, values: [],
            world: world.map { (name: $0.0, value: $0.1) }, isMinimal: false)
          outcome.seconds = Date().timeIntervalSince(start)
          return (outcome, coverage)
        }
      }
    }
    outcome.seconds = Date().timeIntervalSince(start)
    return (outcome, coverage)
  }
}

extension Claim {
  /// Whether a spec has something to say for the claim. One that is asked for and is not made is an error: nothing asked is
  /// nothing proved.
  public func isMade(in module: BitcodeModule) -> Bool {
    self != .pteLaws || !Laws.functions(in: module).isEmpty
  }
}
