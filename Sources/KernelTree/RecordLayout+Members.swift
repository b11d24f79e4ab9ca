/// The members that a structure itself has, each with what is in it as one piece.
extension RecordLayout {
  /// A member that can be found again in another layout of the structure.
  struct Member: Equatable {
    /// Anonymous ones are numbered.
    var name: String
    /// In bytes.
    var offset: Int
    /// Of a bit-field: which bits, from the byte on.
    var bits: String?
    var type: String
    /// What it holds, by offsets from its own; empty for a structure with a tag, whose layout is its own matter.
    var members: [Member]

    /// An anonymous structure, no union.
    var isAnonymousStructure: Bool { name.hasPrefix("(anonymous") && type.hasPrefix("struct ") }
  }

  /// Nil where clang's words are not understood.
  var members: [Member]? { Self.members(fields[...], depth: 0, from: 0) }

  /// - Parameter start: the offset of what they are members of.
  private static func members(_ fields: ArraySlice<Field>, depth: Int, from start: Int) -> [Member]? {
    var members: [Member] = []
    var anonymous = 0
    var rest = fields
    while let field = rest.popFirst() {
      guard field.depth == depth, let (offset, bits) = place(field.offset) else { return nil }
      let own = rest.prefix { $0.depth > depth }
      rest = rest.dropFirst(own.count)
      if field.name.isEmpty { anonymous += 1 }
      let name = field.name.isEmpty ? "(anonymous \(anonymous))" : field.name
      let type = field.name.isEmpty ? field.declaration : String(field.type)
      guard let inner = isTagged(type) ? [] : Self.members(own, depth: depth + 1, from: offset) else {
        return nil
      }
      members.append(Member(name: name, offset: offset - start, bits: bits, type: type, members: inner))
    }
    return members
  }

  /// Whether one of some structures, by their tags, lies in a union, in this or in what it holds.
  public func hasInUnion(_ tags: Set<String>) -> Bool {
    // The depths at which unions begin.
    var unions: [Int] = isUnion ? [-1] : []
    for field in fields {
      unions.removeAll { $0 >= field.depth }
      let words = field.declaration.split(separator: " ")
      guard words.count >= 2, words[0] == "struct" || words[0] == "union" else { continue }
      let tag = String(words[1].prefix { $0 != "[" })
      if !unions.isEmpty, tags.contains(tag) { return true }
      if words[0] == "union" { unions.append(field.depth) }
    }
    return false
  }

  /// `sizeof`, in bytes.
  public var byteSize: Int? {
    guard let found = size.firstRange(of: "sizeof=") else { return nil }
    return Int(size[found.upperBound...].prefix(while: \.isNumber))
  }

  /// `16`, or `32:0-2`
  private static func place(_ text: String) -> (offset: Int, bits: String?)? {
    let parts = text.split(separator: ":", maxSplits: 1)
    guard let first = parts.first, let offset = Int(first) else { return nil }
    return (offset, parts.count > 1 ? String(parts[1]) : nil)
  }

  /// `struct TAG ` or `union TAG `, and nothing anonymous.
  private static func isTagged(_ type: String) -> Bool {
    let words = type.split(separator: " ")
    return words.count == 2 && (words[0] == "struct" || words[0] == "union") && !type.contains("(")
  }

  /// Where this layout's members are in another one of the same structure.
  public struct Places: Sendable, Equatable {
    /// For the offset of each member its offset in the other layout, in bytes.
    public var offsets: [Int: Int]
    /// The names of members that the other layout does not have, or has otherwise, by their offsets.
    public var missing: [Int: String]
    /// The same of anonymous structures in it, by their offsets.
    public var inner: [Int: Places]
    /// The sizes of this layout and of the other, in bytes; 0 for an anonymous structure, which has none of its own.
    public var ownSize: Int
    public var size: Int
  }

  /// Why members cannot be found in another layout.
  public struct Unplaceable: Error, Equatable {
    public var reason: String

    public init(reason: String) { self.reason = reason }
  }

  /// Finds the members in another layout of the same structure, by their names.
  ///
  /// - Throws: `Unplaceable` where an offset does not say which member is meant.
  public func places(in other: RecordLayout) throws(Unplaceable) -> Places {
    guard let own = members, let others = other.members, let ownSize = byteSize, let size = other.byteSize
    else {
      throw Unplaceable(reason: "clang's layout of it is not understood")
    }
    var places = try Self.places(of: own, in: others)
    places.ownSize = ownSize
    places.size = size
    return places
  }

  private static func places(of own: [Member], in others: [Member]) throws(Unplaceable) -> Places {
    var places = Places(offsets: [:], missing: [:], inner: [:], ownSize: 0, size: 0)
    for member in own {
      let same = others.filter { $0.name == member.name }
      guard same.count <= 1, own.filter({ $0.name == member.name }).count == 1 else {
        throw Unplaceable(reason: "it has several members \(member.name)")
      }
      guard let found = same.first, found.type == member.type, found.bits == member.bits,
        found.members == member.members || member.isAnonymousStructure
      else {
        guard places.missing[member.offset] == nil, places.offsets[member.offset] == nil else {
          throw Unplaceable(reason: "\(member.name), which is new or another, lies where another member is")
        }
        places.missing[member.offset] = member.name
        continue
      }
      guard places.missing[member.offset] == nil,
        places.offsets[member.offset, default: found.offset] == found.offset
      else {
        throw Unplaceable(reason: "\(member.name) lies where another member is")
      }
      places.offsets[member.offset] = found.offset
      if found.members != member.members {
        guard places.inner[member.offset] == nil else {
          throw Unplaceable(reason: "\(member.name) lies where another member is")
        }
        places.inner[member.offset] = try Self.places(of: member.members, in: found.members)
      }
    }
    // The compiler reaches the first member without computing an address.
    guard places.missing[0] == nil, places.offsets[0, default: 0] == 0 else {
      throw Unplaceable(reason: "its first member is another")
    }
    // Bit-fields share a word that is read as a whole.
    let bits = own.filter { $0.bits != nil }
    let moves = bits.map { member in places.offsets[member.offset].map { $0 - member.offset } }
    guard Set(moves).count <= 1, !moves.contains(nil), bits.count == others.filter({ $0.bits != nil }).count
    else {
      throw Unplaceable(reason: "its bit-fields are others")
    }
    return places
  }
}
