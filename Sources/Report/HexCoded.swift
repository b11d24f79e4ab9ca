/// A 64-bit word that is written to JSON as a string such as `"0x8000000000000067"`.
///
/// JSON numbers are doubles to many readers, which lose the low bits of a PTE.
@propertyWrapper
public struct HexCoded: Sendable, Equatable {
  public var wrappedValue: UInt64

  public init(wrappedValue: UInt64) { self.wrappedValue = wrappedValue }
}

extension HexCoded: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue = try HexCoded.word(container.decode(String.self), at: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.hexadecimal)
  }

  static func word(_ text: String, at decoder: any Decoder) throws -> UInt64 {
    guard text.hasPrefix("0x"), let word = UInt64(text.dropFirst(2), radix: 16) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "not a word such as \"0x67\": \(text)"))
    }
    return word
  }
}

/// A 64-bit word that may be absent: `null` in JSON, a string as of `HexCoded` otherwise.
@propertyWrapper
public struct OptionalHexCoded: Sendable, Equatable {
  public var wrappedValue: UInt64?

  public init(wrappedValue: UInt64?) { self.wrappedValue = wrappedValue }
}

extension OptionalHexCoded: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    wrappedValue =
      container.decodeNil() ? nil : try HexCoded.word(container.decode(String.self), at: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue { try container.encode(wrappedValue.hexadecimal) } else { try container.encodeNil() }
  }
}

extension UInt64 {
  /// The word in C's notation, as in `0x67`.
  var hexadecimal: String { "0x" + String(self, radix: 16) }
}
