/// The folders that a module's source files come from. Files are named from there, whatever the folders are called.
///
/// For example: with the tree `/src/specs/linux`, the file `/src/specs/linux/mm/memory.c` is `mm/memory.c` of the tree.
public struct SourceRoots: Sendable, Hashable {
  /// The tree under proof, absolute and without links; nil: there is none.
  public var tree: String?
  /// The folder of the specs, absolute and without links; nil: there is none, or it is the tree.
  public var specs: String?

  public init(tree: String? = nil, specs: String? = nil) {
    self.tree = tree
    self.specs = specs
  }

  /// Which file debug information means.
  ///
  /// clang leaves out of a file's name what it has in common with the folder that clang runs in, and says that in the
  /// folder: the two together name the file.
  func place(_ name: String, in folder: String) -> (file: String, origin: SourceOrigin) {
    guard tree != nil || specs != nil else { return (name, .elsewhere) }
    let path = Self.plain(name.hasPrefix("/") ? name : folder + "/" + name)
    // A folder of specs may lie in the tree, or the tree beside the specs in one folder: the longer name is the nearer.
    let roots = [(tree, SourceOrigin.tree), (specs, SourceOrigin.specs)].compactMap { root, origin in
      root.map { (Self.plain($0), origin) }
    }.sorted { $0.0.utf8.count > $1.0.utf8.count }
    for (root, origin) in roots where path.hasPrefix(root + "/") {
      return (String(path.dropFirst(root.count + 1)), origin)
    }
    return (path, .elsewhere)
  }

  /// Without `.`, `..` and doubled slashes.
  private static func plain(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}

/// Whose file it is.
public enum SourceOrigin: Sendable, Hashable {
  /// Of the tree under proof: its name is relative to the tree's top.
  case tree
  /// Of the specs: its name is relative to their folder.
  case specs
  /// Neither, as a header of the build's folder; its name is as the compiler has it, or absolute.
  case elsewhere
}
