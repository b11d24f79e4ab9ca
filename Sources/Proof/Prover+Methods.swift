import Foundation

/// Two methods, one answer: what summaries say of all orders at once against what single orders, unrolled, say.
extension Prover {
  /// Holds the claims proved or refuted with summaries against those at single orders.
  ///
  /// A refutation with summaries is believed once an order is found that shows it, with its loops unrolled. One
  /// method's proof against the other's refutation is a fault of this program.
  func compareMethods(
    _ result: inout ProofResult, _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws {
    for position in result.claims.indices where result.claims[position].sizes?.isSummarised == true {
      let summarised = result.claims[position]
      guard let orders = summarised.sizes?.orders else { continue }
      let single = result.claims.indices.filter { other in
        result.claims[other].claim == summarised.claim
          && result.claims[other].order.map { orders.contains($0) } == true
      }
      let refuted = single.first { result.claims[$0].verdict == .refuted }
      switch summarised.verdict {
      case .proved:
        guard let refuted, let order = result.claims[refuted].order else { continue }
        let note =
          "summaries prove it for all orders, order \(order) unrolled refutes it: a fault of pteproof"
        for each in [position, refuted] {
          result.claims[each].verdict = .internalError
          result.claims[each].note = note
        }
      case .refuted:
        guard plan.confirmsRefutations else { continue }
        let what = summarised.note ?? "?"
        if let refuted, let order = result.claims[refuted].order {
          result.claims[position].note = "shown at order \(order)"
          result.claims[position].shownAt = order
          continue
        }
        let known = Set(single.compactMap { result.claims[$0].order })
        if let finding = try await confirm(
          summarised.claim, orders.filter { !known.contains($0) && $0 <= Self.largestConfirmed }, progress)
        {
          result.claims[position].finding = finding
          result.claims[position].shownAt = finding.order
          result.claims[position].note = "shown at order \(finding.order)"
        } else {
          result.claims[position].verdict = .undecided
          result.claims[position].note =
            "summaries do not prove it (\(what)), and no order up to \(Self.largestConfirmed) refutes it"
        }
      case .undecided, .unmodelled, .internalError: continue
      }
    }
  }

  /// Up to this order a world is looked for that shows what summaries refute.
  static let largestConfirmed = 3

  private func confirm(
    _ claim: Claim, _ orders: [Int], _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws -> Finding? {
    for order in orders {
      let single = plan.restricted(to: claim, order: order)
      let found = try await Prover(single).run(progress: progress)
      if let finding = found.claims.compactMap(\.finding).first { return finding }
    }
    return nil
  }
}
