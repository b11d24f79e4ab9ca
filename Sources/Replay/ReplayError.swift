/// Why a unit cannot be run natively. Each description is one line.
public enum ReplayError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A program could not be started, or failed: its name and what it said first.
  case toolFailed(String, String)
  case cannotWrite(String)
  /// Not the ELF file that was expected.
  case malformedImage(path: String, reason: String)
  /// A world or a call names something that the unit's native image does not have.
  case noSuchSymbol(String)
  /// A cell of more than 8 bytes, or of none.
  case badCell(String)
  case tooManyArguments(function: String, count: Int)
  /// The native run could not set up a world.
  case worldFailed(number: Int, String)
  case malformedResponse(String)
  case interrupted

  public var description: String {
    switch self {
    case .toolFailed(let tool, let text): "\(tool): \(text)"
    case .cannotWrite(let path): "\(path): cannot be written"
    case .malformedImage(let path, let reason): "\(path): \(reason)"
    case .noSuchSymbol(let name): "the native unit has no symbol '\(name)'"
    case .badCell(let what): "\(what): a cell has 1 to 8 bytes"
    case .tooManyArguments(let function, let count): "\(function)() has \(count) arguments, more than 6"
    case .worldFailed(let number, let why): "world \(number) cannot be set up natively: \(why)"
    case .malformedResponse(let why): "the native run's response: \(why)"
    case .interrupted: "interrupted"
    }
  }
}
