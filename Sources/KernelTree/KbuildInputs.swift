import Foundation

/// The files from which kbuild made what stands in its output folder, by its own account.
struct KbuildInputs {
  var tree: String
  var build: String

  /// The files as they are now. Files that only `mm/memory.c` includes do not count, but for the generated
  /// ones: compiling checks its own inputs, and an edited header need not configure the kernel anew.
  func stamps() -> [FileStamp] {
    var paths: Set<String> = [
      build + "/.config", tree + "/Makefile", tree + "/mm/Makefile", tree + "/Kbuild",
    ]
    for folder in ["scripts", "arch/x86", "arch/arm64"] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(tree)/\(folder)")) ?? []
      for name in names where name.hasPrefix("Makefile") || name.hasPrefix("Kbuild") {
        paths.insert("\(tree)/\(folder)/\(name)")
      }
    }
    let files = FileManager.default.enumerator(atPath: build)
    while let name = files?.nextObject() as? String {
      guard name.hasSuffix(".cmd"), let text = FileSystem.text(build + "/" + name) else { continue }
      let memory = name == "mm/.memory.i.cmd"
      for file in Dependencies.ofCommandFile(text) {
        guard let path = resolve(file) else { continue }
        if memory && !path.hasPrefix(build + "/") { continue }
        paths.insert(path)
      }
    }
    return paths.sorted().compactMap { FileStamp(of: $0) }
  }

  /// The absolute path of a file of the tree or of the output folder; nil for any other, such as the host's.
  private func resolve(_ file: String) -> String? {
    if file.hasPrefix(tree + "/") || file.hasPrefix(build + "/") { return file }
    if file.hasPrefix("/") { return nil }
    return [build + "/" + file, tree + "/" + file].first(where: FileSystem.isFile)
  }
}
