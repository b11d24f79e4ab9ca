/// Why a kernel could not be prepared or a file not be compiled: one line for the user, and what to do.
public struct KernelError: Error, Sendable, Equatable {
  /// What kind of trouble it is, for callers that decide on it.
  public enum Kind: Sendable, Equatable {
    /// What the user gave cannot be used: path, tarball, config, architecture.
    case input
    /// The machine lacks something: a tool, space, a right.
    case environment
    /// kbuild failed on a tree that looks like a kernel.
    case kbuild
    /// clang refused a file. `undeclared` lists the functions and identifiers that the kernel lacks.
    case compilation(undeclared: [String])
    /// The task was cancelled.
    case interrupted
  }

  public var kind: Kind
  /// One line: what is wrong.
  public var message: String
  /// What the user can do about it, or where to look; may be empty.
  public var hint: String

  public init(_ kind: Kind, _ message: String, hint: String = "") {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The error for a tree that lacks a function a spec is about.
  public static func noFunction(_ name: String, in kernel: PreparedKernel) -> KernelError {
    KernelError(
      .input, "this kernel (\(kernel.version)) has no \(name)()",
      hint: "The spec is about that function; give it a kernel that has it.")
  }

  static let interrupted = KernelError(.interrupted, "interrupted")
}

extension KernelError: CustomStringConvertible {
  public var description: String { hint.isEmpty ? message : "\(message)\n\(hint)" }
}
