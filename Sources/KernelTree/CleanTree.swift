import Foundation
import Glibc

/// A tree that was built in place as it was before: folders of our own with links to its files, without those that kbuild
/// made.
///
/// kbuild takes what lies in the source tree for what it would make in its output folder, and refuses. The links stay in the
/// cache under a name that depends on the tree's path alone, and are brought up to date each time: a commit that is checked
/// out adds files and removes some, and nothing else of what was prepared need be made again.
struct CleanTree {
  /// The user's tree, absolute and without links.
  var tree: String
  /// The folder below `arch` that is compiled.
  var architecture: String
  var cache: Cache

  /// Whether kbuild has been at work in a tree; the same test as kbuild's own.
  static func isNeeded(for tree: String, architecture: String) -> Bool {
    ["/.config", "/include/config", "/arch/\(architecture)/include/generated"].contains {
      FileSystem.exists(tree + $0)
    }
  }

  /// - Returns: the path of the clean tree.
  func make() async throws(KernelError) -> String {
    let name = "clean-\(Digest.of(["clean", tree]).prefix(16))"
    let lock = try await CacheLock.acquire(cache.lock(name), cache: cache.path) {}
    defer { withExtendedLifetime(lock) {} }
    let path = cache.tree(name)
    try FileSystem.makeFolder(path, cache: cache.path)
    try bringUpToDate("", in: path)
    return path
  }

  private enum Entry: Equatable {
    case folder
    case file
  }

  private func bringUpToDate(_ folder: String, in root: String) throws(KernelError) {
    let prefix = folder.isEmpty ? "" : folder + "/"
    let here = "\(root)/\(folder)"
    guard let found = Self.entries(of: "\(tree)/\(folder)") else {
      throw KernelError(.input, "cannot read \(tree)/\(folder)")
    }
    let wanted = found.filter { !isMade($0.key, $0.value, prefix, beside: found) }
    for (name, entry) in Self.entries(of: here) ?? [:] where wanted[name] != entry {
      // Ours is a folder for each folder, and a link for anything else.
      if entry == .folder { cache.remove("\(here)/\(name)") } else { unlink("\(here)/\(name)") }
    }
    let present = Self.entries(of: here) ?? [:]
    for (name, entry) in wanted.sorted(by: { $0.key < $1.key }) {
      let path = prefix + name
      switch entry {
      case .folder:
        if present[name] == nil, mkdir("\(root)/\(path)", 0o755) != 0, errno != EEXIST {
          throw FileSystem.error(errno, writing: "\(root)/\(path)", cache: cache.path)
        }
        try bringUpToDate(path, in: root)
      case .file:
        if present[name] == nil, symlink("\(tree)/\(path)", "\(root)/\(path)") != 0 {
          throw FileSystem.error(errno, writing: "\(root)/\(path)", cache: cache.path)
        }
      }
    }
  }

  /// Whether kbuild made a file or a folder. Of each file that a rule of its makes it keeps the command beside it.
  private func isMade(
    _ name: String, _ entry: Entry, _ prefix: String, beside found: [String: Entry]
  ) -> Bool {
    let path = prefix + name
    if found[".\(name).cmd"] != nil { return true }
    if ["include/config", "include/generated"].contains(path) { return true }
    let parts = path.split(separator: "/")
    if parts.count == 4, parts[0] == "arch", parts[2] == "include", parts[3] == "generated" { return true }
    if prefix.isEmpty {
      if [".git", ".config", ".config.old", ".version", "Module.symvers", "modules.order", "System.map"]
        .contains(name)
      {
        return true
      }
      if [".tmp_", "vmlinux", "modules.builtin"].contains(where: name.hasPrefix) { return true }
    }
    return entry == .file
      && [".o", ".ko", ".a", ".mod", ".cmd", ".d", ".order", ".symvers", ".mod.c", ".dwo", ".gcno"].contains {
        name.hasSuffix($0)
      }
  }

  /// What a folder holds, links not followed.
  private static func entries(of path: String) -> [String: Entry]? {
    guard let folder = opendir(path) else { return nil }
    defer { closedir(folder) }
    var entries: [String: Entry] = [:]
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
      if entry.pointee.d_type == UInt8(DT_UNKNOWN) {
        var status = stat()
        isFolder = lstat("\(path)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      }
      entries[name] = isFolder ? .folder : .file
    }
    return entries
  }
}
