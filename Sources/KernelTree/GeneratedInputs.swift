import Foundation

/// Whether a changed tree would be prepared as the tree it comes from: the same configuration, the same
/// generated headers. Only then can its files be compiled with the tree's own preparation.
struct GeneratedInputs {
  var kernel: PreparedKernel
  var state: TreeState

  /// Whether a change touches what the configuration, kbuild's rules or its programs are made of.
  var touchesBuild: Bool {
    state.replaced.keys.contains { path in
      let name = (path as NSString).lastPathComponent
      return ["Kconfig", "Makefile", "Kbuild"].contains(where: name.hasPrefix) || path.hasPrefix("scripts/")
        || path.hasPrefix("tools/objtool/") || path.hasPrefix("tools/include/")
        || [".tbl", ".mk", ".config", "_defconfig", ".sh", ".pl", ".py", ".awk", ".bc"].contains(
          where: path.hasSuffix)
        || path == "kernel/bounds.c" || path.contains("-offsets")
    }
  }

  /// The command files of the assembly that generated headers are cut out of (`bounds.h`, `asm-offsets.h`), of
  /// those that read a changed file.
  var affectedOffsets: [String] {
    let changed = Set(state.replaced.keys.map { kernel.sourceTree + "/" + $0 })
    var found: [String] = []
    for folder in ["kernel", "arch"] {
      let files = FileManager.default.enumerator(atPath: "\(kernel.buildDirectory)/\(folder)")
      while let name = files?.nextObject() as? String {
        guard name.hasSuffix(".s.cmd") else { continue }
        let path = "\(kernel.buildDirectory)/\(folder)/\(name)"
        guard let text = FileSystem.text(path) else { continue }
        if Dependencies.ofCommandFile(text).contains(where: changed.contains) { found.append(path) }
      }
    }
    return found.sorted()
  }

  /// The constants in such an assembly file (include/linux/kbuild.h): `.ascii "->NAME value text"`.
  static func constants(_ assembly: String) -> [Substring] {
    assembly.split(separator: "\n").compactMap { line in
      line.range(of: "\"->").map { line[$0.lowerBound...] }
    }
  }
}

extension KernelPreparer {
  /// The kernel to compile a changed tree with, and what to read in place of that kernel's files.
  ///
  /// Mostly it is `kernel` and the changed files. Where they could change the configuration or a generated
  /// header, a tree of links with the changed files in it is prepared by its own kbuild.
  public func prepared(
    _ state: TreeState, of kernel: PreparedKernel, request: KernelRequest,
    progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> (kernel: PreparedKernel, overlay: [String: String]) {
    guard !state.replaced.isEmpty else { return (kernel, [:]) }
    let inputs = GeneratedInputs(kernel: kernel, state: state)
    var isOwn = inputs.touchesBuild
    if !isOwn {
      for file in inputs.affectedOffsets where try await differ(file, kernel, state) { isOwn = true }
    }
    guard isOwn else { return (kernel, state.overlay) }
    let cache = try Cache(at: kernel.cache)
    let tree = try LinkedTree(tree: kernel.sourceTree, state: state, cache: cache).make()
    var own = request
    own.path = tree
    return (try await prepare(own, progress: progress), [:])
  }

  /// Whether the constants of an assembly file that kbuild keeps are others in `state`.
  private func differ(
    _ commandFile: String, _ kernel: PreparedKernel, _ state: TreeState
  ) async throws(KernelError) -> Bool {
    guard let text = FileSystem.text(commandFile), let words = SavedCommand.words(of: text),
      let name = words.firstIndex(of: "-o").flatMap({ words.indices.contains($0 + 1) ? words[$0 + 1] : nil }),
      let source = words.last, let known = FileSystem.text(kernel.buildDirectory + "/" + name)
    else { return true }
    var flags: [String] = []
    var rest = words.dropFirst().dropLast()
    while let word = rest.popFirst() {
      if word == "-o" {
        _ = rest.popFirst()
      } else if !word.hasPrefix("-Wp,-MMD") && word != "-S" {
        flags.append(word)
      }
    }
    let cache = try Cache(at: kernel.cache)
    let output = cache.temporary()
    defer { FileSystem.remove(output) }
    let answer = try await frontend(
      ["-w", "-S", "-o", output], source: source, flags: flags, kernel: kernel, overlay: state.overlay)
    // What does not compile is told when the unit is compiled.
    guard answer.succeeded, let new = FileSystem.text(output) else { return false }
    return GeneratedInputs.constants(new) != GeneratedInputs.constants(known)
  }
}
