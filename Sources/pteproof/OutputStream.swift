import Foundation

/// Standard output, unbuffered, with failures told.
struct OutputStream: Sendable {
  var descriptor: Int32

  /// Writes all of it.
  ///
  /// A reader that has gone away (`pteproof ... | head`) is not an error: it has seen what it wanted.
  /// - Throws: `UserError` if it cannot be written, as on a full disk.
  func write(_ text: String) throws(UserError) {
    switch Descriptor.write(text, to: descriptor) {
    case 0, EPIPE: return
    case let code:
      throw UserError("cannot write to standard output: \(String(cString: strerror(code)))")
    }
  }
}

/// Standard error: where nobody listens, there is nothing to be done about it.
struct DiagnosticStream: Sendable {
  var descriptor: Int32

  func write(_ text: String) { _ = Descriptor.write(text, to: descriptor) }
}

private enum Descriptor {
  /// - Returns: 0, or the errno of the write that failed.
  static func write(_ text: String, to descriptor: Int32) -> Int32 {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        return errno
      }
      bytes = bytes.dropFirst(written)
    }
    return 0
  }
}
