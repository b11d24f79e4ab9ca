/// Where another compilation of the same sources has the members of structures.
///
/// Code that is decoded with it finds every member where that other compilation has it, so that both can run from one
/// world. Only structures are in it whose members lie elsewhere there, or that are of another size.
public struct MemberPlaces: Sendable, Hashable {
  public struct Structure: Sendable, Hashable {
    /// For the offset of each member, in bytes, its offset in the other compilation.
    public let offsets: [Int: Int]
    /// The names of members that the other compilation does not have, by their offsets.
    public let missing: [Int: String]
    /// By the offsets of anonymous structures in it, where the other compilation has their members, all from the start of
    /// the anonymous structure.
    public let inner: [Int: Structure]
    /// The size in the compilation that is decoded, in bytes: of a structure of another size nothing is known.
    public let ownSize: Int
    /// The size in the other compilation, in bytes. Both are 0 for an anonymous structure.
    public let size: Int

    public init(
      offsets: [Int: Int], missing: [Int: String], inner: [Int: Structure] = [:], ownSize: Int, size: Int
    ) {
      self.offsets = offsets
      self.missing = missing
      self.inner = inner
      self.ownSize = ownSize
      self.size = size
    }
  }

  /// How `InstructionKind.unsupported` begins for the address of a member that has no place.
  public static let missing = "the address of "

  /// By tag.
  public let structures: [String: Structure]
  /// The tags of structures and unions with a union in which one of those lies: which of a union's members is meant by a
  /// number of bytes is not known.
  public let ambiguous: Set<String>

  public init(structures: [String: Structure], ambiguous: Set<String> = []) {
    self.structures = structures
    self.ambiguous = ambiguous
  }
}
