/// Which kernel to prepare, and where to keep what is made from it.
public struct KernelRequest: Sendable {
  /// A kernel source tree, or a tarball of one. The tree is only ever read.
  public var path: String
  /// The kernel's name of the architecture, as in `make ARCH=`.
  public var architecture: String
  public var configuration: KernelConfiguration
  /// The folder that holds unpacked trees, kbuild output and bitcode.
  public var cache: String
  /// A file of probes (`ProbeSheet`), whose answers the prepared kernel has among its flags; nil: none are asked.
  public var probes: String?
  /// What is looked for before anything is prepared.
  public var needs: [TreeNeed]

  public init(
    path: String, architecture: String = "x86_64", configuration: KernelConfiguration = .debug,
    cache: String = KernelRequest.defaultCache(), probes: String? = nil, needs: [TreeNeed] = []
  ) {
    self.path = path
    self.architecture = architecture
    self.configuration = configuration
    self.cache = cache
    self.probes = probes
    self.needs = needs
  }
}
