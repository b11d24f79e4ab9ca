import Foundation

/// The answers to a file of probes, with what they depend on.
private struct ProbeAnswers: Codable {
  var holding: [String]
  var inputs: [FileStamp]
}

extension KernelPreparer {
  /// The kernel with the answers to the probes of `file` as macros among its flags, so that whatever is compiled against it
  /// is compiled for its era. The answers are kept in the cache for as long as no file that clang read has changed.
  ///
  /// - Throws: where the kernel is none that the specs are for: the probe that failed, and what would have to be written.
  func probed(
    _ kernel: PreparedKernel, file: String, progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> PreparedKernel {
    guard let path = FileSystem.realPath(file), let text = FileSystem.text(path) else {
      throw KernelError(.input, "there are no probes in \(file)")
    }
    let sheet = ProbeSheet(text)
    let holding = try await holding(sheet, text: text, path: path, kernel: kernel, progress: progress)
    if let group = sheet.unanswered(holding) {
      throw KernelError(
        .input, sheet.complaint(group, version: kernel.version),
        hint: "a probe, and what it decides, would have to be written in \(group.file)")
    }
    var kernel = kernel
    kernel.flags += holding.map { "-DPPE_\($0)=1" }
    return kernel
  }

  private func holding(
    _ sheet: ProbeSheet, text: String, path: String, kernel: PreparedKernel,
    progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> [String] {
    let cache = try Cache(at: kernel.cache)
    let key = Digest.of([kernel.identity, kernel.buildDirectory, kernel.sourceTree, text] + kernel.flags)
    let kept = "\(cache.path)/bitcode/probes-\(key.prefix(32)).json"
    if let data = FileManager.default.contents(atPath: kept),
      let answers = try? JSONDecoder().decode(ProbeAnswers.self, from: data),
      answers.inputs.allSatisfy(\.holds)
    {
      return answers.holding
    }
    progress(.probing)
    let rules = cache.temporary() + ".d"
    defer { FileSystem.remove(rules) }
    let answer = try await frontend(
      ["-w", "-fsyntax-only", "-ferror-limit=0", "-fno-caret-diagnostics", "-MD", "-MF", rules], source: path,
      flags: kernel.flags + ["-I" + kernel.sourceTree], kernel: kernel, overlay: [:])
    guard let holding = sheet.answers(answer.errors, file: path) else {
      let line = answer.errors.split(separator: "\n").first {
        $0.contains("error: ") && !$0.hasPrefix(path + ":")
      }
      throw KernelError(
        .compilation(undeclared: []),
        "the headers of Linux \(kernel.version) do not compile: \(line ?? "clang gave no reason")")
    }
    let list = FileSystem.text(rules) ?? ""
    let files = Dependencies.ofRule(list).map { $0.hasPrefix("/") ? $0 : kernel.buildDirectory + "/" + $0 }
    // Without the list it is not known when to ask again.
    if !files.isEmpty,
      let data = try? JSONEncoder().encode(
        ProbeAnswers(holding: holding, inputs: files.compactMap { FileStamp(of: $0) }))
    {
      try FileSystem.writeAtomically(data, to: kept, cache: cache.path)
    }
    return holding
  }
}
