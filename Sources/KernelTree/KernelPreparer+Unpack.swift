import Foundation
import Glibc

extension KernelPreparer {
  /// Unpacks the tarball at `path` into the cache, once, and returns the tree's folder.
  func unpack(
    _ path: String, cache: Cache, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> String {
    guard let archive = Archive(path: path) else {
      throw KernelError(
        .input, "\(path) is neither a kernel source tree nor a tarball",
        hint: "Tarballs may be plain or compressed by xz, gzip, bzip2 or zstd.")
    }
    let tree = cache.tree(archive.key)
    if FileSystem.isFolder(tree) { return tree }
    if let tool = archive.format.decompressor, !has(tool.program) {
      throw Toolchain.missing(tool.program, package: tool.package)
    }
    if !has("tar") { throw Toolchain.missing("tar", package: "tar") }
    let lock = try await CacheLock.acquire(cache.lock(archive.key), cache: cache.path) {
      progress(.waiting(subject: path))
    }
    defer { withExtendedLifetime(lock) {} }
    if FileSystem.isFolder(tree) { return tree }

    let folder = cache.temporary()
    defer { cache.remove(folder) }
    try FileSystem.makeFolder(folder, cache: cache.path)
    try await extract(archive, into: folder, cache: cache, progress: progress)
    guard let root = kernelRoot(in: folder) else {
      throw KernelError(
        .input, "there is no kernel source tree in \(path)",
        hint: "A kernel's tarball holds one folder with a Makefile and mm/memory.c.")
    }
    try FileSystem.move(root, to: tree, cache: cache.path)
    return tree
  }

  private func has(_ program: String) -> Bool {
    searchPath.split(separator: ":").contains { access("\($0)/\(program)", X_OK) == 0 }
  }

  private func extract(
    _ archive: Archive, into folder: String, cache: Cache, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) {
    if archive.format == .tar { try checkEnd(of: archive) }
    let file = open(archive.path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else {
      throw KernelError(.input, "cannot read \(archive.path): \(String(cString: strerror(errno)))")
    }
    defer { close(file) }
    var arguments = ["-x", "-f", "-", "--no-same-owner"] + Archive.exclusions.map { "--exclude=" + $0 }
    if let tool = archive.format.decompressor { arguments += ["-I", tool.command] }
    let command = ChildCommand(
      executable: "tar", arguments: arguments, directory: folder, input: file, log: cache.log(archive.key),
      cache: cache.path)
    progress(.unpacking(bytesDone: 0, bytesTotal: archive.size))
    let result: Result<Bool, KernelError> = await withTaskGroup(of: Result<Bool, KernelError>?.self) {
      group in
      group.addTask {
        do throws(KernelError) { return .success(try await command.run()) } catch { return .failure(error) }
      }
      group.addTask { nil }
      // The child reads through our open file, so the file's position is the progress.
      while let next = await group.next() {
        if let next {
          group.cancelAll()
          return next
        }
        progress(
          .unpacking(bytesDone: min(Int(lseek(file, 0, SEEK_CUR)), archive.size), bytesTotal: archive.size))
        group.addTask {
          try? await Task.sleep(for: .milliseconds(200))
          return nil
        }
      }
      return .failure(.interrupted)
    }
    guard try result.get() else {
      if FileSystem.ranOutOfSpace(command.logText, cache: cache.path) {
        throw FileSystem.noSpace(in: cache.path)
      }
      let reason = command.logText.split(separator: "\n").first.map { ": \($0)" } ?? ""
      throw KernelError(
        .input, "\(archive.path) is truncated or corrupt\(reason)", hint: "Fetch the tarball again.")
    }
    progress(.unpacking(bytesDone: archive.size, bytesTotal: archive.size))
  }

  /// A plain tar file has no checksum of its own; one cut between two members looks whole to tar but for the
  /// two empty records that end it.
  private func checkEnd(of archive: Archive) throws(KernelError) {
    guard let file = FileHandle(forReadingAtPath: archive.path) else { return }
    defer { try? file.close() }
    let end = try? { () throws -> Data? in
      guard archive.size >= 1024 else { return nil }
      try file.seek(toOffset: UInt64(archive.size - 1024))
      return try file.readToEnd()
    }()
    guard let end, end.count == 1024, end.allSatisfy({ $0 == 0 }) else {
      throw KernelError(
        .input, "\(archive.path) is truncated or corrupt: it lacks a tar file's end",
        hint: "Fetch the tarball again.")
    }
  }

  /// The kernel tree in an unpacked tarball: the folder itself, or the only folder in it that is one.
  private func kernelRoot(in folder: String) -> String? {
    func isKernel(_ path: String) -> Bool {
      SourceTree.version(of: path) != nil && FileSystem.isFile(path + "/mm/memory.c")
    }
    if isKernel(folder) { return folder }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let kernels = names.sorted().map { folder + "/" + $0 }.filter(isKernel)
    return kernels.count == 1 ? kernels[0] : nil
  }
}
