import Glibc

/// A child process with its standard output and error caught in one stream.
///
/// Foundation's `Process` would do, but costs a run loop and several threads a process; thousands of
/// small queries want less.
struct ChildProcess {
  struct SpawnError: Error, CustomStringConvertible {
    let code: Int32
    var description: String { String(cString: strerror(code)) }
  }

  private let pid: pid_t
  private let output: Int32

  static func spawn(_ executable: String, _ arguments: [String]) -> Result<ChildProcess, SpawnError> {
    var ends: [Int32] = [-1, -1]
    // Closed on exec from the start, or a process that another thread starts meanwhile would hold our end
    // open. `pipe` cannot do that, and `pipe2` is not visible to Swift.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return .failure(SpawnError(code: errno)) }

    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO)

    // A group of its own: Ctrl-C at the terminal is this program's to handle, not the child's to die of.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    var argv: [UnsafeMutablePointer<CChar>?] = ([executable] + arguments).map { strdup($0) }
    argv.append(nil)
    defer { for argument in argv { free(argument) } }

    var pid: pid_t = 0
    let code = posix_spawn(&pid, executable, &actions, &attributes, argv, environ)
    close(ends[1])
    guard code == 0 else {
      close(ends[0])
      return .failure(SpawnError(code: code))
    }
    return .success(ChildProcess(pid: pid, output: ends[0]))
  }

  /// Everything the process prints until it ends; nil if it was killed at the deadline or by a request.
  func collectOutput(until deadline: ContinuousClock.Instant?, interruption: Interruption) -> String? {
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var isKilled = false
    while true {
      if interruption.isRequested || deadline.map({ $0 <= .now }) == true {
        kill(-pid, SIGKILL)
        isKilled = true
        break
      }
      var descriptor = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let ready = poll(&descriptor, 1, Self.waitMilliseconds(until: deadline))
      if ready == 0 || (ready < 0 && errno == EINTR) { continue }
      let count = read(output, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { break }
      text.append(contentsOf: buffer[..<count])
    }
    close(output)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
    return isKilled ? nil : String(decoding: text, as: UTF8.self)
  }

  /// How long to wait for output before looking at the request again: at most 50 ms.
  private static func waitMilliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
    guard let deadline else { return 50 }
    let left = deadline - .now
    return Int32(max(1, min(50, left.milliseconds)))
  }
}
