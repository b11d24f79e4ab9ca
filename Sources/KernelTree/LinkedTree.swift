import Foundation
import Glibc

/// A kernel tree made of links to another one, with changed files of its own.
struct LinkedTree {
  var tree: String
  var state: TreeState
  var cache: Cache

  /// Makes it in the cache, or finds it there.
  func make() throws(KernelError) -> String {
    var parts = ["linked", tree]
    for (path, file) in state.replaced.sorted(by: { $0.key < $1.key }) where !state.removed.contains(path) {
      guard let data = FileManager.default.contents(atPath: file) else {
        throw KernelError(.environment, "cannot read \(file)")
      }
      parts += [path, Digest.of(data)]
    }
    parts += ["removed"] + state.removed.sorted()
    let path = cache.tree("patched-\(Digest.of(parts).prefix(16))")
    if FileSystem.isFolder(path) { return path }
    let temporary = cache.temporary()
    do throws(KernelError) {
      try link("", in: temporary)
      try FileSystem.move(temporary, to: path, cache: cache.path)
    } catch {
      cache.remove(temporary)
      // Another process may have made the same tree meanwhile.
      if FileSystem.isFolder(path) { return path }
      throw error
    }
    return path
  }

  /// A folder that holds changed files is a folder of our own; all else in it is a link.
  private func link(_ folder: String, in root: String) throws(KernelError) {
    let prefix = folder.isEmpty ? "" : folder + "/"
    let inside = state.replaced.keys.filter { $0.hasPrefix(prefix) }
    let changed = Set(inside.map { String($0.dropFirst(prefix.count).prefix { $0 != "/" }) })
    try FileSystem.makeFolder("\(root)/\(folder)", cache: cache.path)
    let present = (try? FileManager.default.contentsOfDirectory(atPath: "\(tree)/\(folder)")) ?? []
    for name in Set(present).union(changed).sorted() where name != ".git" {
      let path = prefix + name
      if !changed.contains(name) {
        guard symlink("\(tree)/\(path)", "\(root)/\(path)") == 0 else {
          throw FileSystem.error(errno, writing: "\(root)/\(path)", cache: cache.path)
        }
      } else if let file = state.replaced[path] {
        guard !state.removed.contains(path) else { continue }
        guard let data = FileManager.default.contents(atPath: file) else {
          throw KernelError(.environment, "cannot read \(file)")
        }
        try FileSystem.writeAtomically(data, to: "\(root)/\(path)", cache: cache.path)
        // kbuild runs scripts by their names.
        if access("\(tree)/\(path)", X_OK) == 0 { chmod("\(root)/\(path)", 0o755) }
      } else {
        try link(path, in: root)
      }
    }
  }
}
