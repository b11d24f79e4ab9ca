/// The window sizes of `--window`, in PTEs.
struct WindowList: Equatable, Sendable {
  /// The largest window that the specs have a world for.
  static let highest = 8
  /// What is proved if nobody says.
  static let standard = "1-8"
  /// The windows that are also unrolled, to hold one method against the other: larger ones take minutes.
  static let largestCompared = 2

  private static let kind = NumberList.Kind(
    option: "--window", limits: 1...highest,
    tooLarge: { "a window of \($0) PTEs is beyond \(highest), the largest that has a world" },
    tooSmall: { "a window of \($0) PTEs is empty" }, hint: "write 3, 1,2,4 or 1-8")

  /// Ascending, each once.
  var sizes: [Int]

  /// Which windows are proved by unrolling, and up to which all at once.
  ///
  /// - Parameter method: `steps`, `unrolled` or `both`.
  func parts(_ method: String) throws(UserError) -> (unrolled: [Int], upTo: Int?) {
    switch method {
    case "unrolled": (sizes, nil)
    case "steps": ([], sizes.last)
    case "both": Self.both(sizes)
    default: throw UserError("unknown method '\(method)'", hint: "known for windows: steps, unrolled, both")
    }
  }

  /// The parts if nobody says how. One step in the smallest window is all of it, so that this is only unrolled; in the next
  /// one there is a second step, which finds what the first has left.
  static func both(_ sizes: [Int]) -> (unrolled: [Int], upTo: Int?) {
    guard let last = sizes.last, last > 1 else { return (sizes, nil) }
    return (sizes.filter { $0 <= largestCompared }, last)
  }

  /// - Throws: `UserError` that names the part that is wrong.
  init(parsing text: String) throws(UserError) {
    sizes = try NumberList(parsing: text, Self.kind).numbers
  }
}
