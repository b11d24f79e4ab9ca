import Foundation

/// A git repository whose work tree is a real kernel: all of it links to the tree under test but mm/memory.c,
/// the one file under version control.
final class GitTree: Sendable {
  let path: String

  /// - Parameter name: the tree's path, and with it its preparation, is the same in the next run.
  init(_ name: String, of kernel: KernelUnderTest) throws {
    path = "\(kernel.scratch)/git/\(name)"
    let files = FileManager.default
    if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
    let original = kernel.kernel.sourceTree
    for part in ["", "mm"] {
      let (from, to) = (original + "/" + part, path + "/" + part)
      try files.createDirectory(atPath: to, withIntermediateDirectories: true)
      for entry in try files.contentsOfDirectory(atPath: from) where entry != "mm" && entry != "memory.c" {
        try files.createSymbolicLink(atPath: to + "/" + entry, withDestinationPath: from + "/" + entry)
      }
    }
    try files.copyItem(atPath: original + "/mm/memory.c", toPath: path + "/mm/memory.c")
    try git(
      "init -q -b main . && echo '*' > .git/info/exclude && git add -f mm/memory.c && git commit -q -m base")
  }

  @discardableResult
  func git(_ words: String) throws -> String { try Shell.run("git " + words, in: path) }

  func edit(_ edit: SeededEdit) throws {
    let file = path + "/mm/memory.c"
    try edit.applied(to: String(contentsOfFile: file, encoding: .utf8))
      .write(toFile: file, atomically: true, encoding: .utf8)
  }

  func commit(_ name: String) throws {
    let known = (SeededBugs.all + NeutralEdits.all).first { $0.name == name }
    guard let known else { throw EditError(description: "no edit \(name)") }
    try edit(known)
    try git("commit -q -a -m 'mm: \(name)'")
  }

  var status: String { get throws { try git("status --porcelain && git rev-parse HEAD") } }
}
