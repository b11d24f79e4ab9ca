import Bitcode
import Proof
import Testing

extension ProofResult {
  /// The processor has the last word on what is refuted: it does what each witness says, if it can be asked.
  ///
  /// - Parameters:
  ///   - module: what was refuted.
  ///   - unit: the prefix of the names of the spec's functions.
  ///   - mayBeImpossible: not every witness can be run natively.
  /// - Returns: how many witnesses there are.
  @discardableResult
  func expectReplays(
    in module: BitcodeModule, unit: String, _ name: String, mayBeImpossible: Bool
  ) async throws -> Int {
    let findings = try await replayed(by: WitnessReplayer(module, unit: unit)).claims.compactMap(\.finding)
    for finding in findings {
      let isExpected =
        switch finding.replay {
        case .same: true
        case .otherwise: false
        case .impossible: mayBeImpossible
        case nil: finding.claim == .pteLaws
        }
      #expect(isExpected, "\(name), \(finding.claim): \(String(describing: finding.replay))")
    }
    return findings.count
  }
}
