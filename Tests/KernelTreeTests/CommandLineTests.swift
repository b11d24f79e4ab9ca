import Testing

@testable import KernelTree

@Suite struct CommandLineTests {
  /// What the shell itself makes of the same line is the expected value.
  @Test(arguments: [
    #"clang -DA='"mm/memory"' -Ix  -c"#, #"a"b c"d 'e f'g\ h"#, #""\"\\\$x\`y\z""#, #"'' "" x"#,
    #"-D'X=a b' -D"Y='1'""#,
    #"a\'b "it's" 'say "hi"'"#, "tab\tseparated \\\"quoted\\\"",
  ])
  func splitsLikeTheShell(line: String) throws {
    let expected = try shell("printf '%s\\n' \(line)").split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .dropLast().map(String.init)
    #expect(ShellWords.split(line) == expected)
  }

  @Test func endsAtAnOperator() {
    #expect(ShellWords.split("clang -c x.c ; objtool x.o") == ["clang", "-c", "x.c"])
    #expect(ShellWords.split("clang -D'A;B' -c x.c && y") == ["clang", "-DA;B", "-c", "x.c"])
  }

  @Test(arguments: ["clang 'open", "clang \"open", "clang \\"]) func refusesAnOpenQuote(line: String) {
    #expect(ShellWords.split(line) == nil)
  }

  @Test func readsSavedCommands() {
    // The escapes are make's own: $$ is a dollar sign, and scripts/Kbuild.include writes # as $(pound).
    let text =
      "savedcmd_mm/memory.i := clang-19 -DP='a$(pound)b' -DD='$$x' -o mm/memory.i m.c\n\nsource_x := m.c\n"
    #expect(SavedCommand.words(of: text) == ["clang-19", "-DP=a#b", "-DD=$x", "-o", "mm/memory.i", "m.c"])
    #expect(SavedCommand.words(of: "cmd_mm/memory.o := gcc -c m.c\n") == ["gcc", "-c", "m.c"])
    #expect(SavedCommand.words(of: "deps_x := y\n") == nil)
  }

  @Test func keepsWhatGivesMeaningAndDropsTheRest() {
    let command = [
      "clang-19", "-E", "-Wp,-MMD,mm/.memory.i.d", "-nostdinc", "-I/t/include", "-include", "/t/k.h",
      "-D__KERNEL__",
      "--target=x86_64-linux-gnu", "-Werror=return-type", "-Werror", "-std=gnu11", "-fcf-protection=branch",
      "-O2",
      "-fstack-protector-strong", "-ftrivial-auto-var-init=zero", "-fsanitize=kernel-address", "-mllvm",
      "-asan-stack=1", "-pg", "-mfentry", "-DCC_USING_FENTRY", "-g", "-gdwarf-5", "-fno-strict-aliasing",
      "-D", "A=b",
      "-DKBUILD_BASENAME=\"memory\"", "-c", "-o", "mm/memory.i", "/t/mm/memory.c",
    ]
    #expect(
      BitcodeFlags.make(from: command) == [
        "-nostdinc", "-I/t/include", "-include", "/t/k.h", "-D__KERNEL__", "--target=x86_64-linux-gnu",
        "-std=gnu11", "-DCC_USING_FENTRY",
        "-fno-strict-aliasing", "-D", "A=b", "-DKBUILD_BASENAME=\"memory\"", "-O1", "-Xclang",
        "-disable-llvm-passes", "-g", "-emit-llvm", "-w",
      ])
  }

  @Test func readsDependencyLists() {
    #expect(
      Dependencies.ofRule("fork.o: /s/fork.c \\\n  /t/a\\ b.h ./c.h \\\n /t/d$$e.h\n")
        == ["/s/fork.c", "/t/a b.h", "./c.h", "/t/d$e.h"])
    let command = """
      savedcmd_mm/memory.i := clang -c

      source_mm/memory.i := /t/mm/memory.c

      deps_mm/memory.i := \\
          $(wildcard include/config/MMU) \\
        /t/include/a.h \\
        include/generated/b.h \\

      mm/memory.i: $(deps_mm/memory.i)
      """
    #expect(
      Dependencies.ofCommandFile(command) == ["/t/mm/memory.c", "/t/include/a.h", "include/generated/b.h"])
  }
}
