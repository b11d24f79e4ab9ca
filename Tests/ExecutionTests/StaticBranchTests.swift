import Bitcode
import Execution
import Testing

/// Static branches, by the table in include/linux/jump_label.h: which way they go for a key that is on or off, and a
/// branch that is likely (the code is where the key is on) or not.
@Suite struct StaticBranchTests {
  private static let preamble = #"""
    struct static_key { int enabled; long entries; };
    #define ENTRY ".pushsection __jump_table,  \"aw\" \n\t .balign 8 \n\t.long 1b - . \n\t" \
      ".long %l[l_yes] - . \n\t .quad %c0 + %c1 - .\n\t.popsection \n\t"
    #define always static inline __attribute__((always_inline))
    always int branch(struct static_key *key, int branch) {
      asm goto("1:jmp %l[l_yes] # objtool NOPs this \n\t" ENTRY : : "i"(key), "i"(2 | branch) : : l_yes);
      return 0;
    l_yes:
      return 1;
    }
    always int branch_nop(struct static_key *key, int branch) {
      asm goto("1:.byte 0x0f,0x1f,0x44,0x00,0x00\n\t" ENTRY : : "i"(key), "i"(branch) : : l_yes);
      return 0;
    l_yes:
      return 1;
    }
    always int branch_jump(struct static_key *key, int branch) {
      asm goto("1:jmp %l[l_yes]\n\t" ENTRY : : "i"(key), "i"(branch) : : l_yes);
      return 0;
    l_yes:
      return 1;
    }
    static struct static_key key;
    """#

  /// static_branch_unlikely() of a key that begins as false, static_branch_likely() of one that begins as true, and so on: each
  /// with the assembly that the kernel has for it. The value is whether the branch takes the key for enabled.
  private static let forms: [(name: String, value: String)] = [
    ("unlikely, begins false", "branch(&key, 0)"),
    ("unlikely, begins false, no objtool", "branch_nop(&key, 0)"),
    ("likely, begins true", "!branch(&key, 1)"),
    ("likely, begins true, no objtool", "!branch_nop(&key, 1)"),
    ("likely, begins false", "!branch_jump(&key, 1)"),
    ("unlikely, begins true", "branch_jump(&key, 0)"),
  ]

  @Test(arguments: forms.indices, [-1, 0, 1, 3])
  func theBranchIsWhatTheKeyIs(_ form: Int, _ count: Int) throws {
    let run = try SpecRun(
      Self.preamble + "int t_run(void) { key.enabled = \(count); return \(Self.forms[form].value); }")
    #expect(run.obligations.isEmpty, "\(run.obligations.map(\.what))")
    // static_key_enabled(): -1 stands while the first user switches the key on (kernel/jump_label.c).
    #expect(run.result.flatMap(run.pool.asConstant) == (count != 0 ? 1 : 0), "\(Self.forms[form].name)")
  }

  @Test func aKeyThatIsNotKnownGoesBothWaysTogether() throws {
    let run = try SpecRun(
      Self.preamble
        + "int t_run(int on) { key.enabled = on; return branch(&key, 0) * 2 + !branch(&key, 1) + 4 * !on; }",
      inputs: [.init("on", 32)])
    let result = try #require(run.result)
    #expect(run.obligations.isEmpty)
    for (on, value) in [(0, 4), (1, 3), (0xffff_ffff, 3)] as [(UInt64, UInt64)] {
      #expect(run.pool.evaluate(result) { _ in on } == value)
    }
  }

  /// Anything that is not letter by letter a static branch has no meaning.
  @Test(arguments: [
    #"asm goto("jmp %l[l_yes]" : : "i"(&key), "i"(0) : : l_yes);"#,
    #"asm goto("1:jc %l[l_yes]\n\t" ENTRY : : "i"(&key), "i"(0) : : l_yes);"#,
    #"asm goto("1:jmp %l[l_yes]\n\t" ENTRY "nop\n\t" : : "i"(&key), "i"(0) : : l_yes);"#,
    #"asm goto("1:jmp %l[l_yes]\n\t" ENTRY : : "i"(&key), "i"(0), "r"(key.entries) : : l_yes);"#,
    #"asm goto("1:jmp %l[l_yes]\n\t" ENTRY : "+m"(key.enabled) : "i"(&key), "i"(0) : : l_yes);"#,
  ])
  func otherJumpsAreUnmodelled(_ assembly: String) throws {
    let run = try SpecRun(
      Self.preamble + "int t_run(void) { \(assembly) return 0; l_yes: return 1; }")
    #expect(run.obligations.contains { $0.what.contains("asm goto in t_run()") }, "\(run.obligations)")
  }
}
