import Foundation

/// One run of a kernel's kbuild in the cache, from `defconfig` to the flags of `mm/memory.c`.
struct Preparation {
  /// The tree that is compiled, and the one that the user named.
  var tree: String
  var userTree: String
  var architecture: String
  var configuration: ConfigSource
  var tools: Toolchain
  var clangVersion: String
  var cache: Cache
  var jobs: Int

  /// What a finished preparation leaves, written last: its presence says that the folder is whole.
  private struct Stamp: Codable {
    var kernel: PreparedKernel
    var files: [FileStamp]
  }

  /// Raised when the meaning of the cache's contents changes.
  private static let layout = "2"

  func run(progress: @Sendable (KernelProgress) -> Void) async throws(KernelError) -> PreparedKernel {
    guard let version = SourceTree.version(of: tree) else {
      throw KernelError(.input, "\(tree) is not a kernel source tree")
    }
    let digest = Digest.of([
      Preparation.layout, tree, architecture, configuration.key(for: architecture), tools.clang, clangVersion,
    ])
    let key = "\(version)-\(architecture)-\(digest.prefix(16))"
    let build = cache.build(key)
    if let kernel = finished(build) { return kernel }
    let lock = try await CacheLock.acquire(cache.lock(key), cache: cache.path) {
      progress(.waiting(subject: "linux \(version)"))
    }
    defer { withExtendedLifetime(lock) {} }
    if let kernel = finished(build) { return kernel }

    cache.discard(build)
    do throws(KernelError) {
      try FileSystem.makeFolder(build, cache: cache.path)
      return try await make(in: build, version: version, key: key, progress: progress)
    } catch {
      cache.discard(build)
      throw error
    }
  }

  private func stampPath(_ build: String) -> String { build + "/.pteproof.json" }

  /// The kernel that stands in `build` if nothing it was made from has changed since.
  private func finished(_ build: String) -> PreparedKernel? {
    guard let data = FileManager.default.contents(atPath: stampPath(build)),
      var stamp = try? JSONDecoder().decode(Stamp.self, from: data), stamp.files.allSatisfy(\.holds)
    else { return nil }
    // The same text under another name is the same preparation.
    stamp.kernel.configDescription = configuration.description
    return stamp.kernel
  }

  private func make(
    in build: String, version: String, key: String, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> PreparedKernel {
    let config = build + "/.config"
    progress(.configuring(source: configuration.description))
    switch configuration {
    case .fragment(let fragment, _):
      try await kbuild("defconfig", in: build, key: key)
      let text = (FileSystem.text(config) ?? "") + fragment.text(for: architecture)
      try FileSystem.writeAtomically(Data(text.utf8), to: config, cache: cache.path)
    case .file(_, let text):
      try FileSystem.writeAtomically(Data(text.utf8), to: config, cache: cache.path)
    }
    try await kbuild("olddefconfig", in: build, key: key)
    let found = KernelConfig(text: FileSystem.text(config) ?? "")
    if let symbol = found.missing(from: configuration.wanted, architecture: architecture) {
      throw configuration.error(missing: symbol, version: version)
    }

    progress(.preparing(version: version))
    try await kbuild("mm/memory.i", in: build, key: key)
    guard let text = FileSystem.text(build + "/mm/.memory.i.cmd"), let command = SavedCommand.words(of: text)
    else {
      throw KernelError(
        .kbuild, "kbuild kept no command line for mm/memory.c", hint: "Its log is \(cache.log(key)).")
    }
    let flags = BitcodeFlags.make(from: command)
    // Megabytes that nothing reads again.
    FileSystem.remove(build + "/mm/memory.i")
    let identity = Digest.of(
      [version, architecture, clangVersion, FileSystem.text(config) ?? ""]
        + flags.map { $0.replacingOccurrences(of: tree, with: "") })
    let kernel = PreparedKernel(
      sourceTree: tree, userTree: userTree, buildDirectory: build, version: version,
      architecture: architecture,
      configDescription: configuration.description,
      configDeviations: found.deviations(from: configuration.wanted, architecture: architecture),
      clang: tools.clang,
      clangVersion: clangVersion, clangMajor: tools.major, flags: flags, cache: cache.path, identity: identity
    )
    let stamp = Stamp(kernel: kernel, files: KbuildInputs(tree: tree, build: build).stamps())
    guard let data = try? JSONEncoder().encode(stamp) else {
      throw KernelError(.environment, "cannot describe the prepared kernel")
    }
    try FileSystem.writeAtomically(data, to: stampPath(build), cache: cache.path)
    return kernel
  }

  private func kbuild(_ target: String, in build: String, key: String) async throws(KernelError) {
    try await Kbuild(
      tree: tree, build: build, architecture: architecture, major: tools.major, cache: cache, jobs: jobs,
      log: cache.log(key)
    ).make(target)
  }
}
