import Foundation
import Glibc

/// Which lines of a kernel's files the compiler gets to see, by what the preprocessor leaves of them.
public struct ActiveLines: Sendable, Equatable {
  /// For each tree-relative path the lines (from 1) that leave tokens, or are a definition of a macro.
  public var lines: [String: Set<Int>] = [:]

  public init() {}

  public func contains(_ path: String, _ line: Int) -> Bool { lines[path]?.contains(line) ?? false }

  /// The same after another file was compiled too.
  public mutating func merge(_ other: ActiveLines) {
    lines.merge(other.lines) { $0.union($1) }
  }

  /// Reads what `clang -E -dD` writes.
  ///
  /// - Parameters:
  ///   - tree: the kernel tree, as file names in the text begin.
  ///   - paths: the tree-relative paths to ask about; others are passed over.
  init(preprocessed text: Data, tree: String, paths: Set<String>) {
    var current: String?
    var line = 0
    text.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
      var position = 0
      while position < bytes.count {
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        let text = bytes[position..<end]
        position = end + 1
        if text.first == UInt8(ascii: "#"), let marker = Self.marker(text) {
          let path = Self.relative(marker.file, tree)
          current = path.flatMap { paths.contains($0) ? $0 : nil }
          line = marker.line
          continue
        }
        if let current, text.contains(where: { $0 > 0x20 }) { lines[current, default: []].insert(line) }
        line += 1
      }
    }
  }

  /// `# 12 "file" flags`
  private static func marker(_ text: Slice<UnsafeRawBufferPointer>) -> (line: Int, file: String)? {
    guard text.count > 4, text[text.startIndex + 1] == UInt8(ascii: " ") else { return nil }
    let words = String(decoding: text, as: UTF8.self).dropFirst(2)
    guard let blank = words.firstIndex(of: " "), let line = Int(words[..<blank]) else { return nil }
    let rest = words[words.index(after: blank)...]
    guard rest.hasPrefix("\""), let end = rest.dropFirst().firstIndex(of: "\"") else { return nil }
    return (line, String(rest[rest.index(after: rest.startIndex)..<end]))
  }

  /// The path in the tree; nil for a file of elsewhere.
  private static func relative(_ file: String, _ tree: String) -> String? {
    guard file.hasPrefix(tree + "/") else { return nil }
    var parts: [Substring] = []
    for part in file.dropFirst(tree.count + 1).split(separator: "/") where part != "." {
      if part == "..", !parts.isEmpty { parts.removeLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}

extension KernelPreparer {
  /// Which lines of some files a spec's compilation gets to see.
  ///
  /// - Parameter paths: tree-relative paths to ask about.
  public func activeLines(
    of paths: Set<String>, spec: String, includeDirectories: [String], kernel: PreparedKernel,
    overlay: [String: String]
  ) async throws(KernelError) -> ActiveLines {
    let folders = includeDirectories.map { "-I" + (FileSystem.realPath($0) ?? $0) }
    return try await activeLines(
      of: paths, source: spec, flags: kernel.flags + ["-I" + kernel.sourceTree] + folders, kernel, overlay)
  }

  /// The same for a file of the tree that is compiled by itself. Where it is known to read none of the paths, nothing is
  /// preprocessed: the kernel's headers take half a second.
  public func activeLines(
    of paths: Set<String>, treeFile: String, kernel: PreparedKernel, overlay: [String: String]
  ) async throws(KernelError) -> ActiveLines {
    let compilation = try await compilation(treeFile, kernel, overlay) { _ in }
    guard try compilation.mayRead(paths) else { return ActiveLines() }
    return try await activeLines(
      of: paths, source: compilation.source, flags: compilation.flags, kernel, overlay)
  }

  private func activeLines(
    of paths: Set<String>, source: String, flags: [String], _ kernel: PreparedKernel,
    _ overlay: [String: String]
  ) async throws(KernelError) -> ActiveLines {
    let text = try await frontend(
      ["-E", "-dD"], source: source, flags: flags, kernel: kernel, overlay: overlay
    ).output
    return ActiveLines(preprocessed: text, tree: kernel.sourceTree, paths: paths)
  }

  /// Runs clang's front end on a file and returns what it writes.
  func frontend(
    _ arguments: [String], source: String, flags: [String], kernel: PreparedKernel, overlay: [String: String]
  ) async throws(KernelError) -> (output: Data, errors: String, succeeded: Bool) {
    let cache = try Cache(at: kernel.cache)
    let output = cache.temporary()
    let errors = cache.temporary()
    let description = cache.temporary() + ".yaml"
    defer { for path in [output, errors, description] { FileSystem.remove(path) } }
    var flags = flags.filter { $0 != "-emit-llvm" }
    if !overlay.isEmpty {
      let text = OverlayDescription.text(sourceTree: kernel.sourceTree, replacements: overlay)
      try FileSystem.writeAtomically(Data(text.utf8), to: description, cache: cache.path)
      flags += ["-ivfsoverlay", description]
    }
    let command = ChildCommand(
      executable: kernel.clang, arguments: flags + arguments + [source], directory: kernel.buildDirectory,
      log: output, errors: errors, cache: cache.path)
    let succeeded = try await command.run()
    return (
      FileManager.default.contents(atPath: output) ?? Data(), FileSystem.text(errors) ?? "", succeeded
    )
  }
}
