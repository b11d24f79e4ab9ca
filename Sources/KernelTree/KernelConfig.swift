/// The symbols of a `.config`.
struct KernelConfig {
  /// Values by name without `CONFIG_`; a symbol that is off or unknown has none.
  private(set) var values: [String: String] = [:]

  /// Reads kconfig's format: `CONFIG_X=value` and `# CONFIG_X is not set`. The last line of a symbol counts,
  /// as in kconfig itself.
  init(text: some StringProtocol) {
    for line in text.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("CONFIG_"), let equals = line.firstIndex(of: "=") {
        let name = line[..<equals].dropFirst("CONFIG_".count)
        values[String(name)] = String(line[line.index(after: equals)...])
      } else if line.hasPrefix("# CONFIG_"), line.hasSuffix(" is not set") {
        let name = line.dropFirst("# CONFIG_".count).dropLast(" is not set".count)
        values[String(name)] = nil
      }
    }
  }

  /// The symbol's value; `n` where it is off or unknown, as kconfig has it.
  subscript(_ name: String) -> String { values[name] ?? "n" }

  /// Where this configuration is not what `fragment` asks for.
  func deviations(from fragment: ConfigFragment, architecture: String) -> [ConfigDeviation] {
    fragment.symbols(for: architecture).compactMap { symbol in
      let wanted = symbol.on ? "y" : "n"
      let found = self[symbol.name]
      guard found != wanted else { return nil }
      return ConfigDeviation(symbol: symbol.name, wanted: wanted, found: found, hides: symbol.hides)
    }
  }

  /// The first symbol without which a spec cannot stand, if one is missing.
  func missing(from fragment: ConfigFragment, architecture: String) -> ConfigFragment.Symbol? {
    fragment.symbols(for: architecture).first { $0.required && self[$0.name] != ($0.on ? "y" : "n") }
  }
}
