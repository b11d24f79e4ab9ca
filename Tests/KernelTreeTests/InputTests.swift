import Foundation
import Testing

@testable import KernelTree

@Suite struct InputTests {
  func message(_ path: String, cache: String, architecture: String = "x86_64") async -> KernelError? {
    await failure {
      _ = try await KernelPreparer().prepare(
        KernelRequest(path: path, architecture: architecture, cache: cache)
      ) { _ in }
    }
  }

  @Test func badPaths() async throws {
    let fake = try FakeKernel()
    let cache = fake.cache
    #expect(await message("/no/such/kernel", cache: cache)?.message == "there is no /no/such/kernel")
    let folder = fake.scratch.path + "/spec"
    #expect(await message(folder, cache: cache)?.message == "\(folder) is not a kernel source tree")
    let file = folder + "/fork.c"
    #expect(
      await message(file, cache: cache)?.message == "\(file) is neither a kernel source tree nor a tarball")
    #expect(
      await message(fake.tree, cache: cache, architecture: "mips")?.message
        == "the architecture mips is not supported")
    try shell("rm tree/mm/memory.c", in: fake.scratch.path)
    #expect(await message(fake.tree, cache: cache)?.kind == .input)
    #expect(fake.runs.isEmpty)
  }

  @Test(arguments: ["a b", "a:b", "a$b", "a#b"]) func namesThatKbuildCannotHandle(name: String) async throws {
    let fake = try FakeKernel()
    try FileManager.default.moveItem(atPath: fake.tree, toPath: fake.scratch.path + "/" + name)
    let error = await message(fake.scratch.path + "/" + name, cache: fake.cache)
    #expect(error?.message.contains("which kbuild cannot handle") == true)
    #expect(fake.runs.isEmpty)
  }

  /// A tree that was built in place is prepared beside it, without what kbuild made there.
  @Test(arguments: [".config", "include/config/auto.conf", "arch/x86/include/generated/x.h"])
  func aTreeBuiltInPlace(file: String) async throws {
    let fake = try FakeKernel()
    for made in [file, "mm/memory.o", "mm/.memory.o.cmd", "scripts/.fixdep.cmd", "scripts/fixdep", "vmlinux"]
    {
      try fake.scratch.write("", to: "tree/" + made)
    }
    let before = try shell("find . | sort", in: fake.tree)
    let preparer = KernelPreparer()
    let request = KernelRequest(path: fake.tree, cache: fake.cache)
    let kernel = try await preparer.prepare(request) { _ in }
    #expect(kernel.userTree == FileSystem.realPath(fake.tree) && kernel.sourceTree != kernel.userTree)
    let clean = try shell("find . ! -type d | sort", in: kernel.sourceTree).split(separator: "\n").map(
      String.init)
    #expect(clean.contains("./mm/memory.c") && clean.contains("./scripts/kbuild.sh"))
    for made in [file, "mm/memory.o", "mm/.memory.o.cmd", "scripts/fixdep", "vmlinux"] {
      #expect(!clean.contains("./" + made), "\(made)")
    }
    #expect(try shell("find . | sort", in: fake.tree) == before)

    // A checkout adds and removes files: the links follow, and nothing is prepared anew.
    let runs = fake.runs.count
    try fake.scratch.write("", to: "tree/mm/new/late.c")
    try FileManager.default.removeItem(atPath: fake.tree + "/drop")
    let again = try await preparer.prepare(request) { _ in }
    #expect(again.sourceTree == kernel.sourceTree && fake.runs.count == runs)
    #expect(FileSystem.isFile(again.sourceTree + "/mm/new/late.c"))
    #expect(!FileSystem.exists(again.sourceTree + "/drop"))
  }

  @Test func aCacheThatCannotBe() async throws {
    let fake = try FakeKernel()
    #expect(await message(fake.tree, cache: fake.tree + "/Makefile/cache")?.kind == .environment)
    #expect(
      await message(fake.tree, cache: fake.scratch.path + "/with blank")?.message.contains("the cache")
        == true)
    #expect(FileSystem.error(EROFS, writing: "/c/x", cache: "/c").message == "the cache /c cannot be written")
  }

  @Test func missingToolsAreNamedByPackage() throws {
    let scratch = try Scratch()
    func add(_ name: String) throws {
      try scratch.write("", to: name)
      try shell("chmod +x \(name)", in: scratch.path)
    }
    func missing(_ major: Int? = nil) -> String? {
      do throws(KernelError) { _ = try Toolchain.find(major: major, path: scratch.path) } catch {
        return error.hint
      }
      return nil
    }
    for (program, package) in [
      ("clang-19", "clang-19"), ("ld.lld-19", "lld-19"), ("llvm-ar-19", "llvm-19"), ("llvm-nm-19", "llvm-19"),
      ("llvm-objcopy-19", "llvm-19"), ("make", "make"), ("flex", "flex"), ("bison", "bison"), ("bc", "bc"),
    ] {
      #expect(missing() == "On Debian: apt-get install \(package)")
      try add(program)
    }
    #expect(missing() == nil)
    // A clang without its companions does not count, and one that is too old neither.
    try add("clang-21")
    try add("clang-18")
    #expect(try Toolchain.find(major: nil, path: scratch.path).major == 19)
    #expect(missing(21) == "On Debian: apt-get install lld-21")
    for name in ["ld.lld-21", "llvm-ar-21", "llvm-nm-21", "llvm-objcopy-21"] { try add(name) }
    #expect(try Toolchain.find(major: nil, path: scratch.path).major == 21)
    #expect(try Toolchain.find(major: 19, path: scratch.path).major == 19)
  }

  @Test func readsTheVersion() throws {
    let scratch = try Scratch()
    func version(_ text: String) throws -> String? {
      try scratch.write(text, to: "Makefile")
      return SourceTree.version(of: scratch.path)
    }
    #expect(try version("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 117\nEXTRAVERSION =\n") == "6.12.117")
    #expect(try version("VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 0\nEXTRAVERSION = -rc3\n") == "7.2.0-rc3")
    #expect(try version("all:\n\techo\n") == nil)
    #expect(try version("VERSION = $(shell git describe)\nPATCHLEVEL = 1\n") == nil)
  }
}
