import Foundation
import Glibc

/// File operations that tell the user's troubles apart: no space, no right, anything else.
enum FileSystem {
  /// The error for a failed write below `cache`.
  static func error(_ code: Int32, writing path: String, cache: String) -> KernelError {
    switch code {
    case ENOSPC, EDQUOT:
      return noSpace(in: cache)
    case EACCES, EPERM, EROFS:
      return KernelError(
        .environment, "the cache \(cache) cannot be written",
        hint: "Give another folder with --cache, or mend the rights of \(path).")
    default:
      return KernelError(
        .environment, "cannot write \(path): \(String(cString: strerror(code)))",
        hint: "The cache is \(cache); --cache takes another folder.")
    }
  }

  static func noSpace(in cache: String) -> KernelError {
    KernelError(
      .environment, "no space left in \(cache)",
      hint: "A kernel takes about 700 MB; free some, or give another folder with --cache.")
  }

  /// Whether a failed child's `output`, or what is left of the file system, says that there was no space. On a
  /// full disk the output cannot be kept either, so its text alone does not do.
  static func ranOutOfSpace(_ output: String, cache: String) -> Bool {
    if output.contains("No space left on device") || output.contains("Disk quota exceeded") { return true }
    var status = statvfs()
    guard statvfs(cache, &status) == 0 else { return false }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize) < 1 << 20
      || (status.f_files > 0 && status.f_favail == 0)
  }

  /// Makes `path` and the folders above it.
  static func makeFolder(_ path: String, cache: String) throws(KernelError) {
    var made = ""
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) == 0 { continue }
      let code = errno
      var status = stat()
      if stat(made, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { continue }
      throw error(code, writing: made, cache: cache)
    }
  }

  /// Writes `data` to `path` so that a reader sees all of it or nothing: a temporary name, then a rename.
  static func writeAtomically(_ data: Data, to path: String, cache: String) throws(KernelError) {
    let temporary = "\(path).\(getpid()).\(UInt32.random(in: .min ... .max)).part"
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw error(errno, writing: temporary, cache: cache) }
    var offset = 0
    while offset < data.count {
      let count = data.withUnsafeBytes { bytes in
        Glibc.write(file, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        let code = errno
        close(file)
        unlink(temporary)
        throw error(code, writing: temporary, cache: cache)
      }
      offset += count
    }
    guard close(file) == 0, rename(temporary, path) == 0 else {
      let code = errno
      unlink(temporary)
      throw error(code, writing: path, cache: cache)
    }
  }

  /// Renames `from` to `to`, which must not exist as a folder with contents.
  static func move(_ from: String, to: String, cache: String) throws(KernelError) {
    guard rename(from, to) == 0 else { throw error(errno, writing: to, cache: cache) }
  }

  /// Removes a file or a folder with all it holds; nothing happens where there is none.
  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

  static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// `path` without symbolic links, `.` and `..`; nil where it does not exist.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// The text of a file; nil where it cannot be read.
  static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
