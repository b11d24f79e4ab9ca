import Digests

/// Digests of function bodies that are the same for the same source in another compilation.
struct BodyDigest {
  private let symbols: SymbolNormalForm

  init(_ globals: [String: Global]) {
    symbols = SymbolNormalForm(globals)
  }

  func normalForm(_ function: Function) -> String {
    let names = FirstUses(symbols)
    var writer = BodyText(symbol: { names($0) }, assembly: AssemblyNormalForm.apply)
    writer.write(function)
    return writer.text
  }

  /// 12 hex digits; `extern` when there is no body.
  func digest(_ function: Function) -> String {
    function.isDeclaration ? "extern" : String(SHA256.hex(of: normalForm(function).utf8).prefix(12))
  }
}
