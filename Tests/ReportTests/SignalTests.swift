import Foundation
import Testing

@testable import pteproof

/// Each in a process of its own, since a signal is for all of it.
@Suite struct SignalTests {
  @Test(.timeLimit(.minutes(1))) func interruptCancelsTheTask() async {
    await #expect(processExitsWith: .exitCode(77)) {
      exit(await Signals.watch { await cancelledBy(SIGINT) })
    }
  }

  @Test(.timeLimit(.minutes(1))) func terminateCancelsTheTask() async {
    await #expect(processExitsWith: .exitCode(77)) {
      exit(await Signals.watch { await cancelledBy(SIGTERM) })
    }
  }

  @Test(.timeLimit(.minutes(1))) func workThatDoesNotEndIsLeft() async {
    let start = ContinuousClock.now
    await #expect(processExitsWith: .exitCode(130)) {
      exit(
        await Signals.watch {
          kill(getpid(), SIGINT)
          while true { usleep(10_000) }
        })
    }
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  @Test(.timeLimit(.minutes(1))) func aClosedPipeDoesNotEndTheProcess() async {
    await #expect(processExitsWith: .exitCode(3)) {
      exit(
        await Signals.watch {
          kill(getpid(), SIGPIPE)
          return 3
        })
    }
  }
}

/// Sends itself a signal and returns 77 once it is cancelled.
private func cancelledBy(_ number: Int32) async -> Int32 {
  kill(getpid(), number)
  do {
    try await Task.sleep(for: .seconds(30))
    return 0
  } catch {
    return 77
  }
}
