import KernelTree
import Report

/// What `pteproof check` was asked to do, checked as far as that goes without reading a file.
struct CheckOptions: Equatable, Sendable {
  /// What it has in common with a proof: kernel, orders, limits, cache.
  var prove: ProveOptions
  /// The windows of the unit that is asked where `fork` cannot answer, in PTEs.
  var windows: [Int] = []
  /// Files, `-`, or commits, as the user wrote them.
  var patches: [String]
  /// Whether the change is what the working files have over HEAD.
  var worktree: Bool
  var apply: ApplyOptions
  /// Whether to check the whole series as one change only.
  var lastOnly: Bool
  /// Whether what was not looked at may be left so: exit status 0 for what holds of the rest.
  var partial = false
  /// Claims that the diff changes on purpose.
  var allowed: [String]
  /// Whether to compare the patched code with the base's (`patched = base`).
  var comparesWithBase: Bool
  /// A C file through which the spec calls a unit whose parameters a patch changes.
  var adapter: String?
  var format: CheckFormat
}
