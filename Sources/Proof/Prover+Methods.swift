import Foundation

/// Two methods, one answer: what is proved of all orders or windows at once against single ones, unrolled.
extension Prover {
  /// Holds the claims proved or refuted at once against those at single orders, or windows.
  ///
  /// A refutation at once is believed when a world of a single order shows it, with loops unrolled: one that the model was
  /// completed to (`CaseProof.completed`), or one that is looked for at small orders. Where steps decide nothing small windows
  /// are looked at, too. One method's proof against the other's refutation is a fault of this
  /// program.
  func compareMethods(
    _ result: inout ProofResult, _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws {
    for position in result.claims.indices {
      let atOnce = result.claims[position]
      guard let sizes = atOnce.sizes, sizes.isAtOnce, atOnce.claim != .notVacuous else { continue }
      let single = result.claims.indices.filter { other in
        result.claims[other].claim == atOnce.claim
          && result.claims[other].number.map { sizes.numbers.contains($0) } == true
      }
      let refuted = single.first { result.claims[$0].verdict == .refuted }
      switch atOnce.verdict {
      case .proved:
        guard let refuted, let size = result.claims[refuted].sizes else { continue }
        for each in [position, refuted] {
          result.claims[each].verdict = .internal
          result.claims[each].note =
            "\(sizes.method) prove it for all, \(size.noun) \(size) unrolled refutes it: a fault of pteproof"
        }
      case .refuted, .undecided:
        // Steps that do not fit together prove nothing, of a walk that may be wrong in a small window.
        guard plan.confirmsRefutations, atOnce.verdict == .refuted || sizes.isStepwise else { continue }
        let what = atOnce.note ?? "?"
        if let refuted, let size = result.claims[refuted].sizes {
          result.claims[position].finding = nil
          result.claims[position].show(size.numbers.lowerBound, sizes)
          continue
        }
        // A whole world of one order, made of the model.
        if atOnce.verdict == .refuted, let finding = atOnce.finding {
          result.claims[position].show(finding.order, sizes)
          continue
        }
        // Who has a world that refutes the unit can do without another one.
        if plan.thoroughness != .full, result.claims.contains(where: { $0.finding != nil }) {
          result.claims[position].verdict = .undecided
          result.claims[position].note =
            "\(sizes.method) do not prove it (\(what)); no \(sizes.noun) was asked by itself, since another claim is refuted"
          continue
        }
        let known = Set(single.compactMap { result.claims[$0].number })
        let others = sizes.singles.filter { !known.contains($0.numbers.lowerBound) }
        let confirmation = try await confirm(atOnce.claim, others, progress)
        result.obstacles.add(confirmation.obstacles)
        if let finding = confirmation.finding {
          result.claims[position].finding = finding
          result.claims[position].show(finding.order, sizes)
        } else if let met = confirmation.unmodelled
          ?? single.first(where: { result.claims[$0].verdict == .unmodelled })
          .map({ result.claims[$0].note ?? "?" })
        {
          // At once, only what is met at the pages looked at is known to have no meaning.
          result.claims[position].verdict = .unmodelled
          result.claims[position].note = met
        } else {
          result.claims[position].verdict = .undecided
          result.claims[position].note =
            "\(sizes.method) do not prove it (\(what)), and no \(sizes.noun) up to "
            + "\(sizes.singles.last?.description ?? "0") refutes it"
        }
      case .unmodelled, .internal: continue
      }
    }
  }

  /// What single orders, or windows, say of a claim: a world that refutes it, else what they met that has no meaning.
  private struct Confirmation {
    var finding: Finding?
    var unmodelled: String?
    var obstacles: [MetObstacle] = []
  }

  private func confirm(
    _ claim: Claim, _ sizes: [FolioSizes], _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws -> Confirmation {
    var confirmation = Confirmation()
    for size in sizes {
      let found = try await Prover(plan.restricted(to: claim, size)).run(progress: progress)
      if let finding = found.claims.compactMap(\.finding).first { return Confirmation(finding: finding) }
      guard let met = found.claims.first(where: { $0.verdict == .unmodelled }) else { continue }
      confirmation.unmodelled = confirmation.unmodelled ?? met.note ?? "?"
      confirmation.obstacles.add(found.obstacles)
    }
    return confirmation
  }
}

extension ClaimResult {
  /// A result of a single order or window as one of all at once, which it refutes.
  mutating func show(of atOnce: FolioSizes) {
    guard let number else { return }
    sizes = atOnce
    show(number, atOnce)
  }

  /// A single order or window refutes it.
  fileprivate mutating func show(_ number: Int, _ sizes: FolioSizes) {
    verdict = .refuted
    shownAt = number
    note = "shown at \(sizes.noun) \(number)"
  }
}

extension FolioSizes {
  /// The single orders, or windows, at which a world is looked for that shows what is refuted at once.
  fileprivate var singles: [FolioSizes] {
    switch self {
    case .order, .window: [self]
    case .upTo(let largest): (1...min(3, largest)).map { .order($0) }
    case .steps(let largest): (1...min(2, largest)).map { .window($0) }
    }
  }

  fileprivate var method: String { isStepwise ? "steps" : "summaries" }
  fileprivate var noun: String { window == nil ? "order" : "window" }
}
