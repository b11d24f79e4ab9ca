import Foundation

/// Patches that were read, before a tree is at hand to apply them to.
public struct PatchSeries: Sendable {
  private enum Content: Sendable {
    case patches([Patch])
    /// Of the kernel tree's own repository.
    case commits(PatchSource)
  }

  private let content: Content
  private let options: ApplyOptions
  private let cache: Cache

  /// Reads what can be read without a tree.
  ///
  /// - Throws: `KernelError` for what is no patch.
  public static func read(
    _ sources: [PatchSource], options: ApplyOptions, cache path: String
  ) async throws(KernelError) -> PatchSeries {
    let cache = try Cache(at: path)
    for source in sources {
      switch source {
      case .commits, .worktree:
        guard sources.count == 1 else {
          throw KernelError(
            .input, "commits cannot be given together with anything else",
            hint: "Give one commit or one range.")
        }
        return PatchSeries(content: .commits(source), options: options, cache: cache)
      case .file, .input: continue
      }
    }
    var patches: [Patch] = []
    for source in sources {
      switch source {
      case .file(let path):
        patches += try await read(PatchInput.file(path), name: path, cache)
      case .input: patches += try await read(PatchInput.standardInput(), name: "standard input", cache)
      case .commits, .worktree: continue
      }
    }
    try SeriesPlace.checkIsWhole(patches)
    return PatchSeries(content: .patches(patches), options: options, cache: cache)
  }

  /// Whether a tree that lacks `text` may have it by these patches: they name it, or are commits, before which the tree
  /// need not be as it lies in its folder.
  public func mayBring(_ text: String) -> Bool {
    switch content {
    case .commits: true
    case .patches(let patches): patches.contains { String(decoding: $0.text, as: UTF8.self).contains(text) }
    }
  }

  private static func read(
    _ text: Data, name: String, _ cache: Cache
  ) async throws(KernelError) -> [Patch] {
    if Mailbox.isMail(text) {
      let patches = try await Mailbox(git: Git(cache: cache)).patches(of: text, name: name)
      guard !patches.isEmpty else { throw KernelError(.input, "\(name) holds no patch") }
      return patches
    }
    guard !DiffReader.read(text).files.isEmpty else {
      throw KernelError(.input, "\(name) holds no diff", hint: "Give a unified diff, a mail or a mailbox.")
    }
    return [Patch(title: (name as NSString).lastPathComponent, text: text)]
  }

  /// Applies each patch on top of those before it, to copies of the files of `tree`.
  public func applied(to tree: String) async throws(KernelError) -> AppliedSeries {
    let folder = cache.temporary()
    try FileSystem.makeFolder(folder, cache: cache.path)
    do throws(KernelError) {
      let git = Git(cache: cache)
      var state = TreeState.asIs
      let patches: [Patch]
      switch content {
      case .patches(let given): patches = given
      case .commits(let source):
        let repository = Repository(tree: tree, git: git)
        let selection = try await repository.select(source)
        patches = selection.patches
        state = try await repository.state(at: selection.base, in: folder)
      }
      let base = state
      let application = PatchApplication(tree: tree, git: git, options: options, folder: folder)
      var steps: [PatchStep] = []
      for (index, patch) in patches.enumerated() {
        let number = patches.count == 1 ? "" : " \(index + 1)/\(patches.count)"
        let step = try await application.apply(
          patch, to: state, number: index + 1, name: "patch\(number) '\(patch.title)'")
        steps.append(step)
        state = step.after
      }
      return AppliedSeries(base: base, steps: steps, application: application)
    } catch {
      FileSystem.remove(folder)
      throw error
    }
  }
}

/// Patches applied one on top of the other. The patched files are in a temporary folder.
public struct AppliedSeries: Sendable {
  /// The tree that the first patch is for.
  public let base: TreeState
  public let steps: [PatchStep]
  let application: PatchApplication

  /// All patches as one change.
  public func asOne() async throws(KernelError) -> PatchStep? {
    guard let last = steps.last else { return nil }
    guard steps.count > 1 else { return last }
    let diff = try await application.difference(
      of: base, and: last.after, paths: Set(steps.flatMap { $0.diff.files }.flatMap(\.paths)), name: "all")
    return PatchStep(
      patch: Patch(title: "\(steps.count) patches as one", text: Data()), before: base, after: last.after,
      diff: diff)
  }

  /// Removes the patched files. Call it once nothing reads them any more.
  public func discard() { FileSystem.remove(application.folder) }
}
