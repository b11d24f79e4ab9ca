import Foundation

/// Where a kernel's configuration comes from.
enum ConfigSource {
  /// The defconfig with a fragment, called by its name.
  case fragment(ConfigFragment, name: String)
  /// A file: its absolute path and its text.
  case file(path: String, text: String)

  /// Reads a user's file.
  init(file: String) throws(KernelError) {
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

  /// What a proof wants of the configuration, and reports where it is otherwise.
  var wanted: ConfigFragment {
    switch self {
    case .fragment(let fragment, _): fragment
    case .file: .debug
    }
  }

  /// For people.
  var description: String {
    switch self {
    case .fragment(_, let name): "\(name): defconfig + pteproof's fragment"
    case .file(let path, _): path
    }
  }

  /// Stands for the configuration in a cache key.
  func key(for architecture: String) -> String {
    switch self {
    case .fragment(let fragment, _): "fragment " + Digest.of([fragment.text(for: architecture)])
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
