/// Folio orders, or sizes of windows, in words.
public enum OrderRanges {
  /// Such as `order 3`, `orders 0 to 4`, `orders 0, 2 and 4 to 6`; `every order` for none, since then nothing
  /// depended on it.
  public static func words(_ orders: [Int], _ measure: Measure = .order) -> String {
    guard let last = runs(orders).last else { return "every \(measure.rawValue)" }
    if Set(orders).count == 1 { return measure.words(last.lowerBound) }
    return "\(measure.rawValue)s " + numbers(orders)
  }

  /// The numbers alone: `0, 2 and 4 to 6`.
  static func numbers(_ numbers: [Int]) -> String {
    let parts = runs(numbers).flatMap { run -> [String] in
      switch run.count {
      case 1: ["\(run.lowerBound)"]
      case 2: ["\(run.lowerBound)", "\(run.upperBound)"]
      default: ["\(run.lowerBound) to \(run.upperBound)"]
      }
    }
    guard parts.count > 1, let end = parts.last else { return parts.joined() }
    return parts.dropLast().joined(separator: ", ") + " and " + end
  }

  /// The maximal runs of consecutive numbers, ascending.
  private static func runs(_ orders: [Int]) -> [ClosedRange<Int>] {
    Set(orders).sorted().reduce(into: []) { runs, order in
      if let last = runs.last, last.upperBound + 1 == order {
        runs[runs.count - 1] = last.lowerBound...order
      } else {
        runs.append(order...order)
      }
    }
  }
}
