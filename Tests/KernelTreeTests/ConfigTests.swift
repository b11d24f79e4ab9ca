import Testing

@testable import KernelTree

@Suite struct ConfigTests {
  @Test func readsBackSymbols() {
    let config = KernelConfig(
      text: "#\n# Linux\nCONFIG_A=y\n# CONFIG_B is not set\nCONFIG_C=m\nCONFIG_D=\"x=y\"\nCONFIG_A2=0x10\n")
    #expect(config["A"] == "y")
    #expect(config["B"] == "n")
    #expect(config["C"] == "m")
    #expect(config["D"] == "\"x=y\"")
    #expect(config["A2"] == "0x10")
    #expect(config["ABSENT"] == "n")
  }

  @Test func theLastLineCounts() {
    #expect(KernelConfig(text: "CONFIG_A=y\n# CONFIG_A is not set\n")["A"] == "n")
    #expect(KernelConfig(text: "# CONFIG_A is not set\nCONFIG_A=y\n")["A"] == "y")
  }

  @Test(arguments: ["x86_64", "arm64"]) func theFragmentAgreesWithItself(architecture: String) {
    let config = KernelConfig(text: ConfigFragment.debug.text(for: architecture))
    #expect(config.deviations(from: .debug, architecture: architecture).isEmpty)
    #expect(config.missing(from: .debug, architecture: architecture) == nil)
  }

  @Test func namesWhatIsMissing() {
    let text =
      ConfigFragment.debug.text(for: "x86_64") + "# CONFIG_USERFAULTFD is not set\nCONFIG_KASAN=y\n"
    let config = KernelConfig(text: text)
    #expect(config.missing(from: .debug, architecture: "x86_64")?.name == "USERFAULTFD")
    let deviations = config.deviations(from: .debug, architecture: "x86_64")
    #expect(deviations.map(\.symbol) == ["USERFAULTFD", "KASAN"])
    #expect(deviations.map(\.wanted) == ["y", "n"])
    #expect(deviations.map(\.found) == ["n", "y"])
    #expect(deviations.allSatisfy { !$0.hides.isEmpty })
  }

  @Test func softDirtyIsNoConditionOnArm() {
    let config = KernelConfig(text: ConfigFragment.debug.text(for: "arm64"))
    #expect(config["MEM_SOFT_DIRTY"] == "n")
    #expect(config.missing(from: .debug, architecture: "arm64") == nil)
    #expect(config.missing(from: .debug, architecture: "x86_64")?.name == "MEM_SOFT_DIRTY")
  }

  @Test func findsTheCache() {
    #expect(KernelRequest.defaultCache(environment: ["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/pteproof")
    #expect(
      KernelRequest.defaultCache(environment: ["XDG_CACHE_HOME": "c", "HOME": "/h"]) == "/h/.cache/pteproof")
    #expect(KernelRequest.defaultCache(environment: ["HOME": "/h"]) == "/h/.cache/pteproof")
  }
}
