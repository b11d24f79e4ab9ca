import Foundation
import Testing

/// The names that specs of kernels define begin with a prefix that no kernel has.
@Suite struct SpecNamesTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "specs/linux")

  /// Names that a file defines where a line begins: macros, functions, variables, tags.
  private static func names(in text: String) throws -> Set<String> {
    let code = text.replacing(try Regex(#"(?s)/\*.*?\*/|"(?:[^"\\\n]|\\.)*""#), with: " ")
    let patterns = [
      #"(?m)^#define\s+(\w+)"#, #"(?m)^(?:struct|enum) (\w+) \{"#, #"(?m)^\} (\w+)(?:;|\[)"#,
      #"(?m)^(?:static |__maybe_unused |const |unsigned |struct |enum )*\w+[ *]+(?:const )?(\w+)(?:\(|\[|;| =|,)"#,
    ]
    var names: Set<String> = []
    for pattern in patterns {
      for match in code.matches(of: try Regex(pattern)) {
        if let name = match.output[1].substring { names.insert(String(name)) }
      }
    }
    return names
  }

  /// Words of C, of the kernel's that a spec redefines on purpose, and include guards.
  private static func isMeant(_ name: String) -> Bool {
    ["pp_", "ppf_"].contains { name.lowercased().hasPrefix($0) } || name.hasSuffix("_H")
      || ["copy_present_ptes", "static_assert"].contains(name)
  }

  @Test func allHaveThePrefix() throws {
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    where file.hasSuffix(".h") || file.hasSuffix(".c") {
      let names = try Self.names(in: String(contentsOf: Self.folder.appending(path: file), encoding: .utf8))
      #expect(names.allSatisfy(Self.isMeant), "\(file): \(names.filter { !Self.isMeant($0) }.sorted())")
      count += names.count
    }
    #expect(count > 300)
  }

  @Test func aNameWithoutItIsSeen() throws {
    let text = """
      /* static int commented; */
      static pte_t child_pte(enum pp_state state, pp_word i)
      #define OF_PAGE(k, getter) 1
      static struct {
      \tpp_word member;
      } world;
      static int rss[NR_MM_COUNTERS];
      struct range_folio {
      };
      static struct vm_area_struct src_vma, dst_vma;
      """
    #expect(try Self.names(in: text) == ["child_pte", "OF_PAGE", "world", "rss", "range_folio", "src_vma"])
  }
}
