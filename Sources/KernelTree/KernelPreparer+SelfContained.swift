import Foundation

extension KernelPreparer {
  /// Flags for a spec that brings its own miniature kernel: freestanding C for x86-64, and, as for a kernel's
  /// files, bitcode before any pass, with source lines.
  private static let selfContainedFlags = [
    "-target", "x86_64-unknown-linux-gnu", "-std=gnu11", "-ffreestanding", "-nostdinc",
    "-fno-strict-aliasing",
    "-fno-delete-null-pointer-checks", "-fwrapv", "-mno-sse", "-O1", "-Xclang", "-disable-llvm-passes", "-g",
    "-emit-llvm", "-w",
  ]

  /// Compiles a spec that needs no kernel. Of all tools it takes clang alone.
  ///
  /// - Parameters:
  ///   - spec: the spec's C file, in a folder that does not change: the specs' copy in the cache.
  ///   - includeDirectories: folders of headers.
  ///   - defines: macros, `NAME=VALUE` each.
  ///   - cache: the folder that keeps the bitcode.
  /// - Returns: the path of the bitcode file, in the cache.
  public func compileSelfContained(
    spec: String, includeDirectories: [String], defines: [String] = [], cache folder: String,
    progress: @Sendable (KernelProgress) -> Void
  ) async throws(KernelError) -> String {
    guard let path = FileSystem.realPath(spec) else { throw KernelError(.input, "there is no spec \(spec)") }
    let cache = try Cache(at: folder)
    let clang = try Toolchain.findClang(major: clangMajor, path: searchPath)
    let specs = (path as NSString).deletingLastPathComponent
    // What a Compilation asks of a kernel, said of the spec alone. clang runs in the cache, so that debug
    // information names files from the specs' folder on.
    let standIn = PreparedKernel(
      sourceTree: specs, userTree: specs, buildDirectory: cache.path, version: "", architecture: "x86_64",
      configDescription: "",
      configDeviations: [], clang: clang.name, clangVersion: clang.name, clangMajor: clang.major, flags: [],
      cache: cache.path, identity: "self-contained")
    return try await Compilation(
      source: path, name: "seed/" + (path as NSString).lastPathComponent,
      flags: Self.selfContainedFlags + defines.map { "-D" + $0 }
        + includeDirectories.map { "-I" + (FileSystem.realPath($0) ?? $0) },
      overlay: [:], kernel: standIn
    ).run(progress: progress)
  }
}

extension Toolchain {
  /// clang without its companions, which only kbuild needs.
  static func findClang(major wanted: Int?, path: String) throws(KernelError) -> (name: String, major: Int) {
    let folders = path.split(separator: ":").map(String.init)
    func has(_ name: String) -> Bool {
      folders.contains { FileManager.default.isExecutableFile(atPath: $0 + "/" + name) }
    }
    let newest = stride(from: 40, through: oldestMajor, by: -1).first { has("clang-\($0)") }
    let major = wanted ?? newest ?? oldestMajor
    guard has("clang-\(major)") else { throw missing("clang-\(major)", package: "clang-\(major)") }
    return ("clang-\(major)", major)
  }
}
