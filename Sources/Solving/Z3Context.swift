import CZ3

/// One reference-counted Z3 context.
///
/// Everything that Z3 hands out of it must be counted up before the next call and counted down once it
/// is no longer needed; `Z3Gates` and `Z3Session` do.
final class Z3Context {
  let pointer: Z3_context

  /// - Returns: nil if Z3 has no memory for a context.
  init?() {
    let configuration = Z3_mk_config()
    defer { Z3_del_config(configuration) }
    guard let pointer = Z3_mk_context_rc(configuration) else { return nil }
    self.pointer = pointer
    // Z3's own handler ends the process. This one returns; the call that failed returns null or leaves
    // its error code, both of which are looked at.
    Z3_set_error_handler(pointer) { _, _ in }
  }

  deinit {
    Z3_del_context(pointer)
  }

  /// What went wrong in the last call; nil if nothing did.
  var error: String? {
    let code = Z3_get_error_code(pointer)
    guard code != Z3_OK else { return nil }
    return Z3_get_error_msg(pointer, code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }

  /// Whether the last call failed for lack of memory.
  var isOutOfMemory: Bool { Z3_get_error_code(pointer) == Z3_MEMOUT_FAIL }

  /// What to throw when the last call returned null where there is always something.
  var failure: Z3Failure {
    isOutOfMemory ? .outOfMemory : .misbehaved(error ?? "Z3 returned nothing")
  }

  /// Makes a running check give up; harmless when none runs.
  var cancellation: @Sendable () -> Void {
    let reference = SendableContext(pointer: pointer)
    return { Z3_interrupt(reference.pointer) }
  }
}

/// A Z3 context may be used by one thread only, with one exception: `Z3_interrupt`, which locks and is
/// made to be called from another thread. Nothing else is done with this reference, and `Interruption`
/// never calls it after the query it belongs to, while which the solver keeps the context alive.
private struct SendableContext: @unchecked Sendable {
  let pointer: Z3_context
}
