import KernelTree

/// The configurations that a question is asked in: `--configs debug,plain`, or a file that takes their place.
enum ConfigurationList {
  /// What is asked if nobody says.
  static let standard: [KernelConfiguration] = [.debug, .plain]

  static var standardText: String { standard.map(\.name).joined(separator: ",") }

  /// - Parameters:
  ///   - list: what `--configs` says, if it is there.
  ///   - file: what `--config` says, if it is there.
  static func parse(_ list: String?, file: String?) throws(UserError) -> [KernelConfiguration] {
    if let file {
      guard list == nil else {
        throw UserError(
          "--config and --configs exclude each other", hint: "a file takes the place of all of them")
      }
      return [.file(file)]
    }
    guard let list else { return standard }
    let known = KernelConfiguration.named
    var result: [KernelConfiguration] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let one = known.first(where: { $0.name == word }) else {
        throw UserError(
          "unknown configuration '\(word)'",
          hint: "known: \(known.map(\.name).joined(separator: ", ")); a file is given with --config")
      }
      if !result.contains(one) { result.append(one) }
    }
    return result
  }
}

/// Asks for each of some configurations, all at the same time.
///
/// - Returns: the answers by the names of the configurations, in their order.
func sideBySide<Answer: Sendable>(
  _ configurations: [KernelConfiguration],
  ask: @escaping @Sendable (KernelConfiguration) async throws -> Answer
) async throws -> [(configuration: String, report: Answer)] {
  try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
    for (number, configuration) in configurations.enumerated() {
      group.addTask { (number, try await ask(configuration)) }
    }
    var answers: [Int: Answer] = [:]
    for try await (number, answer) in group { answers[number] = answer }
    return configurations.enumerated().compactMap { number, configuration in
      answers[number].map { (configuration.name, $0) }
    }
  }
}
