/// A step under way, with enough to print a progress line.
public enum KernelProgress: Sendable, Equatable {
  /// Another process holds the lock on the same cache entry. `subject` is what it is making.
  case waiting(subject: String)
  /// `bytesDone` of the compressed tarball's `bytesTotal` bytes have been read.
  case unpacking(bytesDone: Int, bytesTotal: Int)
  /// kconfig runs: the defconfig and the fragment, or the user's file.
  case configuring(source: String)
  /// kbuild makes the generated headers.
  case preparing(version: String)
  /// clang is asked which era the kernel is of.
  case probing
  /// clang compiles `file`.
  case compiling(file: String)
  /// `file` was compiled before and is unchanged.
  case reused(file: String)
}
