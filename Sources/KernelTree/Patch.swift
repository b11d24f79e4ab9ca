import Foundation

/// One change as its author sent it.
public struct Patch: Sendable, Equatable {
  /// What to call it: the subject of a mail or a commit, or the name of the file.
  public var title: String
  /// The diff, with whatever stands around it.
  public var text: Data
  /// Which patch of a series it is, where its subject says so.
  var place: SeriesPlace?

  public init(title: String, text: Data) {
    self.title = title
    self.text = text
  }
}

/// Where changes come from.
public enum PatchSource: Sendable, Equatable {
  /// A file with a diff, a mail or a mailbox.
  case file(String)
  /// The same, read from standard input.
  case input
  /// Commits of the kernel tree's own repository: `C` for the change that it makes, `A..B`, `A...B`.
  case commits(String)
  /// What the tree's working files change in its HEAD.
  case worktree
}

/// How changes are applied, as in `git apply`.
public struct ApplyOptions: Sendable, Equatable {
  /// The level of `-p`.
  public var strip = 1
  /// The least number of context lines that must match; nil: all.
  public var context: Int?

  public init(strip: Int = 1, context: Int? = nil) {
    self.strip = strip
    self.context = context
  }
}
