import Foundation
import Synchronization
import Testing

@testable import Solving

@Suite struct InterruptionTests {
  @Test func refusesWorkAfterARequestUntilReset() {
    let interruption = Interruption()
    #expect(interruption.whileCancellable({ 1 }, cancellingBy: {}) == 1)
    interruption.request()
    #expect(interruption.isRequested)
    #expect(interruption.whileCancellable({ 1 }, cancellingBy: {}) == nil)
    interruption.reset()
    #expect(interruption.whileCancellable({ 1 }, cancellingBy: {}) == 1)
  }

  /// The first cancellation is ignored, as by a solver that has not yet entered its search.
  @Test func repeatsACancellationThatGotLost() {
    let interruption = Interruption()
    let calls = Mutex(0)
    func work() -> Int {
      interruption.request()
      let deadline = ContinuousClock.now + .seconds(200)
      while calls.withLock({ $0 }) < 3, .now < deadline { Thread.sleep(forTimeInterval: 0.005) }
      return calls.withLock { $0 }
    }
    let result = interruption.whileCancellable(work, cancellingBy: { calls.withLock { $0 += 1 } })
    #expect((result ?? 0) >= 3)
    let after = calls.withLock { $0 }
    Thread.sleep(forTimeInterval: 0.1)
    #expect(calls.withLock { $0 } == after)
  }
}
