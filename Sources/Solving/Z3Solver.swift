import CZ3
import Terms

/// Z3, in this process.
///
/// Each query gets a fresh solver for QF_BV: for the kernel's queries that is ten to a hundred times as
/// fast as an incremental one, which neither preprocesses nor bit-blasts. What is kept between queries is
/// the translation of terms, for the pool used last.
public final class Z3Solver: Solver {
  public let interruption: Interruption

  private let context: Z3Context
  private let translation: Z3Translation
  private let logic: Z3_symbol?

  /// Translated terms to keep at most. A query may go beyond; the next one then starts anew.
  private let cachedTermLimit: Int

  /// - Parameters:
  ///   - interruption: stops this solver; hand the same one to several to stop them all.
  ///   - cachedTermLimit: about 200 bytes each are held by Z3.
  /// - Throws: `SolvingError.solverFailed` if Z3 cannot be set up.
  public init(
    interruption: Interruption = Interruption(), cachedTermLimit: Int = 2_000_000
  ) throws(SolvingError) {
    guard let context = Z3Context() else {
      throw .solverFailed(label: "start", detail: "Z3 has no memory for a context")
    }
    self.interruption = interruption
    self.context = context
    self.cachedTermLimit = cachedTermLimit
    self.translation = Z3Translation(context: context)
    self.logic = Z3_mk_string_symbol(context.pointer, "QF_BV")
  }

  /// The version of the library in use, for reports.
  public static var version: String {
    var major: UInt32 = 0
    var minor: UInt32 = 0
    var build: UInt32 = 0
    var revision: UInt32 = 0
    Z3_get_version(&major, &minor, &build, &revision)
    return "Z3 \(major).\(minor).\(build)"
  }

  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    if interruption.isRequested { return .unknown(Interruption.reason) }
    if let limit, limit <= .zero { return .unknown(Self.timeLimitReason) }
    let deadline = Deadline(limit)
    if translation.count > cachedTermLimit { translation.clear() }

    guard let solver = Z3_mk_solver_for_logic(context.pointer, logic) else {
      return try giveUp(query)
    }
    Z3_solver_inc_ref(context.pointer, solver)
    defer { Z3_solver_dec_ref(context.pointer, solver) }

    let variables: [Z3Translation.Variable]
    do throws(Z3Translation.Failure) {
      variables = try translation.assert(query.assertions, of: pool, to: solver)
    } catch {
      switch error {
      case .refused(let detail): throw .untranslatable(label: query.label, detail: detail)
      case .outOfMemory:
        translation.clear()
        return .unknown(Self.memoryReason)
      }
    }
    if let remaining = deadline.remaining {
      if remaining <= .zero { return .unknown(Self.timeLimitReason) }
      setTimeLimit(remaining, of: solver)
    }
    let outcome = interruption.whileCancellable(
      { Z3_solver_check(context.pointer, solver) }, cancellingBy: context.cancellation)
    switch outcome {
    case nil: return .unknown(Interruption.reason)
    case Z3_L_FALSE: return .unsatisfiable
    case Z3_L_TRUE: return try readModel(of: solver, variables: variables, query: query)
    default:
      if interruption.isRequested { return .unknown(Interruption.reason) }
      return .unknown(reason(of: solver, deadline: deadline))
    }
  }

  static let timeLimitReason = "time limit"
  static let memoryReason = "out of memory"

  private func setTimeLimit(_ limit: Duration, of solver: Z3_solver) {
    let parameters = Z3_mk_params(context.pointer)
    Z3_params_inc_ref(context.pointer, parameters)
    defer { Z3_params_dec_ref(context.pointer, parameters) }
    let timeout = Z3_mk_string_symbol(context.pointer, "timeout")
    // UInt32.max means "none" to Z3.
    let milliseconds = UInt32(clamping: min(limit.milliseconds, Int64(UInt32.max) - 1))
    Z3_params_set_uint(context.pointer, parameters, timeout, milliseconds)
    Z3_solver_set_params(context.pointer, solver, parameters)
  }

  /// Z3's own words, but for those whose meaning is plain: after a time limit it says "canceled".
  private func reason(of solver: Z3_solver, deadline: Deadline) -> String {
    if context.isOutOfMemory {
      translation.clear()
      return Self.memoryReason
    }
    let text = Z3_solver_get_reason_unknown(context.pointer, solver).map { String(cString: $0) } ?? ""
    if let remaining = deadline.remaining, remaining <= .milliseconds(5) { return Self.timeLimitReason }
    switch text {
    case "timeout", "canceled": return Self.timeLimitReason
    case let text where text.contains("memory"): return Self.memoryReason
    case "": return context.error ?? "no reason given"
    default: return text
    }
  }

  private func readModel(
    of solver: Z3_solver, variables: [Z3Translation.Variable], query: Query
  ) throws(SolvingError) -> Answer {
    guard let model = Z3_solver_get_model(context.pointer, solver) else { return try giveUp(query) }
    Z3_model_inc_ref(context.pointer, model)
    defer { Z3_model_dec_ref(context.pointer, model) }
    var values: [Term: UInt64] = [:]
    var lowEnds: [Term: UInt64] = [:]
    for variable in variables {
      lowEnds[variable.term] = variable.lowEnd
      guard let declaration = Z3_get_app_decl(context.pointer, variable.application) else {
        return try giveUp(query)
      }
      // Null for a variable that the model leaves free.
      guard let value = Z3_model_get_const_interp(context.pointer, model, declaration) else { continue }
      Z3_inc_ref(context.pointer, value)
      defer { Z3_dec_ref(context.pointer, value) }
      guard let number = number(value) else {
        throw .solverFailed(label: query.label, detail: "a model's value is not a number")
      }
      values[variable.term] = number
    }
    return .satisfiable(Model(values: values, lowEnds: lowEnds))
  }

  private func number(_ value: Z3_ast) -> UInt64? {
    switch Z3_get_bool_value(context.pointer, value) {
    case Z3_L_TRUE: return 1
    case Z3_L_FALSE: return 0
    default:
      var number: UInt64 = 0
      return Z3_get_numeral_uint64(context.pointer, value, &number) ? number : nil
    }
  }

  /// After a null where there should be none: out of memory is an answer, anything else an error.
  private func giveUp(_ query: Query) throws(SolvingError) -> Answer {
    if context.isOutOfMemory {
      translation.clear()
      return .unknown(Self.memoryReason)
    }
    throw .solverFailed(label: query.label, detail: context.error ?? "Z3 returned nothing")
  }
}
