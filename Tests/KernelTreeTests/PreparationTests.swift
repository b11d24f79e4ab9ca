import Foundation
import Testing

@testable import KernelTree

@Suite struct PreparationTests {
  @Test func preparesOnceAndNeverWritesToTheTree() async throws {
    let fake = try FakeKernel()
    let listing = "find . -printf '%p %s %T@ %C@\\n' | sort"
    let before = try shell(listing, in: fake.tree)
    let kernel = try await fake.prepare()
    #expect(kernel.version == "6.99.3-rc1")
    #expect(kernel.sourceTree == fake.tree)
    #expect(kernel.flags.contains("-DOF=\"mm/memory\""))
    #expect(kernel.configDeviations.isEmpty)
    #expect(
      fake.runs == ["defconfig", "olddefconfig", "mm/memory.i"].map { "\($0) x86_64 -\(kernel.clangMajor)" })
    let (bitcode, _) = try await fake.compile(kernel)
    #expect(FileManager.default.contents(atPath: bitcode)?.prefix(2) == Data("BC".utf8))
    #expect(try await fake.prepare() == kernel)
    #expect(fake.runs.count == 3)
    #expect(try shell(listing, in: fake.tree) == before)
    #expect(fake.contents(of: "temporary").isEmpty)
  }

  @Test(arguments: ["include/generated/bounds.h", ".config", ".pteproof.json"])
  func aCorruptFolderIsMadeAnew(name: String) async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    try Data("?".utf8).write(to: URL(fileURLWithPath: kernel.buildDirectory + "/" + name))
    #expect(try await fake.prepare() == kernel)
    #expect(fake.runs.count == 6)
  }

  @Test func aChangedMakefileIsNoticedAndATouchedOneIsNot() async throws {
    let fake = try FakeKernel()
    _ = try await fake.prepare()
    try shell("touch -d 2001-01-01 mm/Makefile scripts/Makefile.build", in: fake.tree)
    _ = try await fake.prepare()
    #expect(fake.runs.count == 3)
    try shell("echo '# x' >> mm/Makefile", in: fake.tree)
    _ = try await fake.prepare()
    #expect(fake.runs.count == 6)
  }

  @Test func aFailingBuildLeavesNothing() async throws {
    let fake = try FakeKernel()
    try fake.scratch.write(
      "noise\nmm/memory.c:1:2: error: no such thing\nmake: *** [x] Error 1\n", to: "tree/fail")
    let error = await failure { _ = try await fake.prepare() }
    #expect(error?.kind == .kbuild)
    #expect(error?.message.contains("mm/memory.c:1:2: error: no such thing") == true)
    #expect(error?.hint.contains(fake.cache + "/logs/") == true)
    #expect(fake.contents(of: "builds").isEmpty)
    FileSystem.remove(fake.tree + "/fail")
    #expect(try await fake.prepare().version == "6.99.3-rc1")
  }

  @Test func missingHeadersAreNamedByPackage() async throws {
    let fake = try FakeKernel()
    try fake.scratch.write("elf.h:10: fatal error: 'gelf.h' file not found\n", to: "tree/fail")
    let error = await failure { _ = try await fake.prepare() }
    #expect(error?.kind == .environment)
    #expect(error?.hint.contains("apt-get install libelf-dev") == true)
  }

  @Test func aFullDiskIsNamed() async throws {
    let fake = try FakeKernel()
    try fake.scratch.write("cc: error writing to x: No space left on device\n", to: "tree/fail")
    let error = await failure { _ = try await fake.prepare() }
    #expect(error?.message == "no space left in \(fake.cache)")
    #expect(FileSystem.error(ENOSPC, writing: "/x/y", cache: "/x").message == "no space left in /x")
  }

  @Test func reportsWhatKconfigDropped() async throws {
    let fake = try FakeKernel()
    try fake.scratch.write("CONFIG_KSM=y\n", to: "tree/drop")
    #expect(try await fake.prepare().configDeviations.map(\.symbol) == ["KSM"])
    try fake.scratch.write("CONFIG_TRANSPARENT_HUGEPAGE=y\n", to: "tree/drop")
    try shell("echo '# new' >> Makefile", in: fake.tree)
    let error = await failure { _ = try await fake.prepare() }
    #expect(error?.message.contains("CONFIG_TRANSPARENT_HUGEPAGE") == true)
    #expect(fake.contents(of: "builds").isEmpty)
  }

  @Test func aUsersConfigIsUsedAsItIs() async throws {
    let fake = try FakeKernel()
    let text =
      ConfigFragment.debug.text(for: "x86_64")
      + "# CONFIG_DEBUG_VM is not set\nCONFIG_INIT_STACK_ALL_ZERO=y\n"
    let file = try fake.scratch.write(text, to: "user.config")
    var request = fake.request
    request.configuration = .file(file)
    let kernel = try await KernelPreparer().prepare(request) { _ in }
    #expect(kernel.configDescription == file)
    #expect(Set(kernel.configDeviations.map(\.symbol)) == ["DEBUG_VM", "INIT_STACK_ALL_ZERO"])
    #expect(!fake.runs.contains { $0.hasPrefix("defconfig") })
    #expect(FileSystem.text(file) == text)

    try fake.scratch.write(text + "# CONFIG_USERFAULTFD is not set\n", to: "user.config")
    let error = await failure { _ = try await KernelPreparer().prepare(request) { _ in } }
    #expect(error?.message.hasPrefix("CONFIG_USERFAULTFD is not set in \(file); the spec needs it") == true)
    try fake.scratch.write("hello\n", to: "user.config")
    #expect(await failure { _ = try await KernelPreparer().prepare(request) { _ in } }?.kind == .input)
    request.configuration = .file(file + ".absent")
    #expect(await failure { _ = try await KernelPreparer().prepare(request) { _ in } }?.kind == .input)
  }

  @Test func cancellingEndsTheChildrenAndLeavesNothing() async throws {
    let fake = try FakeKernel()
    try fake.scratch.write("", to: "tree/hang")
    let task = Task { await failure { _ = try await fake.prepare() } }
    let note = fake.scratch.path + "/hanging"
    while FileSystem.text(note)?.isEmpty ?? true { try await Task.sleep(for: .milliseconds(20)) }
    let child = try #require(pid_t((FileSystem.text(note) ?? "").filter(\.isNumber)))
    #expect(kill(child, 0) == 0)
    task.cancel()
    #expect(await task.value == .interrupted)
    // An orphan that was killed may be a zombie until init reaps it.
    let state = try shell("sed -n 's/^State:[^A-Z]*//p' /proc/\(child)/status 2>/dev/null || true")
    #expect(state.isEmpty || state.hasPrefix("Z"))
    #expect(fake.contents(of: "builds").isEmpty)
    #expect(fake.contents(of: "temporary").isEmpty)
  }

  @Test func twoAtOncePrepareOnce() async throws {
    let fake = try FakeKernel()
    async let one = fake.prepare()
    async let two = fake.prepare()
    let both = try await (one, two)
    #expect(both.0 == both.1)
    #expect(fake.runs.count == 3)
  }
}
