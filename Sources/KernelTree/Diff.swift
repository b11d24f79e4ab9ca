/// A change of several files, as in a unified diff.
public struct Diff: Sendable, Equatable {
  public var files: [FileDiff]

  public init(files: [FileDiff]) { self.files = files }

  /// Each hunk with its file.
  public var hunks: [(file: FileDiff, hunk: Hunk)] {
    files.flatMap { file in file.hunks.map { (file, $0) } }
  }
}

/// The change of one file.
public struct FileDiff: Sendable, Equatable {
  /// Relative to the top of the tree; nil for a file that the change makes.
  public var oldPath: String?
  /// Relative to the top of the tree; nil for a file that the change removes.
  public var newPath: String?
  public var hunks: [Hunk] = []
  /// The names as they are written, before anything is dropped from them.
  var writtenNames: [String] = []
  /// Whether the change is not text.
  var isBinary = false
  /// Whether it makes, changes or removes a symbolic link or a submodule.
  var isLink = false

  /// The name to call it by.
  public var path: String { newPath ?? oldPath ?? "" }

  /// Its names before and after.
  public var paths: [String] { [oldPath, newPath].compactMap(\.self) }
}

/// Consecutive lines of a file and what becomes of them.
public struct Hunk: Sendable, Equatable {
  /// A line of a hunk, without its end of line.
  public struct Line: Sendable, Equatable {
    public enum Kind: Character, Sendable {
      case context = " "
      case removed = "-"
      case added = "+"
    }

    public var kind: Kind
    public var text: String
    /// From 1; nil for an added line.
    public var oldLine: Int?
    /// From 1; nil for a removed line.
    public var newLine: Int?
  }

  /// From 1; for an empty range the line before it.
  public var oldStart: Int
  public var oldCount: Int
  public var newStart: Int
  public var newCount: Int
  /// What follows the second `@@`: for C the line in which the function begins.
  public var section: String
  public var lines: [Line] = []

  /// The line that begins the hunk.
  public var header: String {
    func range(_ start: Int, _ count: Int) -> String { count == 1 ? "\(start)" : "\(start),\(count)" }
    return "@@ -\(range(oldStart, oldCount)) +\(range(newStart, newCount)) @@"
      + (section.isEmpty ? "" : " " + section)
  }
}
