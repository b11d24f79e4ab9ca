import Foundation
import Glibc

/// What a file was when something was made from it.
///
/// Size and times say in a moment that a file is unchanged; where they differ, the digest of the contents
/// decides, so that a fresh checkout of the same text does not make everything anew.
struct FileStamp: Codable, Equatable {
  var path: String
  /// Bytes.
  var size: Int
  /// Modification and status change, nanoseconds since the epoch.
  var modified: Int
  var changed: Int
  /// SHA-256 of the contents, hex.
  var digest: String

  /// The file as it is now; nil where it cannot be read.
  init?(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0, let data = FileManager.default.contents(atPath: path) else { return nil }
    self.path = path
    size = Int(status.st_size)
    modified = FileStamp.nanoseconds(status.st_mtim)
    changed = FileStamp.nanoseconds(status.st_ctim)
    digest = Digest.of(data)
  }

  /// Whether the file still has the contents it had.
  var holds: Bool {
    var status = stat()
    guard stat(path, &status) == 0, Int(status.st_size) == size else { return false }
    if FileStamp.nanoseconds(status.st_mtim) == modified && FileStamp.nanoseconds(status.st_ctim) == changed {
      return true
    }
    return FileManager.default.contents(atPath: path).map(Digest.of) == digest
  }

  private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
}
