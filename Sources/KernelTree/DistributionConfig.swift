import Foundation

/// Finds the configuration that Debian builds its kernel with, for the version of a tree.
///
/// It is in the tree where that is an unpacked and configured Debian source package, in Debian's package
/// `linux-config-6.12` beside `linux-source-6.12`, or in /boot of a machine that runs it.
struct DistributionConfig {
  var tree: String
  var architecture: String
  var cache: Cache
  /// Where the machine's own files are; other than "" for tests.
  var root = ""

  /// Debian's name for it.
  private var debianArchitecture: String { architecture == "x86_64" ? "amd64" : architecture }

  /// `6.12` of 6.12.117.
  private var series: String {
    (SourceTree.version(of: tree) ?? "").split(separator: ".").prefix(2).joined(separator: ".")
  }

  func source() async throws(KernelError) -> ConfigSource {
    for path in candidates() where FileSystem.isFile(path) {
      return .file(path: path, text: try await text(of: path))
    }
    throw KernelError(
      .input, "no configuration of Debian's for Linux \(series) is found",
      hint: "Install linux-config-\(series), or give a .config with --config.")
  }

  /// The most specific first.
  private func candidates() -> [String] {
    let name = debianArchitecture
    let boot = (try? FileManager.default.contentsOfDirectory(atPath: root + "/boot")) ?? []
    return [
      "\(tree)/debian/build/build_\(name)_none_\(name)/.config",
      "\(root)/usr/src/linux-config-\(series)/config.\(name)_none_\(name).xz",
      "\(root)/usr/src/linux-config-\(series)/config.\(name)_none_\(name)",
    ]
      + boot.filter { $0.hasPrefix("config-\(series).") && $0.hasSuffix("-\(name)") }.sorted().reversed().map
    {
      "\(root)/boot/\($0)"
    }
  }

  private func text(of path: String) async throws(KernelError) -> String {
    guard path.hasSuffix(".xz") else {
      guard let text = FileSystem.text(path) else { throw KernelError(.input, "cannot read \(path)") }
      return text
    }
    let log = cache.temporary()
    let complaints = log + ".errors"
    defer { for file in [log, complaints] { FileSystem.remove(file) } }
    let command = ChildCommand(
      executable: "xz", arguments: ["-dc", path], directory: "/", log: log, errors: complaints,
      cache: cache.path)
    guard try await command.run(), let text = FileSystem.text(log) else {
      throw KernelError(.input, "cannot unpack \(path)", hint: "xz says what is wrong with it.")
    }
    return text
  }
}
