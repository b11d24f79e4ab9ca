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
      if kill(owner, 0) != 0 && errno == ESRCH { FileSystem.remove(folder + "/" + name) }
    }
  }
}
