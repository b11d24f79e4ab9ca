import Foundation
import Testing

@testable import KernelTree

@Suite struct CompilationTests {
  /// The text form of bitcode, by LLVM's own disassembler.
  func assembly(_ bitcode: String, _ kernel: PreparedKernel) throws -> String {
    try shell("llvm-dis-\(kernel.clangMajor) -o - \(bitcode)")
  }

  @Test func compilesOnceUntilAnInputChanges() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    let (bitcode, first) = try await fake.compile(kernel)
    #expect(first == [.compiling(file: "fork.c")])
    #expect(try assembly(bitcode, kernel).contains("define dso_local i32 @pteproof_run"))
    #expect(try await fake.compile(kernel).1 == [.reused(file: "fork.c")])
    // A fresh checkout changes times but no contents.
    try shell("touch -d 2001-01-01 include/step.h ../spec/world.h mm/memory.c", in: fake.tree)
    #expect(try await fake.compile(kernel).1 == [.reused(file: "fork.c")])
    for (file, text) in [
      ("tree/include/step.h", "#define STEP 7\n"), ("spec/world.h", "#define WORLD 9\n"),
      ("tree/mm/memory.c", "static int advance(int pte) { return pte; }\n"),
      ("spec/fork.c", "int pteproof_run(void) { return 1; }\n"),
    ] {
      try fake.scratch.write(text, to: file)
      #expect(try await fake.compile(kernel).1 == [.compiling(file: "fork.c")], "\(file)")
    }
  }

  @Test func aCorruptEntryIsMadeAnew() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    let (bitcode, _) = try await fake.compile(kernel)
    let good = try #require(FileManager.default.contents(atPath: bitcode))
    for damage in [
      "truncate -s 100 \(bitcode)", "rm \(bitcode).json", "rm \(bitcode)", "echo '{' > \(bitcode).json",
    ] {
      try shell(damage)
      #expect(try await fake.compile(kernel).1 == [.compiling(file: "fork.c")], "\(damage)")
      #expect(FileManager.default.contents(atPath: bitcode) == good)
    }
  }

  @Test func anOverlayReplacesFilesUnderTheirOwnNames() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    let (base, _) = try await fake.compile(kernel)
    let header = try fake.scratch.write("#define STEP 4242\n", to: "patched/step.h")
    let source = try fake.scratch.write(
      "#include \"step.h\"\n#include \"new.h\"\nstatic int advance(int pte) { return pte - STEP - NEW; }\n",
      to: "patched/memory.c")
    let new = try fake.scratch.write("#define NEW 17\n", to: "patched/new.h")
    let overlay = ["include/step.h": header, "mm/memory.c": source, "mm/new.h": new]
    let (patched, _) = try await fake.compile(kernel, overlay: overlay)
    #expect(patched != base)
    let text = try assembly(patched, kernel)
    #expect(text.contains("4242"))
    #expect(text.contains(", 17"))
    // Source lines name the tree's file, not the replacement.
    #expect(text.contains("\"tree/mm/memory.c\""))
    #expect(!text.contains("patched"))
    #expect(try await fake.compile(kernel, overlay: overlay).1 == [.reused(file: "fork.c")])
    try fake.scratch.write("#define STEP 4343\n", to: "patched/step.h")
    let (again, steps) = try await fake.compile(kernel, overlay: overlay)
    #expect(steps == [.compiling(file: "fork.c")])
    #expect(try assembly(again, kernel).contains("4343"))
    #expect(try await fake.compile(kernel).1 == [.reused(file: "fork.c")])
  }

  /// What a patch does not touch is not compiled again, and only that.
  @Test func filesThatAreNotReadChangeNothing() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    let (base, _) = try await fake.compile(kernel)
    let text = try fake.scratch.write("#define STEP 4242\n", to: "patched/text")
    try fake.scratch.write("int other;\n", to: "tree/mm/other.c")
    let (same, steps) = try await fake.compile(kernel, overlay: ["mm/other.c": text])
    #expect(same == base)
    #expect(steps == [.reused(file: "fork.c")])
    // One that was read; one of that name by another way; one that the tree does not have, before those that it has.
    try shell("ln -s include headers", in: fake.tree)
    for overlay in [
      ["include/step.h": text], ["mm/other.c": text, "include/step.h": text], ["headers/step.h": text],
      ["mm/step.h": text],
    ] {
      let (other, steps) = try await fake.compile(kernel, overlay: overlay)
      #expect(other != base, "\(overlay)")
      #expect(steps == [.compiling(file: "fork.c")], "\(overlay)")
    }
    #expect(try await assembly(fake.compile(kernel, overlay: ["mm/step.h": text]).0, kernel).contains("4242"))
  }

  /// What a compilation has read is known afterwards: the lines of other files need not be looked for in it.
  @Test func whatIsReadIsKnown() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    try fake.scratch.write("#include \"step.h\"\nint step(void) { return STEP; }\n", to: "tree/mm/step.c")
    let text = try fake.scratch.write("#define STEP 4242\n", to: "patched/text")
    let preparer = KernelPreparer()
    for overlay in [[:], ["mm/memory.c": text], ["include/step.h": text]] {
      let compilation = try await preparer.compilation("mm/step.c", kernel, overlay) { _ in }
      if overlay["mm/memory.c"] == nil {
        // Not yet compiled: nothing is known.
        #expect(try compilation.mayRead(["mm/memory.c"]))
      }
      _ = try await compilation.run { _ in }
      #expect(try !compilation.mayRead(["mm/memory.c"]), "\(overlay)")
      for paths in [["include/step.h"], ["mm/step.c"], ["mm/memory.c", "include/step.h"]] as [Set<String>] {
        #expect(try compilation.mayRead(paths), "\(overlay), \(paths)")
        let lines = try await preparer.activeLines(
          of: paths, treeFile: "mm/step.c", kernel: kernel, overlay: overlay)
        #expect(Set(lines.lines.keys) == paths.subtracting(["mm/memory.c"]))
      }
    }
  }

  @Test func overlayTextIsJSONWhateverTheNames() throws {
    let text = OverlayDescription.text(
      sourceTree: "/t", replacements: ["mm/a\"b.c": "/p/\\x\n", "mm/c.c": "/p/é"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let roots = try #require(object["roots"] as? [[String: Any]])
    #expect(roots.map { $0["name"] as? String } == ["/t/mm"])
    let contents = try #require(roots[0]["contents"] as? [[String: String]])
    #expect(contents.map { $0["name"] } == ["a\"b.c", "c.c"])
    #expect(contents.map { $0["external-contents"] } == ["/p/\\x\n", "/p/é"])
  }

  @Test func namesWhatTheKernelLacks() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    try fake.scratch.write(
      "#include \"mm/memory.c\"\nint f(void) { return copy_present_ptes(0) + pmd_thing; }\n",
      to: "spec/fork.c")
    let error = await failure { _ = try await fake.compile(kernel) }
    #expect(error?.kind == .compilation(undeclared: ["copy_present_ptes", "pmd_thing"]))
    #expect(error?.message.contains("fork.c does not compile with linux 6.99.3-rc1") == true)
    #expect(fake.contents(of: "bitcode").isEmpty)
    #expect(fake.contents(of: "temporary").isEmpty)
  }

  @Test func compilesAFileOfTheTree() async throws {
    let fake = try FakeKernel()
    let kernel = try await fake.prepare()
    try fake.scratch.write("const char *of(void) { return OF; }\n", to: "tree/arch/x86/mm/pgtable.c")
    let preparer = KernelPreparer()
    let bitcode = try await preparer.compileTreeFile(
      "arch/x86/mm/pgtable.c", kernel: kernel, overlay: [:]
    ) { _ in }
    #expect(try assembly(bitcode, kernel).contains("arch/x86/mm/pgtable\\00"))
    #expect(fake.runs.last?.hasPrefix("arch/x86/mm/pgtable.i") == true)
    let count = fake.runs.count
    _ = try await preparer.compileTreeFile("arch/x86/mm/pgtable.c", kernel: kernel, overlay: [:]) { _ in }
    #expect(fake.runs.count == count)
    let error = await failure {
      _ = try await preparer.compileTreeFile("arch/x86/mm/absent.c", kernel: kernel, overlay: [:]) { _ in }
    }
    #expect(error?.message == "this kernel (6.99.3-rc1) has no arch/x86/mm/absent.c")
  }
}
