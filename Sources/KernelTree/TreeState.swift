/// A kernel tree with changes that are not written to it: files to read in the place of the tree's.
public struct TreeState: Sendable, Equatable {
  /// Tree-relative paths, and the absolute paths of the files to read in their place.
  public internal(set) var replaced: [String: String] = [:]
  /// Tree-relative paths of files that are no longer there. What is read in their place is an error.
  public internal(set) var removed: Set<String> = []

  /// The tree as it is.
  public static let asIs = TreeState()

  /// What the compiler is to read.
  public var overlay: [String: String] { replaced }

  /// Where to read a file of the tree, without looking whether it is there; nil where it was removed.
  public func location(of path: String, in tree: String) -> String? {
    removed.contains(path) ? nil : replaced[path] ?? tree + "/" + path
  }
}
