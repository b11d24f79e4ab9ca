import Foundation
import Glibc

/// The programs that kbuild needs, found in `PATH`.
struct Toolchain {
  /// The major version of clang and its companions.
  var major: Int
  var clang: String { "clang-\(major)" }

  /// The oldest clang whose bitcode the program reads.
  static let oldestMajor = 19

  /// Finds the tools in `path`. With `wanted`, only that major will do: bitcode of a newer clang cannot be
  /// read by an older LLVM.
  static func find(major wanted: Int?, path: String) throws(KernelError) -> Toolchain {
    let folders = path.split(separator: ":").map(String.init)
    func has(_ name: String) -> Bool { folders.contains { access($0 + "/" + name, X_OK) == 0 } }
    // A major counts only with all its companions: other toolchains bring a clang of their own along.
    let newest = stride(from: 40, through: oldestMajor, by: -1).first { major in
      llvmTools(major).allSatisfy { has($0.program) }
    }
    let major = wanted ?? newest ?? oldestMajor
    for (name, package) in llvmTools(major) + kbuildTools where !has(name) {
      throw missing(name, package: package)
    }
    return Toolchain(major: major)
  }

  private static func llvmTools(_ major: Int) -> [(program: String, package: String)] {
    [
      ("clang-\(major)", "clang-\(major)"), ("ld.lld-\(major)", "lld-\(major)"),
      ("llvm-ar-\(major)", "llvm-\(major)"), ("llvm-nm-\(major)", "llvm-\(major)"),
      ("llvm-objcopy-\(major)", "llvm-\(major)"),
    ]
  }

  private static let kbuildTools = [("make", "make"), ("flex", "flex"), ("bison", "bison"), ("bc", "bc")]

  static func missing(_ program: String, package: String) -> KernelError {
    KernelError(.environment, "\(program) is not installed", hint: "On Debian: apt-get install \(package)")
  }
}
