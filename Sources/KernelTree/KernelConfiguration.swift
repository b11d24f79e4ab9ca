/// How a kernel is configured for a proof.
///
/// A kernel that people run has no DEBUG_VM, and static branches that are patched; one with DEBUG_VM asserts more. Code
/// may be right in one and wrong in the other, so a proof is asked for in both.
public enum KernelConfiguration: Sendable, Hashable {
  /// The defconfig with what makes the kernel assert most: DEBUG_VM, and nothing that is patched at run time.
  case debug
  /// The defconfig with what distributions ship: no DEBUG_VM, static branches, NUMA balancing, memory failure,
  /// preemption that is chosen at boot.
  case plain
  /// The configuration that Debian builds its kernel with, where one for this version is found.
  case distro
  /// A `.config` to use as it is.
  case file(String)

  /// Those that have a name of their own.
  public static let named: [KernelConfiguration] = [.debug, .plain, .distro]

  /// What it is called in options and reports; a file has no short name.
  public var name: String {
    switch self {
    case .debug: "debug"
    case .plain: "plain"
    case .distro: "distro"
    case .file(let path): path
    }
  }
}
