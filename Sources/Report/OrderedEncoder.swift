/// Encodes `Encodable` values into `JSONValue`, members in the order in which they are encoded: that of the
/// declarations, for synthesised conformances.
struct OrderedEncoder: Encoder {
  let codingPath: [any CodingKey]
  let userInfo: [CodingUserInfoKey: Any] = [:]
  private let slot: Slot

  /// A place in the document that a container fills in. Encoder and containers share it, as `Encoder`'s
  /// contract wants, so it is a class; it never leaves one call of `encode`.
  final class Slot {
    private enum Content {
      case value(JSONValue)
      case members([(String, Slot)])
      case elements([Slot])
    }

    private var content = Content.members([])

    func set(_ value: JSONValue) { content = .value(value) }

    func beginArray() {
      if case .elements = content { return }
      content = .elements([])
    }

    func member(_ key: String) -> Slot {
      let slot = Slot()
      var members: [(String, Slot)] = []
      if case .members(let known) = content { members = known }
      content = .members(members.filter { $0.0 != key } + [(key, slot)])
      return slot
    }

    func element() -> Slot {
      let slot = Slot()
      var elements: [Slot] = []
      if case .elements(let known) = content { elements = known }
      content = .elements(elements + [slot])
      return slot
    }

    var count: Int {
      switch content {
      case .value: 1
      case .members(let members): members.count
      case .elements(let elements): elements.count
      }
    }

    var value: JSONValue {
      switch content {
      case .value(let value): value
      case .members(let members): .object(members.map { ($0.0, $0.1.value) })
      case .elements(let elements): .array(elements.map(\.value))
      }
    }
  }

  private init(_ slot: Slot, _ codingPath: [any CodingKey]) {
    self.slot = slot
    self.codingPath = codingPath
  }

  static func encode(_ value: some Encodable) throws -> JSONValue {
    let slot = Slot()
    try fill(slot, value, [])
    return slot.value
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Keyed(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.beginArray()
    return Unkeyed(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    Single(slot: slot, codingPath: codingPath)
  }

  fileprivate static func fill(_ slot: Slot, _ value: some Encodable, _ path: [any CodingKey]) throws {
    switch value {
    case let value as Bool: slot.set(.bool(value))
    case let value as Int: slot.set(.integer(value))
    case let value as Double: slot.set(.number(value))
    case let value as String: slot.set(.string(value))
    default: try value.encode(to: OrderedEncoder(slot, path))
    }
  }

  /// A report has integers of the type `Int` only: any other would end up here.
  fileprivate static func refuse(_ value: some Encodable, _ path: [any CodingKey]) throws -> Never {
    throw EncodingError.invalidValue(
      value, .init(codingPath: path, debugDescription: "no JSON form for \(type(of: value))"))
  }

  fileprivate static func encoder(_ slot: Slot, _ path: [any CodingKey]) -> OrderedEncoder {
    OrderedEncoder(slot, path)
  }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: OrderedEncoder.Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil(forKey key: Key) throws { slot.member(key.stringValue).set(.null) }

  mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    try OrderedEncoder.fill(slot.member(key.stringValue), value, codingPath + [key])
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    OrderedEncoder.encoder(slot.member(key.stringValue), codingPath + [key]).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    OrderedEncoder.encoder(slot.member(key.stringValue), codingPath + [key]).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder {
    OrderedEncoder.encoder(slot.member("super"), codingPath)
  }

  mutating func superEncoder(forKey key: Key) -> any Encoder {
    OrderedEncoder.encoder(slot.member(key.stringValue), codingPath + [key])
  }
}

private struct Unkeyed: UnkeyedEncodingContainer {
  let slot: OrderedEncoder.Slot
  let codingPath: [any CodingKey]
  var count: Int { slot.count }

  mutating func encodeNil() throws { slot.element().set(.null) }

  mutating func encode<T: Encodable>(_ value: T) throws {
    try OrderedEncoder.fill(slot.element(), value, codingPath)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<
    Nested
  > {
    OrderedEncoder.encoder(slot.element(), codingPath).container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    OrderedEncoder.encoder(slot.element(), codingPath).unkeyedContainer()
  }

  mutating func superEncoder() -> any Encoder { OrderedEncoder.encoder(slot.element(), codingPath) }
}

private struct Single: SingleValueEncodingContainer {
  let slot: OrderedEncoder.Slot
  let codingPath: [any CodingKey]

  mutating func encodeNil() throws { slot.set(.null) }
  mutating func encode(_ value: Bool) throws { slot.set(.bool(value)) }
  mutating func encode(_ value: String) throws { slot.set(.string(value)) }
  mutating func encode(_ value: Double) throws { slot.set(.number(value)) }
  mutating func encode(_ value: Int) throws { slot.set(.integer(value)) }
  mutating func encode(_ value: Float) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: Int8) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: Int16) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: Int32) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: Int64) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: UInt) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: UInt8) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: UInt16) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: UInt32) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode(_ value: UInt64) throws { try OrderedEncoder.refuse(value, codingPath) }
  mutating func encode<T: Encodable>(_ value: T) throws { try OrderedEncoder.fill(slot, value, codingPath) }
}
