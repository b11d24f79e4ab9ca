import Bitcode
import Testing

@testable import Checking

@Suite struct CompiledUnitTests {
  /// As clang names them: whole, or from where the folder that it runs in ends to be the same.
  @Test func filesOfTheSpecs() {
    let specs = "/home/u/.cache/pteproof/specs-1f"
    for file in [
      "/home/u/.cache/pteproof/specs-1f/linux/fork.h", "specs-1f/linux/fork.h",
      "pteproof/specs-1f/include/a.h",
      "specs-1f/fork.c",
    ] {
      #expect(SourceLocation.isFile(file, below: specs), "\(file)")
    }
    for file in [
      "/home/u/.cache/pteproof/specs-1f2/linux/fork.h", "specs-2e/linux/fork.h", "trees/linux/mm/memory.c",
      "mm/memory.c", "fork.h", "/specs-1f/linux/fork.h", "trees/specs-1f/x.c", "",
    ] {
      #expect(!SourceLocation.isFile(file, below: specs), "\(file)")
    }
  }
}
