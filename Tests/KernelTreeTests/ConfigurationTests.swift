import Foundation
import Testing

@testable import KernelTree

/// Configurations as an axis: what each wants, and that each has a preparation of its own.
@Suite struct ConfigurationTests {
  @Test func plainIsWhatDistributionsShip() {
    let plain = KernelConfig(text: ConfigFragment.plain.text(for: "x86_64"))
    let debug = KernelConfig(text: ConfigFragment.debug.text(for: "x86_64"))
    let differences = Set(plain.values.keys).union(debug.values.keys).filter { plain[$0] != debug[$0] }
    #expect(
      differences == [
        "DEBUG_VM", "JUMP_LABEL", "NUMA_BALANCING", "MEMORY_FAILURE", "PREEMPT_VOLUNTARY", "PREEMPT_DYNAMIC",
        "PAGE_TABLE_CHECK",
      ])
    #expect(plain["DEBUG_VM"] == "n" && plain["PAGE_TABLE_CHECK"] == "n")
    #expect(differences.subtracting(["DEBUG_VM", "PAGE_TABLE_CHECK"]).allSatisfy { plain[$0] == "y" })
    #expect(plain.deviations(from: .plain, architecture: "x86_64").isEmpty)
    #expect(Set(debug.deviations(from: .plain, architecture: "x86_64").map(\.symbol)) == differences)
    // What a spec cannot do without is wanted in both.
    #expect(KernelConfig(text: "").missing(from: .plain, architecture: "x86_64") != nil)
    for name in ["64BIT", "MMU", "TRANSPARENT_HUGEPAGE", "USERFAULTFD", "MEM_SOFT_DIRTY"] {
      #expect(plain[name] == "y")
    }
  }

  @Test func eachConfigurationHasItsOwnPreparation() async throws {
    let fake = try FakeKernel()
    var request = fake.request
    let debug = try await KernelPreparer().prepare(request) { _ in }
    request.configuration = .plain
    let plain = try await KernelPreparer().prepare(request) { _ in }
    #expect(debug.buildDirectory != plain.buildDirectory && debug.identity != plain.identity)
    #expect(debug.configDescription.hasPrefix("debug: ") && plain.configDescription.hasPrefix("plain: "))
    #expect(debug.configDeviations.isEmpty && plain.configDeviations.isEmpty)
    #expect(KernelConfig(text: FileSystem.text(debug.buildDirectory + "/.config") ?? "")["DEBUG_VM"] == "y")
    #expect(KernelConfig(text: FileSystem.text(plain.buildDirectory + "/.config") ?? "")["DEBUG_VM"] == "n")
    let runs = fake.runs.count
    let again = try await KernelPreparer().prepare(request) { _ in }
    #expect(again == plain)
    let first = try await KernelPreparer().prepare(fake.request) { _ in }
    #expect(first == debug)
    #expect(fake.runs.count == runs, "both are kept")
  }

  @Test func bothArePreparedSideBySide() async throws {
    let fake = try FakeKernel()
    var plain = fake.request
    plain.configuration = .plain
    async let one = KernelPreparer().prepare(fake.request) { _ in }
    async let other = KernelPreparer().prepare(plain) { _ in }
    #expect(try await one.buildDirectory != other.buildDirectory)
    #expect(fake.contents(of: "builds").count == 2)
  }

  @Test func debiansConfigurationIsFound() async throws {
    let fake = try FakeKernel()
    let cache = try Cache(at: fake.cache)
    let root = fake.scratch.path + "/root"
    func source() async throws -> ConfigSource {
      try await DistributionConfig(tree: fake.tree, architecture: "x86_64", cache: cache, root: root).source()
    }
    let series = try #require(SourceTree.version(of: fake.tree)).split(separator: ".").prefix(2)
      .joined(separator: ".")
    let error = await failure { _ = try await source() }
    #expect(error?.kind == .input)
    #expect(error?.message == "no configuration of Debian's for Linux \(series) is found")
    #expect(error?.hint.contains("linux-config-\(series)") == true)

    // Of another version: not taken.
    try fake.scratch.write("CONFIG_A=y\n", to: "root/boot/config-1.0.0-1-amd64")
    #expect(await failure { _ = try await source() } != nil)
    try fake.scratch.write("CONFIG_A=y\n", to: "root/boot/config-\(series).3-1-amd64")
    guard case .file(let booted, _) = try await source() else {
      Issue.record("no file")
      return
    }
    #expect(booted.hasSuffix("config-\(series).3-1-amd64"))

    // The package's own goes first; it is compressed.
    try fake.scratch.write(
      "CONFIG_B=y\n", to: "root/usr/src/linux-config-\(series)/config.amd64_none_amd64")
    try shell("xz config.amd64_none_amd64", in: root + "/usr/src/linux-config-\(series)")
    guard case .file(let packaged, let text) = try await source() else {
      Issue.record("no file")
      return
    }
    #expect(packaged.hasSuffix(".xz") && text == "CONFIG_B=y\n")
  }
}
