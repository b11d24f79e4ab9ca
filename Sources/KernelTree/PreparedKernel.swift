/// A kernel whose files can be compiled: configured, with its generated headers and kbuild's own flags.
public struct PreparedKernel: Sendable, Equatable, Codable {
  /// The source tree that is compiled, absolute; read only.
  public var sourceTree: String
  /// The tree that the user named, or the tarball's as unpacked: the same, or the one that `sourceTree` is made of links to.
  public var userTree: String
  /// kbuild's output folder in the cache, absolute.
  public var buildDirectory: String
  /// As `make kernelversion` prints it, for example `6.12.43`.
  public var version: String
  public var architecture: String
  /// Where the configuration comes from: the defconfig and the fragment, or the user's file.
  public var configDescription: String
  /// Symbols that differ from what the proof wants.
  public var configDeviations: [ConfigDeviation]
  /// The compiler's name, for example `clang-19`, and its full first version line.
  public var clang: String
  public var clangVersion: String
  public var clangMajor: Int
  /// kbuild's flags for `mm/memory.c`, already fit for bitcode.
  public var flags: [String]
  /// The folder that holds everything made from this kernel.
  public var cache: String
  /// Digest (SHA-256, hex) of what decides how a file is compiled: version, architecture, configuration,
  /// flags and compiler. The sources themselves are named by the bitcode made from them.
  public var identity: String
}

/// A configuration symbol that is not as the proof wants it.
public struct ConfigDeviation: Sendable, Equatable, Codable {
  /// Without the `CONFIG_` prefix.
  public var symbol: String
  /// `y` or `n`.
  public var wanted: String
  /// `y`, `n`, `m` or another value; `n` too where the kernel does not know the symbol.
  public var found: String
  /// What the deviation keeps out of the proof, or brings into it: one clause.
  public var hides: String
}
