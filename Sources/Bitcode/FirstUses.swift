/// Names by which variables are told apart whose names have one normal form: two statics `lost` of one function are `lost`
/// and `lost#1`, in the order in which they are met first.
final class FirstUses {
  private let symbols: SymbolNormalForm
  private var names: [String: String] = [:]
  private var counts: [String: Int] = [:]

  init(_ symbols: SymbolNormalForm) { self.symbols = symbols }

  func callAsFunction(_ symbol: String) -> String {
    if let known = names[symbol] { return known }
    let form = symbols(symbol)
    // What a string constant is, is its content: there may be copies of it.
    guard !SymbolNormalForm.isContent(form) else { return form }
    let count = counts[form, default: 0]
    counts[form] = count + 1
    let name = count == 0 ? form : "\(form)#\(count)"
    names[symbol] = name
    return name
  }
}

extension Function {
  /// The global variables that the body refers to, in the order of their first use.
  var globalsUsed: [String] {
    var seen: Set<String> = []
    var found: [String] = []
    func visit(_ operand: Operand) {
      switch operand {
      case .global(let name, _): if seen.insert(name).inserted { found.append(name) }
      case .aggregate(let fields): for field in fields { visit(field) }
      case .inlineExpression(let kind): for operand in kind.operands { visit(operand) }
      case .register, .integer, .null, .undefined, .poison, .function, .unsupported: return
      }
    }
    for block in blocks {
      for phi in block.phis { for incoming in phi.incoming { visit(incoming.value) } }
      for instruction in block.instructions { for operand in instruction.kind.operands { visit(operand) } }
      for operand in block.terminator.operands { visit(operand) }
    }
    return found
  }
}
