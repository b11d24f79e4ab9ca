import Execution
import Solving

/// What the spec's bounds keep away: the unit is executed again in worlds that need not keep them.
extension Prover {
  /// What worlds reach that need not keep the spec's bounds, for a plan with `ignoresBounds`.
  ///
  /// - Returns: what was executed; a side that is never taken there is unreachable by what is assumed alone. Nil: some of
  ///   the code could not be executed, so nothing is known of the rest.
  public func coverageWithoutBounds() async throws -> Coverage? {
    let interruption = Interruption()
    return try await withTaskCancellationHandler {
      let results = try await runJobs(interruption) { _ in }
      guard !results.contains(where: { $0.isGivenUp || $0.isCutOff }), !results.isEmpty else { return nil }
      return coverage(of: results)
    } onCancel: {
      interruption.request()
    }
  }
}
