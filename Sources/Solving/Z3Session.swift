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
  private let translation: Z3Translation

  private var pointer: Z3_context { context.pointer }

  /// - Returns: nil if Z3 has no memory for a context.
  init?() {
    guard let context = Z3Context() else { return nil }
    self.context = context
    self.translation = Z3Translation(context: context)
  }

  /// Forgets all translations if there are more.
  func limitCache(toTerms limit: Int) {
    if translation.count > limit { translation.clear() }
  }

  /// Asks whether all assertions can be true, with a solver of its own.
  func check(
    _ query: Query, in pool: TermPool, deadline: Deadline, interruption: Interruption
  ) throws(Z3Failure) -> Answer {
    let logic = Z3_mk_string_symbol(pointer, "QF_FD")
    guard let solver = Z3_mk_solver_for_logic(pointer, logic) else { throw context.failure }
    Z3_solver_inc_ref(pointer, solver)
    defer { Z3_solver_dec_ref(pointer, solver) }

    let variables = try translation.assert(query.assertions, of: pool, to: solver)
    let remaining = deadline.remaining
    if let remaining, remaining <= .zero { return .unknown(Z3Solver.timeLimitReason) }
    setParameters(of: solver, limit: remaining, effort: query.effort)
    let outcome = interruption.whileCancellable(
      { Z3_solver_check(pointer, solver) }, cancellingBy: context.cancellation)
    switch outcome {
    case nil: return .unknown(Interruption.reason)
    case Z3_L_FALSE: return .unsatisfiable
    case Z3_L_TRUE: return .satisfiable(try model(of: solver, variables: variables))
    default:
      if interruption.isRequested { return .unknown(Interruption.reason) }
      return .unknown(try reason(of: solver, deadline: deadline, effort: query.effort))
    }
  }

  private func setParameters(of solver: Z3_solver, limit: Duration?, effort: Effort?) {
    let parameters = Z3_mk_params(pointer)
    Z3_params_inc_ref(pointer, parameters)
    defer { Z3_params_dec_ref(pointer, parameters) }
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
    if let remaining = deadline.remaining, remaining <= .milliseconds(5) { return Z3Solver.timeLimitReason }
    if effort != nil { return Z3Solver.effortLimitReason }
    switch text {
    case "timeout", "canceled": return Z3Solver.timeLimitReason
    case "": return context.error ?? "no reason given"
    default: return text
    }
  }

  // MARK: Models

  private func model(
    of solver: Z3_solver, variables: [Z3Translation.Variable]
  ) throws(Z3Failure) -> Model {
    guard let model = Z3_solver_get_model(pointer, solver) else { throw context.failure }
    Z3_model_inc_ref(pointer, model)
    defer { Z3_model_dec_ref(pointer, model) }
    var values: [Term: UInt64] = [:]
    for variable in variables {
      guard let declaration = Z3_get_app_decl(pointer, variable.application) else { throw context.failure }
      // Null for a variable that the model leaves free.
      guard let value = Z3_model_get_const_interp(pointer, model, declaration) else { continue }
      Z3_inc_ref(pointer, value)
      defer { Z3_dec_ref(pointer, value) }
      values[variable.term] = try number(value)
    }
    return Model(values: values, lowEnds: translation.lowEndsOfAllVariables())
  }

  private func number(_ value: Z3_ast) throws(Z3Failure) -> UInt64 {
    switch Z3_get_bool_value(pointer, value) {
    case Z3_L_TRUE: return 1
    case Z3_L_FALSE: return 0
    default:
      var number: UInt64 = 0
      guard Z3_get_numeral_uint64(pointer, value, &number) else {
        throw .misbehaved("a model's value is not a number")
      }
      return number
    }
  }
}
