import Report

/// What `pteproof prove` was asked about units of self-contained specs.
struct SeedOptions: Equatable, Sendable {
  /// The orders where none are given: with loops unrolled they keep the whole within a minute on two cores.
  static let defaultOrders = "0-2"

  /// The name of them all on the command line.
  static let everyUnit = "seed"

  /// The unit's name; nil: all of them.
  var unit: String?
  /// The differences that the user allows.
  var allowed: [String]
  /// Whatever does not depend on a kernel.
  var common: ProveOptions
}
