import COpenSSL

/// SHA-256 (FIPS 180-4) of bytes that come part by part, computed by OpenSSL's libcrypto.
///
/// A value: a copy goes on by itself.
public struct SHA256: Sendable {
  /// The length of a digest in bytes.
  public static let size = 32

  private var context = SHA256_CTX()

  public init() { SHA256_Init(&context) }

  /// Appends bytes.
  public mutating func update(_ bytes: some Sequence<UInt8>) {
    let isDone: Void? = bytes.withContiguousStorageIfAvailable { append(UnsafeRawBufferPointer($0)) }
    if isDone == nil { Array(bytes).withUnsafeBytes { append($0) } }
  }

  /// Appends a text in UTF-8.
  public mutating func update(_ text: String) { update(text.utf8) }

  /// The digest of all bytes so far.
  public var bytes: [UInt8] {
    var end = context
    return Array(unsafeUninitializedCapacity: Self.size) { buffer, count in
      SHA256_Final(buffer.baseAddress, &end)
      count = Self.size
    }
  }

  /// The digest of all bytes so far: 64 hex digits, lower case.
  public var hex: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  public static func bytes(of bytes: some Sequence<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.bytes
  }

  public static func hex(of bytes: some Sequence<UInt8>) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.hex
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&context, bytes.baseAddress, bytes.count)
  }
}
