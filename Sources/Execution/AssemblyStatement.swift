/// One instruction of a template, taken apart.
struct AssemblyStatement: Equatable {
  /// `$1` or `${1:b}`.
  struct Operand: Equatable {
    let number: Int
    /// Bytes, where a modifier says them.
    let bytes: Int?

    init(_ number: Int, _ bytes: Int? = nil) {
      self.number = number
      self.bytes = bytes
    }
  }

  let mnemonic: String
  let isLocked: Bool
  let isRepeated: Bool
  /// What follows the mnemonic.
  let text: String
  /// Empty where an operand is something else than a number. A per-CPU variable (%gs) is one like others.
  let operands: [Operand]

  init?(_ core: String) {
    var words = core.split(separator: " ").map(String.init)
    isLocked = words.first == "lock" || words.first == "lock;"
    if isLocked { words.removeFirst() }
    isRepeated = words.first == "rep;" || words.first == "rep"
    if isRepeated { words.removeFirst() }
    guard let first = words.first, !(isLocked && isRepeated) else { return nil }
    mnemonic = first
    text = words.dropFirst().joined(separator: " ")
    guard !text.contains(";") else { return nil }
    let parts = text.replacing("%gs:", with: "").split(separator: ",").map {
      Self.operand($0.trimmingSpaces())
    }
    operands = parts.contains(nil) ? [] : parts.compactMap { $0 }
  }

  private static func operand(_ text: String) -> Operand? {
    guard text.hasPrefix("$") else { return nil }
    if let number = Int(text.dropFirst()) { return Operand(number) }
    guard text.hasPrefix("${"), text.hasSuffix("}") else { return nil }
    let parts = text.dropFirst(2).dropLast().split(separator: ":")
    guard parts.count == 2, let number = Int(parts[0]),
      let bytes = ["b": 1, "w": 2, "k": 4, "q": 8][parts[1]]
    else { return nil }
    return Operand(number, bytes)
  }

  /// The size that the suffix of an instruction says: `addl` has 4 bytes.
  func bytes(_ stem: String) -> Int? {
    guard !isRepeated, mnemonic.hasPrefix(stem), mnemonic.count == stem.count + 1 else { return nil }
    return mnemonic.last.flatMap { ["b": 1, "w": 2, "l": 4, "q": 8][$0] }
  }

  /// Whether these are the operands, modifiers of the same size aside.
  func has(_ wanted: [Operand]) -> Bool {
    operands.count == wanted.count
      && zip(operands, wanted).allSatisfy {
        $0.number == $1.number && ($0.bytes == nil || $0.bytes == $1.bytes)
      }
  }
}
