import Foundation

/// The git repository that a kernel tree is the work tree of.
struct Repository {
  var tree: String
  var git: Git

  /// What the user's words for commits mean.
  struct Selection {
    /// The commit that the changes start from.
    var base: String
    var patches: [Patch]
  }

  func select(_ source: PatchSource) async throws(KernelError) -> Selection {
    try await checkTop(source)
    switch source {
    case .worktree:
      let base = try await commit("HEAD")
      let diff = try await output(["diff"] + Git.plainDiff + prefixes + [base, "--"])
      guard !diff.data.isEmpty else {
        throw KernelError(.input, "the working files of \(tree) are as in HEAD", hint: "There is no change.")
      }
      return Selection(base: base, patches: [Patch(title: "the working files", text: diff.data)])
    case .commits(let words): return try await select(words)
    case .file, .input: throw KernelError(.input, "a file is no commit")
    }
  }

  private func select(_ words: String) async throws(KernelError) -> Selection {
    guard let dots = words.range(of: "...") ?? words.range(of: "..") else {
      let head = try await commit(words)
      let base = try await commit(head + "^", called: "the parent of \(words)")
      return Selection(base: base, patches: [try await patch(base, head)])
    }
    func end(_ text: Substring) -> String { text.isEmpty ? "HEAD" : String(text) }
    let first = try await commit(end(words[..<dots.lowerBound]))
    let head = try await commit(end(words[dots.upperBound...]))
    let base = try await output(["merge-base", first, head]).text
    guard words[dots] == "..." || base == first else {
      throw KernelError(
        .input, "\(words): the first is not an ancestor of the second", hint: "A...B starts where they part.")
    }
    let commits = try await output(["rev-list", "--reverse", "--topo-order", "\(base)..\(head)"]).text
      .split(separator: "\n").map(String.init)
    guard !commits.isEmpty else { throw KernelError(.input, "there is no commit in \(words)") }
    let merges = try await output(["rev-list", "--merges", "\(base)..\(head)"]).text
    if !merges.isEmpty {
      // What a merge brings is in no patch of its own: the whole is one change.
      let diff = try await output(["diff"] + Git.plainDiff + prefixes + [base, head, "--"]).data
      return Selection(
        base: base, patches: [Patch(title: "\(words), \(commits.count) commits with merges", text: diff)])
    }
    var patches: [Patch] = []
    var parent = base
    for commit in commits {
      patches.append(try await patch(parent, commit))
      parent = commit
    }
    return Selection(base: base, patches: patches)
  }

  /// The tree as it is in a commit: where the working files differ from it, the commit's.
  func state(at commit: String, in folder: String) async throws(KernelError) -> TreeState {
    let names = try await output(
      ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", commit, "--"]
    ).data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    var state = TreeState.asIs
    let files = folder + "/base"
    for name in names {
      let entry = try await output(["ls-tree", "-z", commit, "--", ":(literal)" + name]).text
      if entry.isEmpty {
        try state.remove(name, in: folder, cache: git.cache.path)
      } else if entry.hasPrefix("100") {
        let blob = try await output(["cat-file", "blob", "\(commit):\(name)"])
        let path = files + "/" + name
        try FileSystem.makeFolder((path as NSString).deletingLastPathComponent, cache: git.cache.path)
        try FileSystem.writeAtomically(blob.data, to: path, cache: git.cache.path)
        state.replaced[name] = path
      }
    }
    return state
  }

  // MARK: Asking git

  private let prefixes = ["--src-prefix=a/", "--dst-prefix=b/"]

  init(tree: String, git: Git) {
    self.tree = tree
    self.git = git
  }

  private func patch(_ parent: String, _ commit: String) async throws(KernelError) -> Patch {
    let title = try await output(["log", "-1", "--no-show-signature", "--format=%s", commit, "--"]).text
    let diff = try await output(["diff"] + Git.plainDiff + prefixes + [parent, commit, "--"]).data
    guard !diff.isEmpty else {
      throw KernelError(.input, "the commit \(commit.prefix(12)) '\(title)' changes nothing")
    }
    return Patch(title: title, text: diff)
  }

  private func checkTop(_ source: PatchSource) async throws(KernelError) {
    // What is no commit was perhaps meant to be a file.
    var missing = ""
    if case .commits(let words) = source { missing = "there is no file \(words), and " }
    let top = try await git.run(["rev-parse", "--show-prefix"], in: tree)
    guard top.succeeded else {
      throw KernelError(.input, "\(missing)\(tree) is not in a git repository: \(top.firstError)")
    }
    guard top.text.isEmpty else {
      throw KernelError(.input, "\(missing)\(tree) is not the top of its git repository")
    }
  }

  private func commit(_ words: String, called name: String? = nil) async throws(KernelError) -> String {
    let found = try await git.run(
      ["rev-parse", "--verify", "--quiet", "--end-of-options", words + "^{commit}"], in: tree)
    guard found.succeeded else {
      throw KernelError(
        .input, "there is no file and no commit \(name ?? words)",
        hint: "Give a patch, '-' for standard input, or commits of \(tree).")
    }
    return found.text
  }

  private func output(_ arguments: [String]) async throws(KernelError) -> Git.Output {
    let output = try await git.run(arguments, in: tree)
    guard output.succeeded else {
      throw KernelError(.input, "git \(arguments[0]) fails in \(tree): \(output.firstError)")
    }
    return output
  }
}
