import Foundation
import Terms

/// Writes every query as an SMT-LIB script into a folder, to be asked again by hand.
public final class DumpingSolver: Solver {
  private let solver: any Solver
  private let folder: URL
  private var number = 0

  /// - Parameter folder: exists, and belongs to this solver alone.
  public init(_ solver: any Solver, folder: URL) {
    self.solver = solver
    self.folder = folder
  }

  public var interruption: Interruption { solver.interruption }

  /// As the solver inside, after the script is written; throws `SolvingError.solverFailed` if it cannot be.
  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    number += 1
    let digits = String(number)
    let padding = String(repeating: "0", count: max(0, 6 - digits.count))
    let name = query.label.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "_" }
    let file = folder.appendingPathComponent("\(padding)\(digits)-\(String(name.prefix(80))).smt2")
    do {
      try Data(query.script(in: pool).utf8).write(to: file)
    } catch {
      throw .solverFailed(
        label: query.label, detail: "cannot write \(file.path): \(error.localizedDescription)")
    }
    return try solver.check(query, in: pool, limit: limit)
  }
}
