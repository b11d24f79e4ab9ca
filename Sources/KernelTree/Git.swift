import Foundation
import Glibc

/// git, as a child. What it is asked runs no program of the repository's choosing: no hooks, no external diffs,
/// no monitors of the file system.
struct Git {
  struct Output {
    var succeeded: Bool
    /// Standard output, as it is.
    var data: Data
    /// Standard error.
    var errors: String

    /// Standard output as text, without the newline at its end.
    var text: String {
      var text = String(decoding: data, as: UTF8.self)
      if text.hasSuffix("\n") { text.removeLast() }
      return text
    }

    /// The first line of standard error, without `fatal: ` or `error: ` before it.
    var firstError: String {
      let line = errors.split(separator: "\n").first.map(String.init) ?? "git gave no reason"
      for prefix in ["fatal: ", "error: "] where line.hasPrefix(prefix) {
        return String(line.dropFirst(prefix.count))
      }
      return line
    }
  }

  var cache: Cache

  private static let harmless = [
    "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.pager=cat", "diff.external=",
    "submodule.recurse=false",
  ].flatMap { ["-c", $0] }

  /// Options of `git diff` and its kin under which the same change is the same text for everybody.
  static let plainDiff = [
    "--no-color", "--no-ext-diff", "--no-textconv", "-U3", "--diff-algorithm=myers", "-M", "--binary",
    "--full-index", "--inter-hunk-context=0", "-O/dev/null",
  ]

  /// Runs git in a repository of the user's.
  func run(_ arguments: [String], in directory: String) async throws(KernelError) -> Output {
    try await run(Git.harmless + arguments, directory, input: nil, [:])
  }

  /// Runs git in a folder of our own, which counts as no part of a repository around it, without the user's
  /// configuration, which could change what is applied.
  ///
  /// - Parameter input: a file that becomes its standard input; nil for none.
  func runIsolated(
    _ arguments: [String], in directory: String, input: String? = nil
  ) async throws(KernelError) -> Output {
    try await run(
      arguments, directory, input: input,
      [
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": (directory as NSString).deletingLastPathComponent,
      ])
  }

  private func run(
    _ arguments: [String], _ directory: String, input: String?, _ variables: [String: String]
  ) async throws(KernelError) -> Output {
    let output = cache.temporary()
    let errors = cache.temporary()
    defer { for path in [output, errors] { FileSystem.remove(path) } }
    var source: Int32 = -1
    if let input {
      source = open(input, O_RDONLY | O_CLOEXEC)
      guard source >= 0 else { throw KernelError(.environment, "cannot read \(input)") }
    }
    defer { if source >= 0 { close(source) } }
    let command = ChildCommand(
      executable: "git", arguments: arguments, directory: directory, input: source, log: output,
      errors: errors, variables: variables, cache: cache.path)
    let succeeded = try await command.run()
    return Output(
      succeeded: succeeded, data: FileManager.default.contents(atPath: output) ?? Data(),
      errors: FileSystem.text(errors) ?? "")
  }
}
