import Foundation
import Glibc

/// A tarball, recognised by its first bytes and not by its name.
struct Archive {
  enum Format: CaseIterable {
    case tar, gzip, xz, bzip2, zstd

    /// The program that unpacks it, and its Debian package.
    var decompressor: (command: String, program: String, package: String)? {
      switch self {
      case .tar: nil
      case .gzip: ("gzip -d", "gzip", "gzip")
      case .xz: ("xz -d -T0", "xz", "xz-utils")
      case .bzip2: ("bzip2 -d", "bzip2", "bzip2")
      case .zstd: ("zstd -d", "zstd", "zstd")
      }
    }
  }

  var path: String
  var format: Format
  /// Bytes, compressed.
  var size: Int
  /// Stands for path, size and times: the same key means the same tarball.
  var key: String

  /// Recognises the file at `path` (absolute, without links); nil where it is no tarball.
  init?(path: String) {
    guard let file = FileHandle(forReadingAtPath: path), let head = try? file.read(upToCount: 512) else {
      return nil
    }
    try? file.close()
    let bytes = [UInt8](head)
    func starts(_ magic: [UInt8]) -> Bool { bytes.starts(with: magic) }
    if starts([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
      format = .xz
    } else if starts([0x1F, 0x8B]) {
      format = .gzip
    } else if starts([0x42, 0x5A, 0x68]) {
      format = .bzip2
    } else if starts([0x28, 0xB5, 0x2F, 0xFD]) {
      format = .zstd
    } else if bytes.count == 512, bytes[257..<262].elementsEqual("ustar".utf8) {
      format = .tar
    } else {
      return nil
    }
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.path = path
    size = Int(status.st_size)
    let name = (path as NSString).lastPathComponent
    let stem = (name.components(separatedBy: ".tar").first ?? name).prefix(40)
      .filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".") }
    let digest = Digest.of([
      path, String(size), String(status.st_ino),
      "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)",
      "\(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)",
      Archive.exclusions.joined(separator: " "),
    ])
    key = "\(stem)-\(digest.prefix(16))"
  }

  /// Bulk that neither kbuild's preparation nor memory-management code touches. Kconfig files and Makefiles stay.
  static let exclusions = [
    "*/drivers/*.c", "*/drivers/gpu/drm/amd/*.h", "*/sound/*.[ch]", "*/net/*.c", "*/samples/*.[ch]",
    "*/Documentation/*.rst", "*/Documentation/*.yaml", "*/Documentation/*.svg", "*/tools/testing/*",
    "*/tools/perf/*", "*.dts", "*.dtsi",
  ]
}
