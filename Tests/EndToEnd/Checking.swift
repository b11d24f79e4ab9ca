import Foundation
import Report

@testable import pteproof

/// Checks a diff in this process, as the command line would. What the solver has said in this run is not asked again,
/// unless the check has a folder of results of its own. It is asked in one configuration unless the arguments name others:
/// ConfigurationTests is about several.
func check(
  _ arguments: [String], kernel: String? = nil, cache: String? = nil, results: String? = nil
) async throws -> CheckReport {
  let test = try await KernelUnderTest.shared.value
  let command = try CheckCommand.parse(
    ["--kernel", kernel ?? test.path, "--cache", cache ?? test.cache, "--jobs", "1"]
      + (arguments.contains { $0.hasPrefix("--config") } ? [] : ["--configs", "debug"]) + arguments)
  return try await KernelChecker(results: results, queries: results == nil ? answered : nil).run(
    try command.options(environment: [:]), progress: NoProgress())
}

/// What the command line would say of a diff that it refuses.
func refusal(_ arguments: [String]) async throws -> String {
  do {
    let report = try await check(arguments)
    return "not refused: \(report.verdict)"
  } catch let error as UserError {
    return error.message
  }
}

private struct NoProgress: ProgressSink {
  func report(_ event: ProgressEvent) {}
}

extension CheckReport {
  /// The status of each claim of the unit fork in a patch, from 1.
  func statuses(_ patch: Int = 1) -> [String: ClaimStatus] {
    let unit = patches.first { $0.number == patch }?.units.first
    return Dictionary(uniqueKeysWithValues: (unit?.claims ?? []).map { ($0.name, $0.status) })
  }
}
