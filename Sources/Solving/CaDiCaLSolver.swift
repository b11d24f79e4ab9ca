import CCaDiCaL
import Circuits
import Terms

/// CaDiCaL, a SAT solver, in this process.
///
/// Terms become circuits (`BitBlaster`), and these clauses (`Clauses`) for a fresh solver a query.
final class CaDiCaLSolver: Solver {
  let interruption: Interruption
  private let circuits: QueryCircuits

  /// The name and version of the library in use.
  static var version: String { String(cString: cadical_name()) }

  init(interruption: Interruption = Interruption(), circuits: QueryCircuits = QueryCircuits()) {
    self.interruption = interruption
    self.circuits = circuits
  }

  func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    if interruption.isRequested { return .unknown(Interruption.reason) }
    let deadline = Deadline(limit)
    let circuit = try circuits.wires(of: query, in: pool)
    let clauses = Clauses(circuit.wires, of: circuit.circuit)
    if deadline.isOver { return .unknown(Answer.timeLimitReason) }
    let stop = Stop(deadline: deadline, interruption: interruption)
    var values = ContiguousArray(repeating: false, count: Int(clauses.variableCount) + 1)
    switch decide(clauses, query.effort, stop, &values) {
    case CADICAL_SATISFIABLE:
      return .satisfiable(
        circuits.model(of: circuit.variables) { input in
          clauses.variable(ofInput: input).map { values[Int($0)] } ?? false
        })
    case CADICAL_UNSATISFIABLE: return .unsatisfiable
    case CADICAL_UNKNOWN: return .unknown(stop.reason ?? Answer.effortLimitReason)
    case CADICAL_OUT_OF_MEMORY: return .unknown(Answer.memoryReason)
    default: throw .solverFailed(label: query.label, detail: "CaDiCaL ended with an exception")
    }
  }

  private func decide(
    _ clauses: Clauses, _ effort: Effort?, _ stop: Stop, _ values: inout ContiguousArray<Bool>
  ) -> cadical_outcome {
    clauses.literals.withUnsafeBufferPointer { literals in
      values.withUnsafeMutableBufferPointer { values in
        withExtendedLifetime(stop) {
          cadical_decide(
            literals.baseAddress, literals.count, clauses.variableCount, effort?.conflicts ?? -1,
            { context in
              guard let context else { return false }
              return Unmanaged<Stop>.fromOpaque(context).takeUnretainedValue().isDue
            },
            Unmanaged.passUnretained(stop).toOpaque(), values.baseAddress)
        }
      }
    }
  }
}

/// Why a query is given up from outside.
private final class Stop {
  private let deadline: Deadline
  private let interruption: Interruption
  private(set) var reason: String?

  init(deadline: Deadline, interruption: Interruption) {
    self.deadline = deadline
    self.interruption = interruption
  }

  var isDue: Bool {
    if reason != nil { return true }
    if interruption.isRequested {
      reason = Interruption.reason
    } else if deadline.isOver {
      reason = Answer.timeLimitReason
    }
    return reason != nil
  }
}
