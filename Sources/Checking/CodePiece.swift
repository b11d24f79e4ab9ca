/// A piece of a module's code that is executed as a whole, and the place in the C that it comes from.
public struct CodePiece: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// All of the block.
    case block
    /// A side of the branch that ends the block.
    case side(Int)
    /// A value that a condition, which holds or does not, chooses without a branch.
    case choice(register: Int, holds: Bool)
  }

  public var function: String
  public var block: Int
  public var kind: Kind
  /// Relative to the tree.
  public var file: String
  /// From 1.
  public var line: Int

  public init(function: String, block: Int, kind: Kind, file: String, line: Int) {
    self.function = function
    self.block = block
    self.kind = kind
    self.file = file
    self.line = line
  }
}
