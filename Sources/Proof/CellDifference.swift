import Execution
import Terms

/// One cell in the states after two runs.
struct CellDifference {
  let cell: CellName
  let batched: Term
  let paged: Term
  /// Where both states know the cell (see `Executor.isKnown`).
  let isKnown: Term

  var name: String { cell.description }
}
