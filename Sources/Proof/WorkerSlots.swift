/// How many parts of proofs run at the same time, where several proofs go on side by side: each takes a slot, whichever
/// proof it is of, so that no worker idles while another proof has parts left.
public actor WorkerSlots {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// - Parameter count: at least 1.
  public init(_ count: Int) { free = max(1, count) }

  /// Runs `body` in a slot of its own, as soon as there is one.
  nonisolated func run<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    await take()
    do {
      let result = try await body()
      await leave()
      return result
    } catch {
      await leave()
      throw error
    }
  }

  private func take() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// The slot goes to who has waited longest, or is free.
  private func leave() {
    guard waiting.isEmpty else {
      waiting.removeFirst().resume()
      return
    }
    free += 1
  }
}
