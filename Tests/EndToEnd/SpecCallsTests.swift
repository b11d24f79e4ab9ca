import Bitcode
import Checking
import Foundation
import Testing

/// Specs have predicates of their own: which functions of the kernel they call stands in specs/README.md, and is held here
/// against the compiled specs.
@Suite struct SpecCallsTests {
  /// The functions that the table under "Functions of the kernel" names.
  private static func allowed() throws -> Set<String> {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "specs/README.md")
    let text = try String(contentsOf: path, encoding: .utf8)
    let section = try #require(text.components(separatedBy: "## Functions of the kernel\n").last)
    let rows = section.prefix(upTo: section.range(of: "\n## ")?.lowerBound ?? section.endIndex)
      .split(separator: "\n").filter { $0.hasPrefix("| `") }
    return Set(
      rows.compactMap { $0.split(separator: "`").dropFirst().first.map { String($0.prefix { $0 != "(" }) } })
  }

  /// What functions of the spec call that are none of its own, by their names; laws are about what they call.
  private static func calls(_ module: BitcodeModule, function: String) -> [String: Set<String>] {
    let own = Set(CompiledUnit(module: module, function: function).specFunctions)
    var found: [String: Set<String>] = [:]
    for name in own where !name.hasPrefix("pp_law_") {
      for instruction in module.functions[name]?.blocks.flatMap(\.instructions) ?? [] {
        guard case .call(let callee, _, _, _) = instruction.kind, case .function(let called) = callee else {
          continue
        }
        let isOwn =
          own.contains(called) || called.hasPrefix("pp_") || called.hasPrefix("llvm.")
          // What the decoder makes of flags and attributes: no function of the kernel.
          || called.hasPrefix("pteproof.promise.")
        // A failed static assertion.
        if isOwn || called == function || called.hasPrefix("__compiletime_assert_") { continue }
        found[called, default: []].insert(name)
      }
    }
    return found
  }

  @Test(arguments: [("fork", "copy_present_ptes"), ("fork-range", "copy_pte_range")])
  func onlyWhatIsListedIsCalled(_ unit: String, _ function: String) async throws {
    let kernel = try await KernelUnderTest.shared.value
    let calls = Self.calls(try await kernel.module(unit: unit), function: function)
    let allowed = try Self.allowed()
    let unlisted = calls.filter { !allowed.contains($0.key) }
    #expect(unlisted.isEmpty, "\(unlisted)")
    // The test looks at the spec.
    let module = try await kernel.module(unit: unit)
    #expect(CompiledUnit(module: module, function: function).specFunctions.count > 50)
  }

  @Test func aPredicateOfTheKernelIsSeen() async throws {
    let kernel = try await KernelUnderTest.shared.value
    let folder = try kernel.specs(
      "asks-the-kernel", file: "linux/fork-vma.h",
      [
        Replacement(
          "ppf_cow_flags(ppf_src_vma.vm_flags)", "is_cow_mapping(ppf_src_vma.vm_flags)", in: "ppf_is_cow")
      ])
    let calls = Self.calls(
      try await kernel.module(specs: folder), function: "copy_present_ptes")
    #expect(calls["is_cow_mapping"] == ["ppf_is_cow"])
    #expect(try !Self.allowed().contains("is_cow_mapping"))
  }
}
