import Bitcode
import Execution

/// Something on a feasible path that has no meaning here.
public struct MetObstacle: Sendable, Hashable {
  public let obstacle: Obstacle
  /// In the words of a kernel developer.
  public let what: String
  public let location: SourceLocation?
  /// Whether it is the spec's own code that met it.
  public let isInSpec: Bool
  /// The least folio order, or window, that it was met at.
  public let order: Int

  /// Whether it is the same thing, at whatever order.
  func isSame(as other: MetObstacle) -> Bool {
    (obstacle, what, location, isInSpec) == (other.obstacle, other.what, other.location, other.isInSpec)
  }
}

extension [MetObstacle] {
  /// Appends those that are not there yet.
  mutating func add(_ more: [MetObstacle]) {
    for new in more where !contains(where: { $0.isSame(as: new) }) { append(new) }
  }
}
