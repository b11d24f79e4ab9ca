import Glibc

/// Which files a patch may touch: those below the top of the tree, text, not through symbolic links.
struct PatchPaths {
  var tree: String
  /// What to call the patch.
  var name: String

  func check(_ file: FileDiff) throws(KernelError) {
    for written in file.writtenNames where written != "/dev/null" {
      if written.hasPrefix("/") || written.split(separator: "/").contains("..") {
        throw KernelError(.input, "\(name) touches a file outside the tree: \(written)")
      }
    }
    for path in file.paths {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
        throw KernelError(.input, "\(name) touches a file outside the tree: \(path)")
      }
      if parts.contains(where: { $0.lowercased() == ".git" }) {
        throw KernelError(.input, "\(name) touches git's own files: \(path)")
      }
      var folder = tree
      for part in parts {
        folder += "/" + part
        var status = stat()
        guard lstat(folder, &status) == 0 else { break }
        if status.st_mode & S_IFMT == S_IFLNK {
          throw KernelError(
            .input, "\(name) touches \(path), which lies behind the symbolic link \(folder)",
            hint: "Give the path of the file itself.")
        }
      }
    }
    if file.isBinary { throw KernelError(.input, "\(name) changes \(file.path), which is not text") }
    if file.isLink {
      throw KernelError(.input, "\(name) changes \(file.path), a symbolic link or a submodule")
    }
  }
}
