/// A read-only view of LLVM bitcode, in which nothing of LLVM is left.
public struct BitcodeModule: Sendable {
  /// How bitcode is prepared before it is decoded.
  public struct Options: Sendable, Hashable {
    /// Whether locals hold an explicit opaque value until their first assignment. Without it LLVM's
    /// passes fold a read of an uninitialised local to whatever suits them.
    public var markUninitialised: Bool
    /// What LLVM runs before decoding, in the syntax of `opt -passes=`.
    public var passes: String
    /// Where the members of structures are to be found, if not where the code's own compilation has them.
    public var places: MemberPlaces?
    /// The folder of the specs, as the compiler names it. A variable that is defined below it is the spec's own and holds
    /// at first what C says; of others, which the kernel may have written since, nothing is known. Nil: all are the
    /// spec's own.
    public var specs: String?
    /// The folders that source files are named from.
    public var roots: SourceRoots

    /// Locals in registers, expressions simplified, loops with one latch, dedicated exits and LCSSA.
    public static let defaultPasses =
      "function(sroa,mem2reg,instsimplify,simplifycfg),function(loop-simplify,lcssa)"

    public init(
      markUninitialised: Bool = true, passes: String = Options.defaultPasses, places: MemberPlaces? = nil,
      specs: String? = nil, roots: SourceRoots = SourceRoots()
    ) {
      self.markUninitialised = markUninitialised
      self.passes = passes
      self.places = places
      self.specs = specs
      self.roots = roots
    }
  }

  /// Definitions and declarations by name.
  public let functions: [String: Function]
  public let globals: [String: Global]
  /// What the sources declare in sections `pteproof.KIND` (see `PP_DECLARE`): for each KIND the lists of
  /// strings, in source order.
  public let declarations: [String: [[String]]]
  /// What the `location` of instructions and terminators indexes.
  public let locations: [SourceLocation]
  /// The target triple, for example `x86_64-pc-linux-gnu`.
  public let target: String
  /// The files that it was linked from, in that order.
  public private(set) var paths: [String] = []

  /// Reads and links `paths`, in that order, prepares the result as `options` say, and decodes it.
  public init(linking paths: [String], options: Options = .init()) throws(BitcodeError) {
    self = try Self.load(paths, options)
    self.paths = paths
  }

  init(
    functions: [String: Function], globals: [String: Global], declarations: [String: [[String]]],
    locations: [SourceLocation], target: String
  ) {
    self.functions = functions
    self.globals = globals
    self.declarations = declarations
    self.locations = locations
    self.target = target
  }
}
