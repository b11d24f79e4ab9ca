/// A part of a patch that no claim is about, or that no world reaches.
public struct UncheckedPart: Codable, Sendable, Equatable {
  public enum Reason: String, Codable, Sendable, CaseIterable {
    /// No unit executes the function, or reads the file.
    case inNoUnit
    /// The file is another architecture's.
    case otherArchitecture
    /// An input of kbuild, of which only this configuration is looked at.
    case build
    /// The compiler does not see it, under this configuration.
    case notSeen
    /// A unit has the code, but no world that it is proved for comes there.
    case keptAway
    /// No world comes there, whatever the bounds of the proof.
    case dead
  }

  public var file: String
  public var function: String?
  /// From 1; nothing where it is the file as a whole.
  public var first: Int?
  public var last: Int?
  /// Whether the patch removes the lines; they are then counted as before it.
  public var removed: Bool
  public var reason: Reason
  /// What keeps it away, in words.
  public var why: String?

  public init(
    file: String, function: String? = nil, first: Int? = nil, last: Int? = nil, removed: Bool = false,
    reason: Reason, why: String? = nil
  ) {
    self.file = file
    self.function = function
    self.first = first
    self.last = last
    self.removed = removed
    self.reason = reason
    self.why = why
  }

  /// `mm/mprotect.c (in no unit)`, `mm/memory.c:797 in copy_nonpresent_pte() (kept away by a bound: no-swap-entries)`.
  public var words: String {
    var place = file
    if reason == .keptAway || reason == .dead, let first {
      place += ":\(first)" + (last.map { $0 == first ? "" : "-\($0)" } ?? "")
    }
    if let function { place += " in \(function)()" }
    let because: String =
      switch reason {
      case .inNoUnit: "in no unit"
      case .otherArchitecture: "in no unit: of another architecture"
      case .build: "an input of the build: nothing is said of other configurations"
      case .notSeen: "not seen under this configuration"
      case .keptAway: why ?? "kept away"
      case .dead: why ?? "proved unreachable"
      }
    return "\(place) (\(removed ? "removed; " : "")\(because))"
  }
}

extension [UncheckedPart] {
  /// The parts in words, no more than fit into a sentence.
  func words(atMost most: Int = 6) -> String {
    let told = prefix(most).map(\.words).joined(separator: ", ")
    return count > most ? "\(told), and \(count - most) more" : told
  }
}
