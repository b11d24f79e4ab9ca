import CZ3
import Terms

/// Why Z3 gave no answer.
enum Z3Failure: Error {
  /// It did not accept a term: a fault in this program.
  case refused(String)
  case outOfMemory
  /// It returned nothing, or something unreadable, where there is always an answer.
  case misbehaved(String)
}

/// A Z3 context with what was translated into it.
final class Z3Session {
  private let context: Z3Context
  /// Z3's SAT solver, with nothing before it: circuits need none of it, and it costs more than most questions.
  private let tactic: Z3_tactic
  private let translation: Z3Translation

  private var pointer: Z3_context { context.pointer }

  /// - Returns: nil if Z3 has no memory for a context.
  init?(circuits: QueryCircuits) {
    guard let context = Z3Context() else { return nil }
    guard let tactic = Z3_mk_tactic(context.pointer, "sat") else { return nil }
    Z3_tactic_inc_ref(context.pointer, tactic)
    self.context = context
    self.tactic = tactic
    self.translation = Z3Translation(context: context, circuits: circuits)
  }

  deinit {
    Z3_tactic_dec_ref(pointer, tactic)
  }

  /// Lets go of Z3's Booleans if there are more than so many.
  func limitCache(toBooleans limit: Int) {
    translation.limit(toBooleans: limit)
  }

  /// Asks whether all wires can be 1, with a solver of its own.
  func check(
    _ circuit: QueryCircuit, effort: Effort?, deadline: Deadline, interruption: Interruption
  ) throws(Z3Failure) -> Answer {
    guard let solver = Z3_mk_solver_from_tactic(pointer, tactic) else { throw context.failure }
    Z3_solver_inc_ref(pointer, solver)
    defer { Z3_solver_dec_ref(pointer, solver) }

    try translation.assert(circuit, to: solver)
    let remaining = deadline.remaining
    if let remaining, remaining <= .zero { return .unknown(Answer.timeLimitReason) }
    setParameters(of: solver, limit: remaining, effort: effort)
    let outcome = interruption.whileCancellable(
      { Z3_solver_check(pointer, solver) }, cancellingBy: context.cancellation)
    switch outcome {
    case nil: return .unknown(Interruption.reason)
    case Z3_L_FALSE: return .unsatisfiable
    case Z3_L_TRUE: return .satisfiable(try model(of: solver, variables: circuit.variables))
    default:
      if interruption.isRequested { return .unknown(Interruption.reason) }
      return .unknown(try reason(of: solver, deadline: deadline, effort: effort))
    }
  }

  /// What takes longer on our questions than it saves, by the parameters that turn it off: what the SAT solver does
  /// between restarts, and redundant clauses for choices. A third of the time of all of them together.
  private static let unrewarding = ["subsumption", "probing", "asymm_branch", "ite_extra"]

  private func setParameters(of solver: Z3_solver, limit: Duration?, effort: Effort?) {
    let parameters = Z3_mk_params(pointer)
    Z3_params_inc_ref(pointer, parameters)
    defer { Z3_params_dec_ref(pointer, parameters) }
    for name in Self.unrewarding {
      Z3_params_set_bool(pointer, parameters, Z3_mk_string_symbol(pointer, name), false)
    }
    // Z3 would catch SIGINT during a check, end that one query, and let the process go on.
    Z3_params_set_bool(pointer, parameters, Z3_mk_string_symbol(pointer, "ctrl_c"), false)
    defer { Z3_solver_set_params(pointer, solver, parameters) }
    if let effort {
      Z3_params_set_uint(pointer, parameters, Z3_mk_string_symbol(pointer, "rlimit"), effort.units)
    }
    guard let limit else { return }
    // UInt32.max means "none" to Z3.
    let milliseconds = UInt32(clamping: min(limit.milliseconds, Int64(UInt32.max) - 1))
    Z3_params_set_uint(pointer, parameters, Z3_mk_string_symbol(pointer, "timeout"), milliseconds)
  }

  /// Z3's own words, but for those whose meaning is plain: after a limit it may say "canceled", or nothing.
  private func reason(
    of solver: Z3_solver, deadline: Deadline, effort: Effort?
  ) throws(Z3Failure) -> String {
    if context.isOutOfMemory { throw .outOfMemory }
    let text = Z3_solver_get_reason_unknown(pointer, solver).map { String(cString: $0) } ?? ""
    if text.contains("memory") { throw .outOfMemory }
    if let remaining = deadline.remaining, remaining <= .milliseconds(5) { return Answer.timeLimitReason }
    if effort != nil { return Answer.effortLimitReason }
    switch text {
    case "timeout", "canceled": return Answer.timeLimitReason
    case "": return context.error ?? "no reason given"
    default: return text
    }
  }

  // MARK: Models

  private func model(of solver: Z3_solver, variables: [Term]) throws(Z3Failure) -> Model {
    guard let model = Z3_solver_get_model(pointer, solver) else { throw context.failure }
    Z3_model_inc_ref(pointer, model)
    defer { Z3_model_dec_ref(pointer, model) }
    return try translation.values(of: variables, in: model)
  }
}
