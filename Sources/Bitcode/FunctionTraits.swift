/// What is said of a function besides its body and its type, as far as it matters here.
public struct FunctionTraits: Sendable, Hashable {
  public enum Linkage: String, Sendable, Hashable {
    /// Every file means this one by its name.
    case global
    /// `static`.
    case local
    /// Another file may define it otherwise: `__weak`, or an inline body that is not the function itself.
    case interposable
  }

  /// What `__attribute__((const))` and `pure` promise, and what the compiler uses to leave calls out.
  public enum MemoryPromise: String, Sendable, Hashable {
    case none
    /// pure: it writes nothing.
    case writesNothing
    /// const: it reads nothing that may change, either.
    case touchesNothing
  }

  public var linkage = Linkage.global
  public var memory = MemoryPromise.none
  /// Whether a parameter is `restrict`: then two accesses are promised not to meet.
  public var hasRestrictedParameters = false
  /// Whether a call of it that is left when all is optimised is an error (`__attribute__((error))`).
  public var isErrorAtCompileTime = false

  public init() {}
}
