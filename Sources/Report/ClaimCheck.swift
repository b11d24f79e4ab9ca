/// What a patch does to one claim.
public struct ClaimCheck: Codable, Sendable, Equatable {
  /// Such as `batch = pages`.
  public var name: String
  /// One sentence on what the claim says.
  public var explanation: String
  /// The gravest of what the patch does at any order.
  public var status: ClaimStatus
  /// The folio orders at which it does that. Empty if the claim does not depend on the order.
  public var orders: [Int]
  public var before: [OrderResult]
  public var after: [OrderResult]
  /// The status in each configuration, where they are not all the same; `status` is the gravest, and all else is
  /// about it.
  public var configurations: [InConfiguration<ClaimStatus>]?

  public init(
    name: String, explanation: String, status: ClaimStatus, orders: [Int], before: [OrderResult],
    after: [OrderResult]
  ) {
    self.name = name
    self.explanation = explanation
    self.status = status
    self.orders = orders
    self.before = before
    self.after = after
  }

  /// Compares the results of a claim, order by order.
  ///
  /// - Parameters:
  ///   - before: empty if there is no such unit before the patch.
  ///   - allowed: whether the user says that the claim changes on purpose.
  public init(
    name: String, explanation: String, before: [OrderResult], after: [OrderResult], allowed: Bool = false
  ) {
    let statuses = after.map { result in
      (
        result.orders,
        ClaimStatus(
          before: before.first { $0.covers(result) }?.verdict, after: result.verdict, allowed: allowed)
      )
    }
    let gravest = ClaimStatus.byGravity.first { status in statuses.contains { $0.1 == status } }
    self.init(
      name: name, explanation: explanation, status: gravest ?? .undecided,
      orders: Set(statuses.filter { $0.1 == gravest }.flatMap(\.0)).sorted(), before: before, after: after)
  }
}

/// What becomes of a claim by a patch.
public enum ClaimStatus: String, Codable, Sendable, CaseIterable {
  /// It holds before and after.
  case holds
  /// It holds before and is refuted after.
  case broken
  /// It is refuted before and holds after.
  case fixed
  /// It is refuted before and after.
  case stillBroken
  /// It held before and is refuted after, and the user says that this is meant.
  case deliberate
  /// Of `patched = base`: the patched code does what the base's does.
  case same
  /// Of `patched = base`: it does otherwise, but the base's was refuted.
  case changed
  /// It holds after; what was before is not known.
  case holdsNow
  /// It is refuted after; what was before is not known.
  case refutedNow
  /// A limit was hit before there was an answer for the patched code.
  case undecided
  /// The patched code has something without a meaning here.
  case unmodelled
  /// The program contradicts itself.
  case `internal`

  static let byGravity: [ClaimStatus] = [
    .internal, .broken, .refutedNow, .stillBroken, .unmodelled, .undecided, .deliberate, .changed, .fixed,
    .holdsNow, .same, .holds,
  ]

  /// - Parameter before: nothing if there is no result.
  init(before: Verdict?, after: Verdict, allowed: Bool) {
    switch (after, before) {
    case (.internal, _), (_, .internal): self = .internal
    case (.undecided, _): self = .undecided
    case (.unmodelled, _): self = .unmodelled
    case (.proved, .proved): self = .holds
    case (.proved, .refuted): self = .fixed
    case (.proved, _): self = .holdsNow
    case (.refuted, .refuted): self = .stillBroken
    case (.refuted, .proved): self = allowed ? .deliberate : .broken
    case (.refuted, _): self = .refutedNow
    }
  }

  /// The verdict on the patched code. What is meant does not count against it.
  public var verdict: Verdict {
    switch self {
    case .holds, .fixed, .holdsNow, .deliberate, .same, .changed: .proved
    case .broken, .stillBroken, .refutedNow: .refuted
    case .undecided: .undecided
    case .unmodelled: .unmodelled
    case .internal: .internal
    }
  }

  /// In words, behind the name of a claim.
  public var words: String {
    switch self {
    case .holds: "holds before and after"
    case .broken: "broken by this diff"
    case .fixed: "fixed by this diff"
    case .stillBroken: "was broken and still is"
    case .deliberate: "changed deliberately (--allow)"
    case .same: "holds: the patched code does what the base does"
    case .changed: "does not hold, but the base was refuted"
    case .holdsNow: "holds after; not decided before"
    case .refutedNow: "refuted after; not decided before"
    case .undecided: "undecided"
    case .unmodelled: "unmodelled"
    case .internal: "internal error"
    }
  }
}
