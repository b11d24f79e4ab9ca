import Foundation

/// Where a kernel's configuration comes from.
enum ConfigSource {
  case fragment
  /// A user's file: its absolute path and its text.
  case file(path: String, text: String)

  /// Reads the user's file, if there is one.
  init(file: String?) throws(KernelError) {
    guard let file else {
      self = .fragment
      return
    }
    guard let path = FileSystem.realPath(file), FileSystem.isFile(path), let text = FileSystem.text(path)
    else {
      throw KernelError(.input, "there is no config \(file)", hint: "--config takes a kernel's .config file.")
    }
    guard !KernelConfig(text: text).values.isEmpty else {
      throw KernelError(
        .input, "\(file) is not a kernel configuration: it sets no CONFIG_ symbol",
        hint: "--config takes a kernel's .config file.")
    }
    self = .file(path: path, text: text)
  }

  /// For people.
  var description: String {
    switch self {
    case .fragment: "defconfig + pteproof's fragment"
    case .file(let path, _): path
    }
  }

  /// Stands for the configuration in a cache key.
  func key(for architecture: String) -> String {
    switch self {
    case .fragment: "fragment " + Digest.of([ConfigFragment.standard.text(for: architecture)])
    case .file(_, let text): "file " + Digest.of([text])
    }
  }

  /// The error for a symbol without which the spec cannot stand.
  func error(missing symbol: ConfigFragment.Symbol, version: String) -> KernelError {
    switch self {
    case .fragment:
      KernelError(
        .input,
        "this kernel (\(version)) cannot have CONFIG_\(symbol.name); the spec needs it, or else \(symbol.hides)",
        hint: "kconfig dropped the symbol, so the kernel does not know it or lacks what it depends on.")
    case .file(let path, _):
      KernelError(
        .input,
        "CONFIG_\(symbol.name) is not \(symbol.on ? "set" : "off") in \(path); the spec needs it, or else \(symbol.hides)",
        hint: "Change it there, or leave out --config to use the defconfig and pteproof's fragment.")
    }
  }
}
