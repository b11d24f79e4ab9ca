import Testing

@testable import Digests

@Suite struct SHA256Tests {
  /// The examples of FIPS 180-2, appendix B, and the empty message.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]) func isThatOfTheStandard(_ text: String, _ hex: String) {
    #expect(SHA256.hex(of: text.utf8) == hex)
    #expect(SHA256.bytes(of: text.utf8).count == SHA256.size)
  }

  @Test func partsMakeNoDifference() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    var hash = SHA256()
    for part in stride(from: 0, to: bytes.count, by: 37) {
      // A sequence without storage of its own.
      hash.update(AnySequence(bytes[part..<min(part + 37, bytes.count)]))
    }
    #expect(hash.hex == SHA256.hex(of: bytes))
  }

  /// What is read or copied may go on.
  @Test func isAValue() {
    var first = SHA256()
    first.update("ab")
    var second = first
    _ = first.hex
    first.update("c")
    second.update("d")
    #expect(first.hex == SHA256.hex(of: "abc".utf8))
    #expect(second.hex == SHA256.hex(of: "abd".utf8))
  }
}
