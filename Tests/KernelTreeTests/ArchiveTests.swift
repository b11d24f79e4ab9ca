import Foundation
import Testing

@testable import KernelTree

@Suite struct ArchiveTests {
  func prepare(_ path: String, _ fake: FakeKernel, _ seen: Seen = Seen()) async throws -> PreparedKernel {
    try await KernelPreparer().prepare(KernelRequest(path: path, cache: fake.cache)) { seen.add($0) }
  }

  /// The same tree in each wrapping, under names that say nothing about it.
  @Test(arguments: [("-c", Archive.Format.tar), ("-cz", .gzip), ("-cJ", .xz)])
  func unpacksOnce(flag: String, format: Archive.Format) async throws {
    let fake = try FakeKernel()
    let path = fake.scratch.path + "/kernel.bin"
    try shell("tar \(flag) -f kernel.bin tree", in: fake.scratch.path)
    #expect(Archive(path: path)?.format == format)
    let seen = Seen()
    let kernel = try await prepare(path, fake, seen)
    #expect(kernel.sourceTree.hasPrefix(fake.cache + "/trees/"))
    let size = try #require(Archive(path: path)?.size)
    #expect(seen.all.first == .unpacking(bytesDone: 0, bytesTotal: size))
    #expect(seen.all.contains(.unpacking(bytesDone: size, bytesTotal: size)))
    #expect(
      FileSystem.text(kernel.sourceTree + "/mm/memory.c") == FileSystem.text(fake.tree + "/mm/memory.c"))
    let again = Seen()
    #expect(try await prepare(path, fake, again) == kernel)
    #expect(again.all.isEmpty)
    _ = try await fake.compile(kernel)
    #expect(fake.contents(of: "temporary").isEmpty)
  }

  @Test func anotherTarballOfTheSameNameIsAnotherKernel() async throws {
    let fake = try FakeKernel()
    let path = fake.scratch.path + "/linux.tar"
    try shell("tar -c -f linux.tar tree", in: fake.scratch.path)
    let first = try await prepare(path, fake)
    try shell(
      "sed -i 's/^SUBLEVEL.*/SUBLEVEL = 4/' tree/Makefile && tar -c -f linux.tar tree", in: fake.scratch.path)
    let second = try await prepare(path, fake)
    #expect(first.version == "6.99.3-rc1")
    #expect(second.version == "6.99.4-rc1")
  }

  @Test(arguments: ["-c", "-cz", "-cJ"]) func aTruncatedTarballLeavesNothing(flag: String) async throws {
    let fake = try FakeKernel()
    // Noise that does not compress, so that each cut falls into the data.
    try shell("head -c 60000 /dev/urandom > tree/noise; tar \(flag) -f whole.tar tree", in: fake.scratch.path)
    let size = try #require(Int(try shell("stat -c %s whole.tar", in: fake.scratch.path).filter(\.isNumber)))
    for cut in [size / 2, size / 3, 5120, 1024] {
      try shell("head -c \(cut) whole.tar > cut.tar", in: fake.scratch.path)
      let error = await failure { _ = try await prepare(fake.scratch.path + "/cut.tar", fake) }
      #expect(error?.kind == .input)
      #expect(error?.message.contains("cut.tar is truncated or corrupt") == true)
      #expect(fake.contents(of: "trees").isEmpty)
      #expect(fake.contents(of: "temporary").isEmpty)
    }
  }

  @Test func aCorruptTarballIsRefused() async throws {
    let fake = try FakeKernel()
    try shell(
      "head -c 60000 /dev/urandom > tree/noise; tar -cJ -f bad.tar tree; "
        + "printf 'XXXXXXXX' | dd of=bad.tar bs=1 seek=30000 conv=notrunc 2>/dev/null", in: fake.scratch.path)
    let error = await failure { _ = try await prepare(fake.scratch.path + "/bad.tar", fake) }
    #expect(error?.message.contains("bad.tar is truncated or corrupt") == true)
    #expect(fake.contents(of: "trees").isEmpty)
  }

  @Test func aTarballWithoutAKernelIsRefused() async throws {
    let fake = try FakeKernel()
    try shell("tar -cz -f other.tar.gz spec", in: fake.scratch.path)
    let path = fake.scratch.path + "/other.tar.gz"
    let error = await failure { _ = try await prepare(path, fake) }
    #expect(error?.message == "there is no kernel source tree in \(path)")
    #expect(fake.contents(of: "trees").isEmpty)
    #expect(fake.contents(of: "temporary").isEmpty)
  }
}
