import Foundation

/// Runs work that computes for minutes, and recurses deeply, on a thread of its own: tasks share few threads
/// with small stacks, which are not for blocking.
func onThreadOfItsOwn<Result: Sendable>(
  _ work: @escaping @Sendable () throws -> Result
) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread {
      continuation.resume(with: Swift.Result(catching: work))
    }
    thread.stackSize = 256 << 20
    thread.start()
  }
}
