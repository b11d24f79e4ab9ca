/// The constraints of inline assembly, as LLVM writes them (LangRef, "Inline Asm Constraint String").
///
/// `asm("addl %1,%0" : "+m"(*p) : "ir"(n) : "memory")` is `=*m,ir,*m,~{memory}`. They count as much as the template does: with
/// `=m` instead of `+m`, the compiler may drop what was stored there before.
struct AssemblyConstraints: Equatable {
  enum Operand: Equatable {
    /// `=*m`: its address is an argument.
    case memoryOutput
    /// `=r`: a part of the result.
    case output
    /// `={@cce}`: a condition code, a part of the result.
    case flag(String)
    /// `*m`.
    case memory
    /// `0`: in the place of that output.
    case tied(Int)
    /// `r`, `ir`: a value.
    case value(isLiteral: Bool)
    /// Anything else, which no template here has.
    case other

    var isOutput: Bool {
      switch self {
      case .memoryOutput, .output, .flag: true
      case .memory, .tied, .value, .other: false
      }
    }
  }

  /// In the order in which a template numbers them.
  private(set) var operands: [Operand] = []
  private(set) var clobbersMemory = false

  var outputs: [Operand] { operands.filter(\.isOutput) }
  var inputs: [Operand] { Array(operands.dropFirst(outputs.count)) }

  init(_ text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: true) {
      if part.hasPrefix("~") {
        if part == "~{memory}" { clobbersMemory = true }
      } else {
        operands.append(Self.operand(String(part)))
      }
    }
  }

  private static func operand(_ text: String) -> Operand {
    if text.hasPrefix("={@cc"), text.hasSuffix("}") { return .flag(String(text.dropFirst(5).dropLast())) }
    if text.hasPrefix("=") {
      let code = text.dropFirst().drop { $0 == "&" }
      if code == "*m" { return .memoryOutput }
      return code.hasPrefix("*") || code.contains("|") ? .other : .output
    }
    if text == "*m" { return .memory }
    if text.hasPrefix("*") || text.hasPrefix("!") || text.contains("|") { return .other }
    if let number = Int(text) { return .tied(number) }
    return .value(isLiteral: text.allSatisfy { "inIJKLMNOe".contains($0) })
  }

  /// Which argument an input, or the address of an output, is. Nil for a part of the result.
  func argument(of number: Int) -> Int? {
    guard operands.indices.contains(number), operands[number] == .memoryOutput || !operands[number].isOutput
    else { return nil }
    return operands[..<number].count { $0 == .memoryOutput || !$0.isOutput }
  }

  /// The inputs that are to be literals, by argument.
  var literals: [Int] {
    operands.indices.filter { operands[$0] == .value(isLiteral: true) }.compactMap(argument)
  }
}
