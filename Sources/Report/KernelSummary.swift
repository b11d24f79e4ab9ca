/// The kernel that a unit was taken from.
public struct KernelSummary: Codable, Sendable, Equatable {
  /// As `make kernelversion` prints it.
  public var version: String
  /// The tree or tarball as the user named it.
  public var path: String
  /// The kernel's name for it, such as `x86_64`.
  public var architecture: String
  /// Where the configuration is from, in words: the arch's defconfig and our fragment, or the user's file.
  public var configuration: String
  /// The configurations that the question was asked in, by name, where those are several.
  public var configurations: [String]?
  /// Where the configuration is not what the spec wants.
  public var deviations: [ConfigurationDeviation]
  /// The compiler's name and version.
  public var compiler: String

  public init(
    version: String, path: String, architecture: String, configuration: String,
    configurations: [String]? = nil, deviations: [ConfigurationDeviation] = [], compiler: String
  ) {
    self.version = version
    self.path = path
    self.architecture = architecture
    self.configuration = configuration
    self.configurations = configurations
    self.deviations = deviations
    self.compiler = compiler
  }
}

/// A symbol of the configuration that is not what the spec wants, and what that hides from the proof.
public struct ConfigurationDeviation: Codable, Sendable, Equatable {
  /// With its prefix: `CONFIG_MEM_SOFT_DIRTY`.
  public var symbol: String
  public var wanted: String
  public var found: String
  public var hides: String

  public init(symbol: String, wanted: String, found: String, hides: String) {
    self.symbol = symbol
    self.wanted = wanted
    self.found = found
    self.hides = hides
  }
}
