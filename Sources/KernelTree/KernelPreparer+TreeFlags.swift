import Foundation
import Glibc

extension KernelPreparer {
  /// kbuild's own flags for a file of the tree, fit for bitcode.
  func treeFlags(
    _ relative: String, kernel: PreparedKernel, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> [String] {
    let path = relative as NSString
    let folder = path.deletingLastPathComponent
    let stem = (path.lastPathComponent as NSString).deletingPathExtension
    // A file that only the overlay has is unknown to kbuild; its neighbours' flags differ in its name alone.
    if !FileSystem.isFile(kernel.sourceTree + "/" + relative) {
      return kernel.flags.map {
        $0.replacingOccurrences(of: "mm/memory", with: "\(folder)/\(stem)")
          .replacingOccurrences(of: "\"memory\"", with: "\"\(stem)\"")
      }
    }
    let saved = "\(kernel.buildDirectory)/\(folder)/.\(stem).i.cmd"
    if let flags = savedFlags(saved, folder: folder, kernel: kernel) { return flags }
    let cache = try Cache(at: kernel.cache)
    let key = (kernel.buildDirectory as NSString).lastPathComponent
    let lock = try await CacheLock.acquire(cache.lock(key), cache: cache.path) {
      progress(.waiting(subject: relative))
    }
    defer { withExtendedLifetime(lock) {} }
    if let flags = savedFlags(saved, folder: folder, kernel: kernel) { return flags }
    progress(.preparing(version: kernel.version))
    let log = cache.log(key + "-flags")
    try await Kbuild(
      tree: kernel.sourceTree, build: kernel.buildDirectory, architecture: kernel.architecture,
      major: kernel.clangMajor, cache: cache, jobs: jobs, log: log
    ).make("\(folder)/\(stem).i")
    FileSystem.remove("\(kernel.buildDirectory)/\(folder)/\(stem).i")
    guard let text = FileSystem.text(saved), let command = SavedCommand.words(of: text) else {
      throw KernelError(.kbuild, "kbuild kept no command line for \(relative)", hint: "Its log is \(log).")
    }
    return BitcodeFlags.make(from: command)
  }

  /// The flags of a `.cmd` file, unless the folder's Makefile is newer.
  private func savedFlags(_ saved: String, folder: String, kernel: PreparedKernel) -> [String]? {
    guard let made = modified(saved), let text = FileSystem.text(saved) else { return nil }
    for name in ["Makefile", "Kbuild"] {
      if let time = modified("\(kernel.sourceTree)/\(folder)/\(name)"), time > made { return nil }
    }
    return SavedCommand.words(of: text).map(BitcodeFlags.make)
  }

  private func modified(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
  }
}
