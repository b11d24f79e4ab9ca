import Bitcode
import Foundation
import KernelTree
import Specs

/// The unit `fork`, compiled from a real kernel: what PTEPROOF_TEST_KERNEL names (a source tree or a tarball
/// of one), or Debian's linux-source-6.12. Without either the tests fail.
struct ForkBitcode: Sendable {
  struct Missing: Error, CustomStringConvertible {
    let description: String
  }

  let kernel: PreparedKernel
  let specs: String
  let folder: String

  static let shared = Task { try await ForkBitcode() }

  private init() async throws {
    let debian = "/usr/src/linux-source-6.12.tar.xz"
    let named = ProcessInfo.processInfo.environment["PTEPROOF_TEST_KERNEL"] ?? ""
    let path = named.isEmpty ? debian : named
    guard FileManager.default.fileExists(atPath: path) else {
      throw Missing(
        description:
          "no kernel at \(path): install linux-source-6.12, or name a Linux 6.12 source tree or tarball by "
          + "PTEPROOF_TEST_KERNEL")
    }
    let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
    // Prepared once for all tests that need a kernel.
    folder = products.appending(path: "end-to-end").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    specs = try Specs.materialise(into: folder + "/cache")
    kernel = try await KernelPreparer().prepare(
      KernelRequest(path: path, cache: folder + "/cache", probes: specs + "/linux/probes.c")
    ) { _ in }
  }

  /// The files to link, in order.
  ///
  /// - Parameter edit: changes one file of the specs: its path below their folder, what is there once, and
  ///   what takes its place.
  func files(edit: (file: String, from: String, to: String)? = nil, in scratch: URL? = nil) async throws
    -> [String]
  {
    var specs = specs
    if let edit, let scratch {
      let copy = scratch.appending(path: "specs").path
      try FileManager.default.copyItem(atPath: specs, toPath: copy)
      let path = copy + "/" + edit.file
      let text = try String(contentsOfFile: path, encoding: .utf8)
      guard text.ranges(of: edit.from).count == 1 else {
        throw Missing(description: "\(edit.file) does not hold once: \(edit.from)")
      }
      try text.replacing(edit.from, with: edit.to).write(toFile: path, atomically: true, encoding: .utf8)
      specs = copy
    }
    let preparer = KernelPreparer()
    var paths = [
      try await preparer.compile(
        spec: specs + "/linux/fork.c", includeDirectories: [specs + "/include", specs + "/linux"],
        kernel: kernel,
        overlay: [:]
      ) { _ in }
    ]
    for file in try (BitcodeModule.declarations(in: paths[0])["link"] ?? []).joined() {
      paths.append(try await preparer.compileTreeFile(file, kernel: kernel, overlay: [:]) { _ in })
    }
    return paths
  }
}
