import Bitcode
import Foundation

/// A unit compiled for the machine's own processor, from the same bitcode that the executor reads, with
/// the models in place of what they stand for.
///
/// Nothing of it is linked into this program: each world is run in a process of its own.
public struct NativeUnit: Sendable {
  public struct Symbol: Sendable, Hashable {
    public let address: UInt64
    /// Bytes.
    public let size: UInt64
  }

  /// Variables, and functions that have an address of their own in the image, by their names in the
  /// bitcode.
  public let symbols: [String: Symbol]
  /// Functions whose model took their place.
  public let models: [String]
  let image: String
  let directory: URL
  /// The unit's writable variables as ranges of whole words.
  let variables: [Range<UInt64>]
  private let byAddress: [(address: UInt64, name: String)]

  init(
    symbols: [String: Symbol], models: [String], image: String, directory: URL, variables: [Range<UInt64>]
  ) {
    self.symbols = symbols
    self.models = models
    self.image = image
    self.directory = directory
    self.variables = variables
    byAddress = symbols.map { ($1.address, $0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
  }

  /// The number that a word is in the native image.
  ///
  /// - Throws: `ReplayError.noSuchSymbol`.
  public func number(_ word: Word) throws(ReplayError) -> UInt64 {
    switch word {
    case .number(let value): return value
    case .symbol(let name, let offset):
      guard let symbol = symbols[name] else { throw .noSuchSymbol(name) }
      return symbol.address &+ UInt64(bitPattern: offset)
    }
  }

  /// The variable or function that an address of the image lies in.
  public func symbol(at address: UInt64) -> (name: String, offset: UInt64)? {
    var low = 0
    var high = byAddress.count
    while low < high {
      let middle = (low + high) / 2
      if byAddress[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return nil }
    let (start, name) = byAddress[low - 1]
    guard let symbol = symbols[name], address == start || address - start < symbol.size else { return nil }
    return (name, address - start)
  }
}
