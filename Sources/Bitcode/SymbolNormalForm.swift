/// Names of globals and functions without what depends on the rest of the file.
struct SymbolNormalForm {
  private var names: [String: String] = [:]

  init(_ globals: [String: Global]) {
    for global in globals.values {
      names[global.name] = Self.name(of: global)
    }
  }

  private static let content = "constant "

  /// Whether a normal form says what a constant holds instead of how it is called.
  static func isContent(_ form: String) -> Bool { form.hasPrefix(content) }

  func callAsFunction(_ name: String) -> String { names[name] ?? Self.withoutCounter(name) }

  private static func name(of global: Global) -> String {
    guard global.isLocal else { return global.name }
    // The compiler numbers its string constants: their content is what they are.
    if global.isConstant, global.name.hasPrefix("."), let bytes = global.initial, global.relocations.isEmpty {
      return Self.content + bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }
    return withoutCounter(withoutSuffix(global.name))
  }

  /// `function.variable.12`: LLVM numbers what has the same name. The number depends on the whole file.
  private static func withoutSuffix(_ name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    let digits = name[name.index(after: dot)...]
    return !digits.isEmpty && digits.allSatisfy(\.isNumber) ? String(name[..<dot]) : name
  }

  /// The names that the kernel's `__UNIQUE_ID()` and `compiletime_assert()` make end in a counter.
  static func withoutCounter(_ name: String) -> String {
    guard name.contains("__UNIQUE_ID") || name.hasPrefix("__compiletime_assert_") else { return name }
    return String(name.reversed().drop { $0.isNumber }.reversed())
  }
}
