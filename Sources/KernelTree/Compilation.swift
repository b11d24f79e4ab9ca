import Foundation

/// One file's way to bitcode, by clang or out of the cache.
struct Compilation {
  /// The C file, absolute.
  var source: String
  /// Its name for people.
  var name: String
  var flags: [String]
  /// Tree-relative paths and the files to read in their place.
  var overlay: [String: String]
  var kernel: PreparedKernel

  /// What is kept beside the bitcode: the files it was made from, and its own digest against corruption.
  private struct Entry: Codable {
    var bitcode: String
    var inputs: [FileStamp]

    /// Whether one of some files, by absolute paths, is an input.
    func reads(_ paths: [String]) -> Bool {
      let paths = Set(paths.flatMap(Self.names))
      return inputs.contains { !paths.isDisjoint(with: Self.names($0.path)) }
    }

    /// What the same file may be called.
    private static func names(_ path: String) -> [String] {
      [path, URL(fileURLWithPath: path).standardizedFileURL.path, FileSystem.realPath(path) ?? path]
    }
  }

  func run(progress: @Sendable (KernelProgress) -> Void) async throws(KernelError) -> String {
    let cache = try Cache(at: kernel.cache)
    let replacements = try replacements()
    let key = try key(replacements)
    let bitcode = path(key, cache)
    if isWhole(bitcode) {
      progress(.reused(file: name))
      return bitcode
    }
    if let same = try withoutReplacements(replacements, cache) {
      progress(.reused(file: name))
      return same
    }
    let lock = try await CacheLock.acquire(cache.lock(key), cache: cache.path) {
      progress(.waiting(subject: name))
    }
    defer { withExtendedLifetime(lock) {} }
    if isWhole(bitcode) {
      progress(.reused(file: name))
      return bitcode
    }
    progress(.compiling(file: name))
    try await compile(to: bitcode, key: key, replacements: replacements, cache: cache)
    return bitcode
  }

  /// The bitcode of the tree as it is, if that was made from none of the files that are replaced: a patch of one C file
  /// leaves another one as it was. A file that the tree does not have may be found in another's place, so that then nothing
  /// is known.
  private func withoutReplacements(
    _ replacements: [String: String], _ cache: Cache
  ) throws(KernelError) -> String? {
    let replaced = replacements.keys.map { kernel.sourceTree + "/" + $0 }
    guard !replaced.isEmpty, replaced.allSatisfy(FileSystem.isFile) else { return nil }
    let bitcode = path(try key([:]), cache)
    guard isWhole(bitcode), let entry = entry(of: bitcode) else { return nil }
    return entry.reads(replaced) ? nil : bitcode
  }

  /// Whether the compilation reads one of some files of the tree, by what is known of it since it was run; true
  /// where that is not known.
  func mayRead(_ paths: Set<String>) throws(KernelError) -> Bool {
    let cache = try Cache(at: kernel.cache)
    let replacements = try replacements()
    let own = path(try key(replacements), cache)
    let absolute = paths.map { kernel.sourceTree + "/" + $0 }
    if isWhole(own), let entry = entry(of: own) {
      // Replaced files are not listed, read or not.
      return !paths.isDisjoint(with: replacements.keys) || entry.reads(absolute)
    }
    guard let same = try withoutReplacements(replacements, cache), let entry = entry(of: same) else {
      return true
    }
    return entry.reads(absolute)
  }

  /// The files of the overlay by their own paths.
  private func replacements() throws(KernelError) -> [String: String] {
    var replacements: [String: String] = [:]
    for (relative, path) in overlay {
      guard let real = FileSystem.realPath(path) else { throw KernelError(.input, "there is no \(path)") }
      replacements[relative] = real
    }
    return replacements
  }

  private func path(_ key: String, _ cache: Cache) -> String { "\(cache.path)/bitcode/\(key).bc" }

  /// Names the result by all that decides it but the files that clang itself finds; those are checked by the
  /// list it writes.
  private func key(_ replacements: [String: String]) throws(KernelError) -> String {
    var parts =
      [kernel.identity, kernel.buildDirectory, kernel.sourceTree, kernel.clangVersion, source, "flags"]
      + flags
    for (relative, path) in replacements.sorted(by: { $0.key < $1.key }) {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw KernelError(.input, "cannot read \(path)")
      }
      parts += ["overlay", relative, Digest.of(data)]
    }
    let stem = ((source as NSString).lastPathComponent as NSString).deletingPathExtension
    return "\(stem)-\(Digest.of(parts).prefix(32))"
  }

  private func entryPath(_ bitcode: String) -> String { bitcode + ".json" }

  /// Whether `bitcode` stands in the cache, uncorrupted, and its inputs are as they were.
  private func isWhole(_ bitcode: String) -> Bool {
    guard let entry = entry(of: bitcode), let data = FileManager.default.contents(atPath: bitcode),
      Digest.of(data) == entry.bitcode
    else { return false }
    return entry.inputs.allSatisfy(\.holds)
  }

  private func entry(of bitcode: String) -> Entry? {
    FileManager.default.contents(atPath: entryPath(bitcode)).flatMap {
      try? JSONDecoder().decode(Entry.self, from: $0)
    }
  }

  private func compile(
    to bitcode: String, key: String, replacements: [String: String], cache: Cache
  ) async throws(KernelError) {
    let temporary = cache.temporary()
    let rules = temporary + ".d"
    let object = temporary + ".bc"
    let description = temporary + ".yaml"
    defer { for path in [rules, object, description] { FileSystem.remove(path) } }

    var arguments = flags
    if !replacements.isEmpty {
      let text = OverlayDescription.text(sourceTree: kernel.sourceTree, replacements: replacements)
      try FileSystem.writeAtomically(Data(text.utf8), to: description, cache: cache.path)
      arguments += ["-ivfsoverlay", description]
    }
    arguments += ["-MD", "-MF", rules, "-c", "-o", object, source]
    let command = ChildCommand(
      executable: kernel.clang, arguments: arguments, directory: kernel.buildDirectory, log: cache.log(key),
      cache: cache.path)
    guard try await command.run() else { throw failure(command.logText, log: command.log, cache: cache) }
    guard let data = FileManager.default.contents(atPath: object), let list = FileSystem.text(rules) else {
      throw KernelError(
        .environment, "\(kernel.clang) wrote no bitcode for \(name)", hint: "Its log is \(command.log).")
    }
    let replaced = Set(replacements.keys.map { kernel.sourceTree + "/" + $0 })
    var inputs: [FileStamp] = []
    for file in [source] + Dependencies.ofRule(list) {
      let path = file.hasPrefix("/") ? file : kernel.buildDirectory + "/" + file
      // The overlay's contents are in the key; the tree's file behind them was not read.
      if replaced.contains(path) || path == description { continue }
      guard let stamp = FileStamp(of: path) else {
        throw KernelError(.environment, "\(path) vanished while \(name) was compiled", hint: "Run again.")
      }
      inputs.append(stamp)
    }
    guard let entry = try? JSONEncoder().encode(Entry(bitcode: Digest.of(data), inputs: inputs)) else {
      throw KernelError(.environment, "cannot describe the bitcode of \(name)")
    }
    // The entry goes first: with a new entry beside old bitcode the digests differ, which reads as absent.
    FileSystem.remove(entryPath(bitcode))
    try FileSystem.move(object, to: bitcode, cache: cache.path)
    try FileSystem.writeAtomically(entry, to: entryPath(bitcode), cache: cache.path)
    FileSystem.remove(command.log)
  }

  /// clang's complaint as one line; what the kernel lacks is listed for the caller.
  func failure(_ output: String, log: String, cache: Cache) -> KernelError {
    if FileSystem.ranOutOfSpace(output, cache: cache.path) { return FileSystem.noSpace(in: cache.path) }
    var undeclared: [String] = []
    for sign in ["call to undeclared function '", "use of undeclared identifier '"] {
      for piece in output.components(separatedBy: sign).dropFirst() {
        let identifier = String(piece.prefix { $0 != "'" })
        if !undeclared.contains(identifier) { undeclared.append(identifier) }
      }
    }
    let line = output.split(separator: "\n").first { $0.contains("error:") } ?? "clang gave no reason"
    return KernelError(
      .compilation(undeclared: undeclared),
      "\(name) does not compile\(kernel.version.isEmpty ? "" : " with linux \(kernel.version)"): \(line)",
      hint: "clang's output is in \(log).")
  }
}
