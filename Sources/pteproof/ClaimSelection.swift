import Proof

/// Which claims, and which checks of them, `--claim` asks for: `NAME`, `NAME/TAG`, or `TAG`.
struct ClaimSelection: Equatable, Sendable {
  /// The claims that have checks of their own, which tags can select.
  static let tagged: [Claim] = [.pageEqualsSpec, .invariants]

  let claims: Set<Claim>
  /// For a claim that is asked for by tags only.
  let tags: [Claim: Set<String>]

  /// Everything.
  static let all = ClaimSelection(claims: Set(Claim.allCases), tags: [:])
  var isAll: Bool { self == .all }

  private init(claims: Set<Claim>, tags: [Claim: Set<String>]) {
    self.claims = claims
    self.tags = tags
  }

  /// - Parameter tags: those that the unit's spec declares.
  /// - Throws: `UserError` for a name that is neither claim nor tag.
  init(_ names: [String], unit: String, tags known: [String]) throws(UserError) {
    guard !names.isEmpty else {
      self = .all
      return
    }
    var whole: Set<Claim> = []
    var tags: [Claim: Set<String>] = [:]
    for name in names {
      let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      if parts.count == 1, let claim = Self.claim(parts[0]) {
        whole.insert(claim)
        continue
      }
      guard let tag = parts.last, known.contains(tag) else {
        let claims = Claim.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw UserError(
          "unknown claim '\(name)' of unit \(unit)",
          hint: "known: \(claims), and the tags \(known.joined(separator: ", "))")
      }
      var claims = Self.tagged
      if parts.count == 2 {
        guard let claim = Self.claim(parts[0]), Self.tagged.contains(claim) else {
          throw UserError(
            "'\(parts[0])' is no claim with tags",
            hint: "those are \(Self.tagged.map { "'\($0.rawValue)'" }.joined(separator: " and "))")
        }
        claims = [claim]
      }
      for claim in claims { tags[claim, default: []].insert(tag) }
    }
    self.init(
      claims: whole.union(tags.keys).union([.notVacuous]), tags: tags.filter { !whole.contains($0.key) })
  }

  /// Spaces may be left out on the command line.
  private static func claim(_ name: String) -> Claim? {
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    return Claim.allCases.first { bare($0.rawValue) == bare(name) }
  }
}
