/// One native run: calls from a world, and what to look at afterwards.
public struct NativeRun: Sendable {
  /// A call of an entry point, with up to six arguments that are passed in registers.
  public struct Call: Sendable {
    public var function: String
    public var arguments: [Word]

    public init(_ function: String, _ arguments: [Word] = []) {
      self.function = function
      self.arguments = arguments
    }
  }

  /// A cell to read when all calls are done: `size` bytes, 1 to 8.
  public struct Place: Sendable, Hashable {
    public var address: Word
    public var size: Int

    public init(_ address: Word, size: Int) {
      self.address = address
      self.size = size
    }
  }

  public var world: ConcreteWorld
  /// Made in this order, until one does not return.
  public var calls: [Call]
  public var places: [Place]
  /// How long all calls together may take.
  public var timeout: Duration

  public init(
    from world: ConcreteWorld, calls: [Call], places: [Place] = [], timeout: Duration = .seconds(10)
  ) {
    self.world = world
    self.calls = calls
    self.places = places
    self.timeout = timeout
  }
}
