/// What clang said about a file that it refuses.
public struct CompilerMessage: Sendable, Equatable {
  /// As clang names it.
  public var file: String
  public var line: Int
  public var text: String
}

extension KernelError {
  /// clang's first complaint, if that is what the error is about.
  public var compilerMessage: CompilerMessage? {
    guard case .compilation = kind,
      let mark = message.range(of: ": error: ") ?? message.range(of: ": fatal error: ")
    else { return nil }
    // FILE:LINE:COLUMN, behind the last blank.
    let place = message[..<mark.lowerBound].split(separator: " ").last.map(String.init) ?? ""
    let parts = place.split(separator: ":")
    guard parts.count >= 3, let line = Int(parts[parts.count - 2]) else { return nil }
    return CompilerMessage(
      file: parts.dropLast(2).joined(separator: ":"), line: line, text: String(message[mark.upperBound...]))
  }
}
