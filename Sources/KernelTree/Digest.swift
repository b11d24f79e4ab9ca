import Digests
import Foundation

/// A SHA-256 over named parts. Each part is preceded by its length, so that no two lists of parts collide.
struct Digest {
  private var hash = SHA256()

  mutating func add(_ data: Data) {
    withUnsafeBytes(of: UInt64(data.count).littleEndian) { hash.update($0) }
    hash.update(data)
  }

  mutating func add(_ text: String) { add(Data(text.utf8)) }

  mutating func add(_ texts: [String]) {
    add(String(texts.count))
    for text in texts { add(text) }
  }

  /// The digest, 64 hex digits.
  var hex: String { hash.hex }

  static func of(_ data: Data) -> String {
    var digest = Digest()
    digest.add(data)
    return digest.hex
  }

  static func of(_ texts: [String]) -> String {
    var digest = Digest()
    digest.add(texts)
    return digest.hex
  }
}
