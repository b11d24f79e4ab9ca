/// A world in numbers: what memory holds before the first call, and how the processor and the spec's
/// arbitrary functions answer.
///
/// What is not said is as the bitcode initialises it. Memory at fixed addresses exists in whole pages
/// around the cells that are given; the rest of such a page is noise.
public struct ConcreteWorld: Sendable {
  /// The folio order: what `pp_order()` answers.
  public var order: Int
  /// How many PTEs the window has: what `pp_window()` answers; nil for a world of an order.
  public var window: Int?
  /// Of the noise.
  public var seed: UInt64
  /// Variables of which nothing is known but what `cells` say: they are filled with noise first.
  public var arbitrary: [String]
  public var cells: [Cell]
  public var functions: [FunctionValue]
  /// What `pp_allowed()` grants.
  public var allowances: [String]

  /// `size` bytes (1 to 8), little endian.
  public struct Cell: Sendable, Hashable {
    public var address: Word
    public var size: Int
    public var value: Word

    public init(_ address: Word, size: Int, value: Word) {
      self.address = address
      self.size = size
      self.value = value
    }
  }

  /// What `pp_any_at(name, index)` answers.
  public struct FunctionValue: Sendable, Hashable {
    public var name: String
    public var index: UInt64
    public var value: UInt64

    public init(name: String, index: UInt64, value: UInt64) {
      self.name = name
      self.index = index
      self.value = value
    }
  }

  public init(
    order: Int = 0, window: Int? = nil, seed: UInt64 = 1, arbitrary: [String] = [], cells: [Cell] = [],
    functions: [FunctionValue] = [], allowances: [String] = []
  ) {
    self.order = order
    self.window = window
    self.seed = seed
    self.arbitrary = arbitrary
    self.cells = cells
    self.functions = functions
    self.allowances = allowances
  }
}
