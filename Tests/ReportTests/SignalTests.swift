import Foundation
import Testing

@testable import pteproof

/// Each in a process of its own, since a signal is for all of it. The limits are for what never ends: with the other
/// tests beside them, a process may take a minute to begin.
@Suite struct SignalTests {
  @Test(.timeLimit(.minutes(5))) func interruptCancelsTheTask() async {
    await #expect(processExitsWith: .exitCode(77)) {
      exit(await Signals.watch { await cancelledBy(SIGINT) })
    }
  }

  @Test(.timeLimit(.minutes(5))) func terminateCancelsTheTask() async {
    await #expect(processExitsWith: .exitCode(77)) {
      exit(await Signals.watch { await cancelledBy(SIGTERM) })
    }
  }

  @Test(.timeLimit(.minutes(5))) func workThatDoesNotEndIsLeft() async {
    await #expect(processExitsWith: .exitCode(130)) {
      exit(
        await Signals.watch {
          kill(getpid(), SIGINT)
          // As good as for ever, but a program that is not left ends too, with another status.
          for _ in 0..<20_000 { usleep(10_000) }
          return 0
        })
    }
  }

  @Test(.timeLimit(.minutes(5))) func aClosedPipeDoesNotEndTheProcess() async {
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
    try await Task.sleep(for: .seconds(200))
    return 0
  } catch {
    return 77
  }
}
