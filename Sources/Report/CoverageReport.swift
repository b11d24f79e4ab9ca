/// What a proof executed of a unit's module, by the numbers of the bitcode's blocks: a report that is kept carries it,
/// because what a patch changes is held against it later. Lines and branches of the C follow from it with the module.
public struct CoverageReport: Codable, Sendable, Equatable {
  /// A function of which something was executed.
  public struct FunctionCoverage: Codable, Sendable, Equatable {
    public var name: String
    /// Blocks that some world reaches, as a model shows.
    public var taken: [Int]
    /// Blocks that were executed, without a model that shows it.
    public var open: [Int]
    /// Sides of branches: block, side, and how far they are reached (0 never, 1 executed, 2 shown by a model).
    public var sides: [[Int]]
    /// Values chosen without a branch: register, 1 or 0 for the condition, and the same.
    public var choices: [[Int]]

    public init(name: String, taken: [Int], open: [Int], sides: [[Int]], choices: [[Int]]) {
      self.name = name
      self.taken = taken
      self.open = open
      self.sides = sides
      self.choices = choices
    }
  }

  public var functions: [FunctionCoverage]
  /// Functions in whose place a model was executed.
  public var models: [String]
  /// Bounds that worlds keep by how they are built.
  public var builtInBounds: [String]

  public init(functions: [FunctionCoverage] = [], models: [String] = [], builtInBounds: [String] = []) {
    self.functions = functions
    self.models = models
    self.builtInBounds = builtInBounds
  }
}
