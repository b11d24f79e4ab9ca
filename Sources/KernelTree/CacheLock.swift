import Glibc

/// An exclusive lock on a cache entry, between processes and within one.
///
/// `flock` locks belong to the open file, so they vanish with the process and hold between two tasks too.
/// Child processes do not inherit it.
final class CacheLock: Sendable {
  private let file: Int32

  private init(file: Int32) { self.file = file }

  /// Waits for the lock at `path`; `waiting` is called once if another holder is in the way.
  static func acquire(
    _ path: String, cache: String, waiting: @Sendable () -> Void
  ) async throws(KernelError) -> CacheLock {
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw FileSystem.error(errno, writing: path, cache: cache) }
    var told = false
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      if code == EINTR { continue }
      guard code == EWOULDBLOCK else {
        close(file)
        throw FileSystem.error(code, writing: path, cache: cache)
      }
      if !told { waiting() }
      told = true
      do {
        try await Task.sleep(for: .milliseconds(100))
      } catch {
        close(file)
        throw .interrupted
      }
    }
    return CacheLock(file: file)
  }

  deinit {
    // A child that another thread is just forking holds a copy of the descriptor until it executes its program;
    // closing ours would leave the lock with it.
    flock(file, LOCK_UN)
    close(file)
  }
}
