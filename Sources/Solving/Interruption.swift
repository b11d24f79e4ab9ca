import Foundation
import Synchronization

/// A request to stop, shared by all solvers of a program and set from any thread.
///
/// It is sticky: once requested, the running queries end and every later one answers `.unknown`
/// straight away, until `reset()`. It takes a lock, so a signal handler must not call it; a thread that
/// waits for the signal may.
public final class Interruption: Sendable {
  /// The answer's reason when a query ended because of this.
  public static let reason = "interrupted"

  private struct State {
    var isRequested = false
    var nextTicket = 0
    var cancellations: [Int: @Sendable () -> Void] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// Whether somebody asked to stop.
  public var isRequested: Bool { state.withLock { $0.isRequested } }

  /// Stops all running queries and refuses later ones.
  public func request() {
    let hasRunning = state.withLock { state in
      state.isRequested = true
      for cancel in state.cancellations.values { cancel() }
      return !state.cancellations.isEmpty
    }
    // A solver that has registered but not yet entered its search forgets a cancellation that comes in
    // between, so it is repeated until the search is left.
    if hasRunning {
      Thread.detachNewThread { self.repeatUntilIdle() }
    }
  }

  /// Lets queries run again.
  public func reset() {
    state.withLock { $0.isRequested = false }
  }

  /// Runs `body`; a request meanwhile calls `cancel`, once or more often, and never after `body` ended.
  ///
  /// - Returns: nil, without running `body`, if the request came before.
  func whileCancellable<Result>(
    _ body: () -> Result, cancellingBy cancel: @escaping @Sendable () -> Void
  ) -> Result? {
    let ticket: Int? = state.withLock { state in
      if state.isRequested { return nil }
      state.nextTicket += 1
      state.cancellations[state.nextTicket] = cancel
      return state.nextTicket
    }
    guard let ticket else { return nil }
    defer { state.withLock { $0.cancellations[ticket] = nil } }
    return body()
  }

  private func repeatUntilIdle() {
    while true {
      Thread.sleep(forTimeInterval: 0.02)
      let isDone = state.withLock { state in
        guard state.isRequested else { return true }
        for cancel in state.cancellations.values { cancel() }
        return state.cancellations.isEmpty
      }
      if isDone { return }
    }
  }
}
