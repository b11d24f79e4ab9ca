import Bitcode
import Foundation
import KernelTree
import Proof
import Specs

/// The real kernel that the tests prove on, prepared once for all of them.
///
/// It is what PTEPROOF_TEST_KERNEL names (a source tree or a tarball of one), or Debian's linux-source-6.12.
/// Without either the tests fail: a proof that was not run is no proof.
struct KernelUnderTest: Sendable {
  /// The tree or tarball, as `--kernel` takes it.
  let path: String
  let kernel: PreparedKernel
  /// The folder of the specs that the program ships with.
  let specs: String
  /// The cache of the tests, and folders of their own beside it. It stays from one test run to the next.
  let cache: String
  let scratch: String

  /// Rethrows what went wrong to each test that needs the kernel.
  static let shared = Task { try await KernelUnderTest() }

  static let variable = "PTEPROOF_TEST_KERNEL"
  static let debian = "/usr/src/linux-source-6.12.tar.xz"

  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// - Throws: `Missing` with what to do when there is no kernel.
  static func find(environment: [String: String], debian: String) throws(Missing) -> String {
    if let path = environment[variable], !path.isEmpty {
      guard FileManager.default.fileExists(atPath: path) else {
        throw Missing(
          description:
            "\(variable) is \(path), which does not exist: give it a Linux 6.12 source tree or tarball")
      }
      return path
    }
    guard FileManager.default.fileExists(atPath: debian) else {
      throw Missing(
        description:
          "no kernel to prove on: run 'apt-get install linux-source-6.12' (or 'make setup-kernel'), "
          + "or name a Linux 6.12 source tree or tarball by \(variable)")
    }
    return debian
  }

  private init() async throws {
    path = try Self.find(environment: ProcessInfo.processInfo.environment, debian: Self.debian)
    let folder = Products.folder.appending(path: "end-to-end").path
    cache = folder + "/cache"
    scratch = folder + "/scratch"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    specs = try Specs.materialise(into: cache)
    kernel = try await KernelPreparer().prepare(
      KernelRequest(path: path, cache: cache, probes: specs + "/linux/probes.c")
    ) { _ in }
    // An edit leaves most files as they are: they are compiled once, here.
    _ = try await module()
  }

  /// The unit as compiled from the tree, with an edit or without.
  ///
  /// - Parameter specs: a folder of specs in place of the shipped ones.
  func module(
    _ edit: SeededEdit? = nil, unit: String = "fork", specs folder: String? = nil
  ) async throws -> BitcodeModule {
    let overlay = try edit.map { [$0.file: try write($0)] } ?? [:]
    let folder = folder ?? specs
    let preparer = KernelPreparer()
    var paths = [
      try await preparer.compile(
        spec: folder + "/linux/\(unit).c", includeDirectories: [folder + "/include", folder + "/linux"],
        kernel: kernel, overlay: overlay
      ) { _ in }
    ]
    for file in try (BitcodeModule.declarations(in: paths[0])["link"] ?? []).joined() {
      paths.append(try await preparer.compileTreeFile(file, kernel: kernel, overlay: overlay) { _ in })
    }
    return try BitcodeModule(
      linking: paths,
      options: .init(specs: folder, roots: SourceRoots(tree: kernel.sourceTree, specs: folder)))
  }

  /// Writes the edited file and returns its path.
  private func write(_ edit: SeededEdit) throws -> String {
    let original = try String(contentsOfFile: kernel.sourceTree + "/" + edit.file, encoding: .utf8)
    let folder = "\(scratch)/edits/\(edit.name)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = folder + "/" + (edit.file as NSString).lastPathComponent
    try edit.applied(to: original).write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// A copy of the specs with one file edited.
  func specs(_ name: String, file: String, _ replacements: [Replacement]) throws -> String {
    let folder = "\(scratch)/specs/\(name)"
    let files = FileManager.default
    if files.fileExists(atPath: folder) { try files.removeItem(atPath: folder) }
    try files.createDirectory(atPath: scratch + "/specs", withIntermediateDirectories: true)
    try files.copyItem(atPath: specs, toPath: folder)
    let path = folder + "/" + file
    let edit = SeededEdit.neutral(name, file, replacements, "")
    try edit.applied(to: String(contentsOfFile: path, encoding: .utf8))
      .write(toFile: path, atomically: true, encoding: .utf8)
    return folder
  }
}

/// The folder of the built products, in which the test program lies too.
enum Products {
  static let folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
}
