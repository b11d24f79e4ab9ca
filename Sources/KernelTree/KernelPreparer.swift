import Foundation

/// Makes a kernel compilable for proofs: unpacks it, lets its own kbuild configure it and write its generated
/// headers, all in a cache, and compiles files of it to bitcode. What is there and unchanged is not made again.
///
/// The source tree is never written to. Work in the cache is guarded by locks, so several processes may share
/// it. Cancelling the task ends the children and removes what was half made.
public struct KernelPreparer: Sendable {
  /// The major version of clang to use; nil for the newest that is installed.
  let clangMajor: Int?
  /// How many jobs make may run.
  let jobs: Int
  /// Where programs are looked for, as in `PATH`.
  let searchPath: String

  /// - Parameter clangMajor: the major of the LLVM that will read the bitcode; nil for the newest clang.
  public init(
    clangMajor: Int? = nil, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
  ) {
    self.clangMajor = clangMajor
    self.jobs = jobs
    self.searchPath = searchPath
  }

  /// Prepares the kernel that `request` names; quick when that was done before and nothing has changed.
  public func prepare(
    _ request: KernelRequest, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> PreparedKernel {
    guard ["x86_64", "arm64"].contains(request.architecture) else {
      throw KernelError(
        .input, "the architecture \(request.architecture) is not supported",
        hint: "Known are x86_64 and arm64.")
    }
    guard let path = FileSystem.realPath(request.path) else {
      throw KernelError(
        .input, "there is no \(request.path)", hint: "Give a kernel source tree or a tarball of one.")
    }
    // What the user names is looked at before a tarball is unpacked.
    let known = try source(of: request.configuration)
    if FileSystem.isFolder(path) {
      try SourceTree.check(path, architecture: request.architecture)
      for need in request.needs { try need.check(path) }
    }
    let tools = try Toolchain.find(major: clangMajor, path: searchPath)
    let cache = try Cache(at: request.cache)
    try SourceTree.checkName(cache.path, what: "the cache")
    let tree = FileSystem.isFolder(path) ? path : try await unpack(path, cache: cache, progress: progress)
    if tree != path {
      try SourceTree.check(tree, architecture: request.architecture)
      for need in request.needs { try need.check(tree) }
    }
    let configuration =
      if let known { known } else {
        try await DistributionConfig(tree: tree, architecture: request.architecture, cache: cache).source()
      }
    let source = SourceTree.sourceArchitecture(request.architecture)
    var clean = tree
    if CleanTree.isNeeded(for: tree, architecture: source) {
      clean = try await CleanTree(tree: tree, architecture: source, cache: cache).make()
    }
    let kernel = try await Preparation(
      tree: clean, userTree: tree, architecture: request.architecture, configuration: configuration,
      tools: tools,
      clangVersion: try await clangVersion(tools, cache: cache), cache: cache, jobs: jobs
    ).run(progress: progress)
    guard let probes = request.probes else { return kernel }
    return try await probed(kernel, file: probes, progress: progress)
  }

  /// Where a configuration comes from; nil where that depends on the tree.
  private func source(of configuration: KernelConfiguration) throws(KernelError) -> ConfigSource? {
    switch configuration {
    case .debug: .fragment(.debug, name: configuration.name)
    case .plain: .fragment(.plain, name: configuration.name)
    case .distro: nil
    case .file(let path): try ConfigSource(file: path)
    }
  }

  /// Compiles a spec in one unit with the kernel code that it includes.
  ///
  /// - Parameters:
  ///   - spec: the spec's C file.
  ///   - includeDirectories: folders of the spec's own headers.
  ///   - definitions: macros, as `NAME=VALUE`.
  ///   - overlay: tree-relative paths and the files to read in their place.
  /// - Returns: the path of the bitcode file, in the cache.
  public func compile(
    spec: String, includeDirectories: [String], definitions: [String] = [], kernel: PreparedKernel,
    overlay: [String: String], progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> String {
    guard let path = FileSystem.realPath(spec) else { throw KernelError(.input, "there is no spec \(spec)") }
    let folders = includeDirectories.map { "-I" + (FileSystem.realPath($0) ?? $0) }
    return try await Compilation(
      source: path, name: (path as NSString).lastPathComponent,
      flags: kernel.flags + ["-I" + kernel.sourceTree] + folders + definitions.map { "-D" + $0 },
      overlay: overlay, kernel: kernel
    ).run(progress: progress)
  }

  /// Compiles a file of the tree by itself, with the flags that kbuild has for it.
  ///
  /// - Parameter relative: the file's path in the tree, for example `arch/x86/mm/pgtable.c`.
  public func compileTreeFile(
    _ relative: String, kernel: PreparedKernel, overlay: [String: String],
    progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> String {
    let path = kernel.sourceTree + "/" + relative
    guard FileSystem.isFile(path) || overlay[relative] != nil else {
      throw KernelError(.input, "this kernel (\(kernel.version)) has no \(relative)")
    }
    return try await compilation(relative, kernel, overlay, progress: progress).run(progress: progress)
  }

  /// The compilation of a file of the tree by itself.
  func compilation(
    _ relative: String, _ kernel: PreparedKernel, _ overlay: [String: String],
    progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> Compilation {
    Compilation(
      source: kernel.sourceTree + "/" + relative, name: relative,
      flags: try await treeFlags(relative, kernel: kernel, progress: progress), overlay: overlay,
      kernel: kernel)
  }

  private func clangVersion(_ tools: Toolchain, cache: Cache) async throws(KernelError) -> String {
    let log = cache.temporary()
    defer { FileSystem.remove(log) }
    let command = ChildCommand(
      executable: tools.clang, arguments: ["--version"], directory: "/", log: log, cache: cache.path)
    guard try await command.run(), let line = command.logText.split(separator: "\n").first else {
      throw KernelError(.environment, "\(tools.clang) --version fails", hint: "Install \(tools.clang) anew.")
    }
    return String(line)
  }
}
