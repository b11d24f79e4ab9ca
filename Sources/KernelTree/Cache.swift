import Foundation
import Glibc

/// The folder that holds what is made: unpacked trees, kbuild output, bitcode, logs, locks.
///
/// Whatever stands under its final name is whole: it was made under a temporary name and renamed, or is
/// named by a stamp that was written last.
struct Cache {
  let path: String

  /// Opens the cache at `path`, making it where needed, and removes what interrupted runs left behind.
  init(at path: String) throws(KernelError) {
    let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    try FileSystem.makeFolder(absolute, cache: absolute)
    guard let real = FileSystem.realPath(absolute) else {
      throw FileSystem.error(errno, writing: absolute, cache: absolute)
    }
    self.path = real
    for folder in ["trees", "builds", "bitcode", "locks", "logs", "temporary"] {
      try FileSystem.makeFolder(real + "/" + folder, cache: real)
    }
    guard access(real + "/temporary", W_OK) == 0 else {
      throw FileSystem.error(errno, writing: real, cache: real)
    }
    removeAbandoned()
  }

  func tree(_ key: String) -> String { "\(path)/trees/\(key)" }
  func build(_ key: String) -> String { "\(path)/builds/\(key)" }
  func log(_ key: String) -> String { "\(path)/logs/\(key).log" }
  func lock(_ key: String) -> String { "\(path)/locks/\(key).lock" }

  /// A fresh name in the folder of temporary things; the owner's process id is its beginning.
  func temporary() -> String { "\(path)/temporary/\(getpid())-\(UUID().uuidString)" }

  /// Removes temporary things whose process is gone: a kill leaves no time to clean up.
  private func removeAbandoned() {
    let folder = path + "/temporary"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      guard let owner = name.split(separator: "-").first.flatMap({ pid_t($0) }), owner != getpid() else {
        continue
      }
      if kill(owner, 0) != 0 && errno == ESRCH { remove(folder + "/" + name) }
    }
  }

  /// Makes a folder of the cache vanish at once and frees its space soon after.
  func discard(_ path: String) {
    guard FileSystem.exists(path) else { return }
    let trash = temporary()
    remove(rename(path, trash) == 0 ? trash : path)
  }

  /// Removes a temporary folder, waiting two seconds at most: a kernel tree has tens of thousands of files,
  /// and a slow disk takes minutes for them. An interrupted user need not; `rm` goes on without us, and what it
  /// leaves when it is killed too, the next run removes.
  func remove(_ path: String) {
    if unlink(path) == 0 || !FileSystem.exists(path) { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/rm")
    process.arguments = ["-rf", "--", path]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return FileSystem.remove(path) }
    let start = ContinuousClock.now
    while process.isRunning && ContinuousClock.now - start < .seconds(2) { usleep(5_000) }
  }
}
