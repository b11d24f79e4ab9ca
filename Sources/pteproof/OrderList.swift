/// The folio orders of `--orders`: `3`, `0,2,4`, `0-9`, or a mixture such as `0-4,9`.
struct OrderList: Equatable, Sendable {
  /// The largest order whose pages one page table of 512 entries can map.
  static let highest = 9

  /// Ascending, each once.
  var orders: [Int]

  /// - Throws: `UserError` that names the part that is wrong.
  ///
  /// - Parameter highest: the largest order whose pages a page table can map.
  init(parsing text: String, highest: Int = Self.highest) throws(UserError) {
    var found: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      found.formUnion(try OrderList.range(String(part), of: text, highest))
    }
    orders = found.sorted()
  }

  private static func range(_ part: String, of text: String, _ highest: Int) throws(UserError) -> ClosedRange<
    Int
  > {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard ends.count <= 2 else { throw mistake("'\(part)' has more than one '-'", text) }
    var numbers: [Int] = []
    for end in ends { numbers.append(try number(end, of: part, text, highest)) }
    guard let first = numbers.first, let last = numbers.last else { throw mistake("it is empty", text) }
    guard first <= last else { throw mistake("'\(part)' runs backwards", text) }
    return first...last
  }

  private static func number(_ digits: String, of part: String, _ text: String, _ highest: Int)
    throws(UserError) -> Int
  {
    guard !digits.isEmpty else {
      throw mistake(part.isEmpty ? "a number is missing" : "'\(part)' lacks a number", text)
    }
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw mistake("'\(digits)' is not a number", text)
    }
    guard let order = Int(digits), order <= highest else {
      throw mistake("order \(digits) is beyond \(highest), the largest that a page table maps", text)
    }
    return order
  }

  private static func mistake(_ what: String, _ text: String) -> UserError {
    UserError("--orders '\(text)': \(what)", hint: "write 3, 0,2,4 or 0-9")
  }
}
