import KernelTree

extension Diff {
  /// Whether it changes a line of a structure or a union.
  ///
  /// - Parameters:
  ///   - before: the files that it changes, as they were.
  ///   - after: the same as they are after it.
  public func touchesTypes(_ before: [String: SourceText], _ after: [String: SourceText]) -> Bool {
    hunks.contains { file, hunk in
      hunk.lines.contains { line in
        let path = line.kind == .added ? file.newPath : file.oldPath
        let number = line.kind == .added ? line.newLine : line.oldLine
        guard line.kind != .context, let path, let number,
          let text = line.kind == .added ? after[path] : before[path], text.kind(of: number) == .code,
          text.function(at: number) == nil, let type = text.type(at: number)
        else { return false }
        return !type.isEnumeration
      }
    }
  }
}
