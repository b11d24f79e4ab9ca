/// A kernel's own build system, run out of tree.
struct Kbuild {
  var tree: String
  var build: String
  var architecture: String
  /// The major version of the LLVM tools.
  var major: Int
  var cache: Cache
  var jobs: Int
  var log: String

  /// Makes `target`; throws with the last lines of kbuild's output when that fails.
  func make(_ target: String) async throws(KernelError) {
    let command = ChildCommand(
      executable: "make",
      arguments: [
        "-s", "-j\(max(1, jobs))", "-C", tree, "O=" + build, "LLVM=-\(major)", "ARCH=" + architecture, target,
      ],
      directory: build, log: log, cache: cache.path)
    guard try await command.run() else { throw failure(of: target, output: command.logText) }
  }

  /// What went wrong, from kbuild's output: a header or program that is missing is named with its package.
  func failure(of target: String, output: String) -> KernelError {
    if FileSystem.ranOutOfSpace(output, cache: cache.path) { return FileSystem.noSpace(in: cache.path) }
    let known = [
      ("gelf.h", "libelf-dev"), ("libelf.h", "libelf-dev"), ("openssl/", "libssl-dev"),
      ("flex: not found", "flex"),
      ("flex: No such file", "flex"), ("bison: not found", "bison"), ("bison: No such file", "bison"),
      ("bc: not found", "bc"), ("python3: not found", "python3"), ("perl: not found", "perl"),
      ("stdio.h' file not found", "libc6-dev"), ("gcc: not found", "gcc"),
    ]
    if let (sign, package) = known.first(where: { output.contains($0.0) }) {
      return KernelError(
        .environment, "kbuild needs the package \(package) (\(sign.split(separator: ":")[0]))",
        hint: "On Debian: apt-get install \(package). kbuild's output is in \(log).")
    }
    let lines = output.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }
    let errors = lines.filter { $0.contains("error:") || $0.contains("***") }
    let line = errors.first ?? lines.last ?? "no output"
    let tail = lines.suffix(5).map { "  " + $0 }.joined(separator: "\n")
    return KernelError(
      .kbuild, "the kernel's own build fails at 'make \(target)': \(line)",
      hint: "\(tail)\nkbuild's output is in \(log).")
  }
}
