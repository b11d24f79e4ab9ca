import Checking
import Execution

/// A unit on both sides of a patch, with what was executed for the proofs.
struct UnitExecution {
  var unit: KnownUnit
  /// Nil: it did not compile there.
  var before: CompiledUnit?
  var after: CompiledUnit
  /// Nil: nothing was proved, or nothing is known of what was executed.
  var executedBefore: Coverage?
  var executedAfter: Coverage?
}
