/// The folio orders of `--orders`.
struct OrderList: Equatable, Sendable {
  /// The largest order whose pages one page table of 512 entries can map.
  static let highest = 9

  /// The largest order of a kernel's compound pages (MAX_PAGE_ORDER, which the specs hold against the tree). Drivers map
  /// those above 9 by PTE, by more than one page table.
  static let highestOfKernel = 10

  private static func kind(_ highest: Int) -> NumberList.Kind {
    NumberList.Kind(
      option: "--orders", limits: 0...highest,
      tooLarge: { "order \($0) is beyond \(highest), the largest that is mapped by PTE" },
      tooSmall: { "order \($0) is none" }, hint: "write 3, 0,2,4 or 0-9")
  }

  /// Ascending, each once.
  var orders: [Int]

  /// - Throws: `UserError` that names the part that is wrong.
  ///
  /// - Parameter highest: the largest order whose pages a page table can map.
  init(parsing text: String, highest: Int = Self.highest) throws(UserError) {
    orders = try NumberList(parsing: text, Self.kind(highest)).numbers
  }
}
