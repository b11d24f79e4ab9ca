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
  public var words: String { words(lines.map { [$0] } ?? []) }

  /// `797`, `797-799`, where it is about lines.
  private var lines: String? {
    guard reason == .keptAway || reason == .dead, let first else { return nil }
    return "\(first)" + (last.map { $0 == first ? "" : "-\($0)" } ?? "")
  }

  fileprivate func words(_ lines: [String]) -> String {
    let place = file + (lines.isEmpty ? "" : ":" + lines.joined(separator: ", "))
    let because: String =
      switch reason {
      case .inNoUnit: "in no unit"
      case .otherArchitecture: "in no unit: of another architecture"
      case .build: "an input of the build: nothing is said of other configurations"
      case .notSeen: "not seen under this configuration"
      case .keptAway: why ?? "kept away"
      case .dead: why ?? "proved unreachable"
      }
    return place + (function.map { " in \($0)()" } ?? "") + " (\(removed ? "removed; " : "")\(because))"
  }

  /// Whether it is other lines of the same function, of which the same is said.
  fileprivate func isLike(_ other: UncheckedPart) -> Bool {
    file == other.file && function == other.function && removed == other.removed && reason == other.reason
      && why == other.why
  }

  /// Parts in words; lines of which the same is said are told together.
  static func words(_ parts: [UncheckedPart]) -> [String] {
    var groups: [(part: UncheckedPart, lines: [String])] = []
    for part in parts {
      if let known = groups.firstIndex(where: { $0.part.isLike(part) }) {
        groups[known].lines += part.lines.map { [$0] } ?? []
      } else {
        groups.append((part, part.lines.map { [$0] } ?? []))
      }
    }
    return groups.map { $0.part.words($0.lines) }
  }
}

extension [UncheckedPart] {
  /// The parts in words, no more than fit into a sentence.
  func words(atMost most: Int = 6) -> String {
    let all = UncheckedPart.words(self)
    let told = all.prefix(most).joined(separator: ", ")
    return all.count > most ? "\(told), and \(all.count - most) more" : told
  }
}
