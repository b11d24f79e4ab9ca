import Foundation

/// What a file of the tree is for, by its name, where it is no C.
struct ChangedFile {
  let path: String

  init(_ path: String) { self.path = path }

  private var name: String { (path as NSString).lastPathComponent }

  /// Whether it is for people only: nothing is compiled of it.
  var isProse: Bool {
    if path.hasPrefix("Documentation/") || path.hasPrefix("LICENSES/") { return true }
    if [
      "MAINTAINERS", "CREDITS", "COPYING", "README", ".mailmap", ".gitignore", ".gitattributes",
      ".editorconfig",
      ".clang-format",
    ].contains(name) {
      return true
    }
    return [".rst", ".txt", ".md"].contains { name.hasSuffix($0) }
  }

  /// Whether it is an input of kbuild.
  var isBuild: Bool {
    path.hasPrefix("scripts/") || ["Kconfig", "Makefile", "Kbuild"].contains { name.hasPrefix($0) }
      || [".config", "_defconfig", ".mk"].contains { name.hasSuffix($0) }
  }
}
