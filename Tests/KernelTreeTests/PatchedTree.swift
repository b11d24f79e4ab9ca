import Foundation

@testable import KernelTree

/// A small tree of C files, and patches of it made by git itself.
struct PatchedTree {
  let scratch: Scratch
  var tree: String { scratch.path + "/tree" }
  var cache: String { scratch.path + "/cache" }

  static let numbers = (1...30).map { "int line_\($0);\n" }.joined()

  init() throws {
    scratch = try Scratch()
    try scratch.write(Self.numbers, to: "tree/mm/memory.c")
    try scratch.write("#define TWO 2\n", to: "tree/include/linux/two.h")
  }

  /// The tree as a git repository with one commit.
  func commit() throws {
    try git("init -q -b main . && git add -A && git commit -q -m base")
  }

  @discardableResult
  func git(_ words: String) throws -> String {
    try shell(
      "export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@b "
        + "GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@b GIT_AUTHOR_DATE='2026-01-01 00:00' "
        + "GIT_COMMITTER_DATE='2026-01-01 00:00'; git \(words)", in: tree)
  }

  /// A commit that replaces one line of a file.
  func commit(_ subject: String, _ line: String, _ text: String, path: String = "mm/memory.c") throws {
    let file = tree + "/" + path
    let old = try String(contentsOfFile: file, encoding: .utf8)
    try Data(old.replacingOccurrences(of: line, with: text).utf8).write(to: URL(fileURLWithPath: file))
    try git("commit -q -a -m '\(subject)'")
  }

  func write(_ text: String, _ name: String = "x.patch") throws -> String {
    try scratch.write(text, to: name)
  }

  // Not inlined: Swift 6.3's optimiser crashes on what typed errors of asynchronous calls then become.
  @inline(never)
  func apply(_ text: String, _ options: ApplyOptions = ApplyOptions()) async throws -> AppliedSeries {
    try await apply(.file(try write(text)), options)
  }

  @inline(never)
  func apply(_ source: PatchSource, _ options: ApplyOptions = ApplyOptions()) async throws -> AppliedSeries {
    let series = try await PatchSeries.read([source], options: options, cache: cache)
    return try await series.applied(to: tree)
  }

  /// Applies a patch and removes what came of it.
  @inline(never)
  func tryOut(_ text: String, _ options: ApplyOptions = ApplyOptions()) async throws {
    let series = try await apply(text, options)
    series.discard()
  }

  /// Applies a patch, hands over what came of it, and removes that.
  @inline(never)
  func applied(
    _ text: String, _ options: ApplyOptions = ApplyOptions(), _ body: (AppliedSeries) throws -> Void
  ) async throws {
    let series = try await apply(text, options)
    let result = Result { try body(series) }
    series.discard()
    try result.get()
  }

  /// What a refusal says; nil where nothing is refused.
  @inline(never)
  func refusal(_ text: String, _ options: ApplyOptions = ApplyOptions()) async throws -> String? {
    try await refusal(.file(try write(text)), options)
  }

  @inline(never)
  func refusal(_ source: PatchSource, _ options: ApplyOptions = ApplyOptions()) async throws -> String? {
    do {
      let series = try await apply(source, options)
      series.discard()
      return nil
    } catch let error as KernelError {
      guard error.kind == .input else { throw error }
      return error.message
    }
  }

  var leftovers: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: cache + "/temporary")) ?? []
  }

  /// A file as it is in a state.
  func text(_ path: String, _ state: TreeState) -> String? {
    state.location(of: path, in: tree).flatMap { try? String(contentsOfFile: $0, encoding: .utf8) }
  }

  /// Every file of the tree with its contents: what must never change.
  func contents() throws -> String {
    try shell("find . -name .git -prune -o -type f -exec sha256sum {} + | sort -k 2", in: tree)
  }
}

/// A unified diff that replaces line `number` of mm/memory.c.
func oneLine(_ number: Int, _ text: String, path: String = "mm/memory.c", old: String? = nil) -> String {
  """
  --- a/\(path)
  +++ b/\(path)
  @@ -\(number - 1),3 +\(number - 1),3 @@
   int line_\(number - 1);
  -\(old ?? "int line_\(number);")
  +\(text)
   int line_\(number + 1);

  """
}
