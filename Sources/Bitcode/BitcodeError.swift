/// Why bitcode could not be read. Each description is one line.
public enum BitcodeError: Error, Sendable, Hashable, CustomStringConvertible {
  case noInput
  case missingFile(path: String)
  case unreadable(path: String, reason: String)
  case notBitcode(path: String, reason: String)
  /// The file was written by an LLVM that this one cannot read.
  case wrongVersion(path: String, reason: String)
  /// Two files define the same symbol, or declare it in ways that do not agree.
  case linkConflict(path: String, symbol: String?, reason: String)
  case passesFailed(reason: String)
  /// Only 64-bit little-endian targets have a meaning here.
  case unsupportedTarget(String)

  public var description: String {
    switch self {
    case .noInput: return "no bitcode file given"
    case .missingFile(let path): return "\(path): no such file"
    case .unreadable(let path, let reason): return "\(path): cannot be read: \(reason)"
    case .notBitcode(let path, let reason): return "\(path): not LLVM bitcode: \(reason)"
    case .wrongVersion(let path, let reason):
      return "\(path): written by another version of LLVM: \(reason)"
    case .linkConflict(let path, let symbol?, let reason):
      return "\(path): cannot be linked: '\(symbol)': \(reason)"
    case .linkConflict(let path, nil, let reason): return "\(path): cannot be linked: \(reason)"
    case .passesFailed(let reason): return "LLVM's passes failed: \(reason)"
    case .unsupportedTarget(let target): return "unsupported target: \(target)"
    }
  }
}
