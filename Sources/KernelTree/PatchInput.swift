import Foundation
import Glibc

/// Reads patches that a user names, without trusting their size.
enum PatchInput {
  /// The most bytes that are read of a file or of standard input. All of Linux 6.12's changes since 6.11 are
  /// some 80 MiB; a series is seldom more than one.
  static let limit = 32 << 20

  /// - Throws: `KernelError` if it cannot be read, or is longer than `limit`.
  static func file(_ path: String) throws(KernelError) -> Data {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw KernelError(.input, "\(path) is a folder, not a patch", hint: "Give the files in it.")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw KernelError(.input, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    return try read(descriptor, name: path)
  }

  static func standardInput() throws(KernelError) -> Data {
    try read(STDIN_FILENO, name: "standard input")
  }

  static func read(_ descriptor: Int32, name: String) throws(KernelError) -> Data {
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if Task.isCancelled { throw .interrupted }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        throw KernelError(.input, "cannot read \(name): \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      data.append(contentsOf: buffer[..<count])
      if data.count > limit {
        throw KernelError(
          .input, "\(name) is longer than \(limit >> 20) MiB, the most that is read of a patch")
      }
    }
    if data.contains(0) {
      throw KernelError(
        .input, "\(name) is not text", hint: "Give a diff, a mail or a mailbox, not compressed.")
    }
    if data.allSatisfy({ $0 <= 0x20 }) { throw KernelError(.input, "\(name) is empty") }
    return data
  }
}
