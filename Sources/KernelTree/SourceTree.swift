/// Checks of a kernel source tree, and what its Makefile says.
enum SourceTree {
  /// Throws unless `path` (absolute, without links) is a kernel tree. One that was built in place is one, too (`CleanTree`).
  static func check(_ path: String, architecture: String) throws(KernelError) {
    guard version(of: path) != nil, FileSystem.isFile(path + "/mm/memory.c"),
      FileSystem.isFile(path + "/scripts/Makefile.build"), FileSystem.isFile(path + "/Kconfig")
    else {
      throw KernelError(
        .input, "\(path) is not a kernel source tree",
        hint: "A tree has a Makefile with VERSION and PATCHLEVEL, and mm/memory.c.")
    }
    try checkName(path, what: "the kernel tree")
    let source = sourceArchitecture(architecture)
    guard FileSystem.isFolder("\(path)/arch/\(source)") else {
      throw KernelError(.input, "\(path) has no arch/\(source)", hint: "Give a complete kernel source tree.")
    }
  }

  /// Throws where kbuild or make would stumble over the characters of `path`.
  static func checkName(_ path: String, what: String) throws(KernelError) {
    let bad: Set<Character> = [
      " ", "\t", "\n", ":", "'", "\"", "\\", "$", "#", "%", "&", ";", "|", "(", ")", "<", ">", "*", "?", "`",
      ",", "=",
    ]
    guard let character = path.first(where: bad.contains) else { return }
    let name = character.isWhitespace ? "a blank" : "'\(character)'"
    throw KernelError(
      .input, "the path of \(what) contains \(name), which kbuild cannot handle: \(path)",
      hint: "Use a path of letters, digits, '.', '_', '-' and '+'.")
  }

  /// The folder under `arch/` for kbuild's `ARCH`.
  static func sourceArchitecture(_ architecture: String) -> String {
    architecture == "x86_64" ? "x86" : architecture
  }

  /// The version in the top Makefile, as `make kernelversion` prints it; nil where there is none.
  static func version(of path: String) -> String? {
    guard FileSystem.isFile(path + "/Makefile"), let text = FileSystem.text(path + "/Makefile") else {
      return nil
    }
    var fields: [Substring: Substring] = [:]
    for line in text.split(separator: "\n").prefix(30) {
      guard let equals = line.firstIndex(of: "=") else { continue }
      let name = line[..<equals].trimmed
      if fields[name] == nil { fields[name] = line[line.index(after: equals)...].trimmed }
    }
    guard let major = fields["VERSION"], Int(major) != nil, let minor = fields["PATCHLEVEL"],
      Int(minor) != nil
    else {
      return nil
    }
    let sublevel = fields["SUBLEVEL"].flatMap { $0.isEmpty ? nil : "." + $0 } ?? ""
    return "\(major).\(minor)\(sublevel)\(fields["EXTRAVERSION"] ?? "")"
  }
}

extension Substring {
  /// Without blanks at either end.
  fileprivate var trimmed: Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
