/// A place in the C source.
public struct SourceLocation: Sendable, Hashable {
  /// As the compiler was given it; relative paths are relative to the build's folder.
  public let file: String
  /// From 1; 0 when unknown.
  public let line: Int
  /// From 1; 0 when unknown.
  public let column: Int
  /// The C function around it.
  public let function: String

  public init(file: String, line: Int, column: Int = 0, function: String = "") {
    self.file = file
    self.line = line
    self.column = column
    self.function = function
  }
}
