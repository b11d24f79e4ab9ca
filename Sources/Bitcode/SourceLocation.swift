/// A place in the C source.
public struct SourceLocation: Sendable, Hashable {
  /// Relative to the tree or to the folder of the specs, as `origin` says; else as the compiler was given it.
  public let file: String
  /// Whose file it is.
  public let origin: SourceOrigin
  /// From 1; 0 when unknown.
  public let line: Int
  /// From 1; 0 when unknown.
  public let column: Int
  /// The C function around it.
  public let function: String

  public init(
    file: String, line: Int, column: Int = 0, function: String = "", origin: SourceOrigin = .elsewhere
  ) {
    self.file = file
    self.origin = origin
    self.line = line
    self.column = column
    self.function = function
  }

  /// The file's name for reports: those of specs are below `specs/`.
  public var displayedFile: String { origin == .specs ? "specs/" + file : file }

  /// Whether a file that debug information names lies in a folder. clang leaves out what the folder that it runs in and
  /// the file have in common: `specs-1f/linux/fork.h` for a file of `/cache/specs-1f`.
  public static func isFile(_ file: String, below folder: String) -> Bool {
    if file.hasPrefix("/") { return file.hasPrefix(folder + "/") }
    let folders = file.split(separator: "/").dropLast()
    return folders.indices.contains { end in
      ("/" + folder).hasSuffix("/" + folders[...end].joined(separator: "/"))
    }
  }
}
