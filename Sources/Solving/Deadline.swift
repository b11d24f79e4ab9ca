/// When the time for a question with several queries is over.
struct Deadline {
  private let instant: ContinuousClock.Instant?

  /// - Parameter limit: from now; nil for never.
  init(_ limit: Duration?) {
    instant = limit.map { ContinuousClock.now + $0 }
  }

  /// What is left; nil for any time. Never negative.
  var remaining: Duration? {
    instant.map { max(.zero, $0 - .now) }
  }

  var isOver: Bool { instant.map { $0 <= .now } ?? false }
}
