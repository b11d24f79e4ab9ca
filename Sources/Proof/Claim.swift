import Execution

/// What must hold between the runs of a unit, or of one run.
public enum Claim: String, Sendable, Hashable, CaseIterable {
  case batchEqualsPages = "batch = pages"
  case pageEqualsSpec = "page = spec"
  case invariants = "invariants"
  case noWarnings = "no WARN, no BUG"
  case accesses = "memory accesses"
  case initialised = "initialised reads"
  case pteLaws = "pte-laws"
  case notVacuous = "not vacuous"

  /// The claim in the words of a kernel developer.
  public var explanation: String {
    switch self {
    case .batchEqualsPages:
      "One call with the limit N that takes n pages does to every object what n calls with the limit 1 do, "
        + "each of which takes one page; if it fails it has changed nothing, and page at a time reaches the "
        + "same failure within N pages."
    case .pageEqualsSpec:
      "One call with the limit 1 does what the spec declares for one page, written with getters only."
    case .invariants:
      "What a reviewer checks of every run: no dirty bit lost, no write permission gained, references, map "
        + "counts and rss balance, a failure leaves nothing behind."
    case .noWarnings: "No WARN or BUG site is reached."
    case .accesses:
      "No access outside an object or behind the window, no shift or division that C leaves undefined."
    case .initialised: "No branch, address or stored value depends on a local that nobody initialised."
    case .pteLaws:
      "The getters and setters of PTEs that the unit uses do what an independent table of bits says."
    case .notVacuous:
      "The assumptions can hold, and so can a batch of full length: the other claims are about something."
    }
  }

  /// Which claim a finding of the executor belongs to; nil: it is no property of the unit.
  static func claim(for kind: Obligation.Kind) -> Claim? {
    switch kind {
    case .warning, .unreachable: .noWarnings
    case .access, .undefined: .accesses
    case .uninitialised: .initialised
    case .check, .unmodelled, .untraced, .loopBound: nil
    }
  }
}
