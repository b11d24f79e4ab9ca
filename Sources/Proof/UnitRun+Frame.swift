import Execution
import Terms

/// What a run of one page leaves alone: the frame of `page = spec`.
extension UnitRun {
  /// Asks the spec of each record that a run may have written what of it may have changed: `<unit>_frame_<object>(index)`,
  /// for the objects for which it has such a function. All other records of them are as before.
  ///
  /// Where a loop was summarised, the record of the page looked at stands for those of all its pages.
  func frame(of run: Batch) throws {
    var seen: [CellName] = []
    for cell in executor.cells(written: [run.writes]) {
      let function = "\(name)_frame_" + cell.objectName.replacing(".", with: "_")
      guard let index = cell.index, !seen.contains(where: { $0.isOfRecord(of: cell) }),
        executor.module.functions[function]?.isDeclaration == false
      else { continue }
      seen.append(cell)
      executor.select(before)
      // One outside is a claim of its own.
      try executor.observe(function, [index], guarded: executor.isInside(cell))
    }
  }
}
