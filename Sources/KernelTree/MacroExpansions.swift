import Foundation

/// A macro's definition in a file of the tree.
public struct MacroDefinition: Sendable, Hashable {
  /// Relative to the tree.
  public var path: String
  public var name: String
  /// The last line of the definition, from 1.
  public var lastLine: Int

  public init(path: String, name: String, lastLine: Int) {
    self.path = path
    self.name = name
    self.lastLine = lastLine
  }
}

extension KernelPreparer {
  /// Which of some macros are expanded anywhere in a spec's compilation.
  ///
  /// clang is asked: a pragma after the definition marks the macro as deprecated, and each expansion is then
  /// warned of.
  public func expanded(
    of macros: Set<MacroDefinition>, spec: String, includeDirectories: [String], kernel: PreparedKernel,
    overlay: [String: String]
  ) async throws(KernelError) -> Set<MacroDefinition> {
    guard !macros.isEmpty else { return [] }
    let cache = try Cache(at: kernel.cache)
    let folder = cache.temporary()
    defer { FileSystem.remove(folder) }
    try FileSystem.makeFolder(folder, cache: cache.path)
    var marked = overlay
    for (number, entry) in Dictionary(grouping: macros, by: \.path).sorted(by: { $0.key < $1.key })
      .enumerated()
    {
      let path = overlay[entry.key] ?? kernel.sourceTree + "/" + entry.key
      var lines = (FileSystem.text(path) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        .map(String.init)
      for macro in entry.value.sorted(by: { $0.lastLine > $1.lastLine }) where macro.lastLine <= lines.count {
        lines.insert("#pragma clang deprecated(\(macro.name))", at: macro.lastLine)
      }
      let copy = "\(folder)/\(number)"
      try FileSystem.writeAtomically(Data(lines.joined(separator: "\n").utf8), to: copy, cache: cache.path)
      marked[entry.key] = copy
    }
    let folders = includeDirectories.map { "-I" + (FileSystem.realPath($0) ?? $0) }
    let answer = try await frontend(
      ["-fsyntax-only", "-Wno-everything", "-Wdeprecated-pragma"], source: spec,
      flags: kernel.flags.filter { $0 != "-w" } + ["-I" + kernel.sourceTree] + folders, kernel: kernel,
      overlay: marked)
    let names = Set(
      answer.errors.components(separatedBy: "warning: macro '").dropFirst().map { piece in
        String(piece.prefix { $0 != "'" })
      })
    return macros.filter { names.contains($0.name) }
  }
}
