/// The window sizes of `--window`, in PTEs.
struct WindowList: Equatable, Sendable {
  /// The largest window that the specs have a world for.
  static let highest = 8
  /// What is proved if nobody says: seconds, and batches of several pages with others around them.
  static let standard = "1-2"

  private static let kind = NumberList.Kind(
    option: "--window", limits: 1...highest,
    tooLarge: { "a window of \($0) PTEs is beyond \(highest), the largest that has a world" },
    tooSmall: { "a window of \($0) PTEs is empty" }, hint: "write 3, 1,2,4 or 1-8")

  /// Ascending, each once.
  var sizes: [Int]

  /// - Throws: `UserError` that names the part that is wrong.
  init(parsing text: String) throws(UserError) {
    sizes = try NumberList(parsing: text, Self.kind).numbers
  }
}
