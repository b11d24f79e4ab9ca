/// kbuild's flags for a C file, made fit for bitcode that still says what the C says.
enum BitcodeFlags {
  /// Flags whose value is the next word.
  private static let paired: Set<String> = [
    "-o", "-include", "-isystem", "-I", "-D", "-U", "-x", "-target", "-Xclang", "-mllvm", "--param",
    "-idirafter",
    "-iquote", "-imacros",
  ]
  /// Of those, the ones dropped with their value: outputs, and options of passes that do not run.
  private static let droppedPairs: Set<String> = ["-o", "-mllvm", "-x"]

  private static let dropped: Set<String> = [
    "-c", "-S", "-E", "-pg", "-mfentry", "-mrecord-mcount", "-mnop-mcount",
  ]

  /// Prefixes of flags to drop: dependency output, optimisation, what changes the code or refuses it.
  private static let droppedPrefixes = [
    "-Wp,-MMD", "-Wp,-MD", "-O", "-ftrivial-auto-var-init", "-enable-trivial-auto-var-init",
    "-fstack-protector",
    "-fcf-protection", "-Werror", "-fsanitize", "-fno-sanitize", "-fpatchable-function-entry", "-flto",
    "-fsplit-lto-unit", "-fprofile", "-fcoverage", "-ftest-coverage", "-g", "-DCC_USING_", "-Wa,",
    "-fdump", "-save-temps",
  ]

  /// Kept although a prefix of theirs is dropped: arch/x86/include/asm/ftrace.h refuses to compile without.
  private static let kept: Set<String> = ["-DCC_USING_FENTRY"]

  /// What replaces them: unoptimised but not `optnone`, so that later passes may run, with source lines.
  private static let added = ["-O1", "-Xclang", "-disable-llvm-passes", "-g", "-emit-llvm", "-w"]

  /// The flags of `command` (its first word is the compiler) without its outputs and its source file.
  static func make(from command: [String]) -> [String] {
    var flags: [String] = []
    var words = command.dropFirst()
    while let word = words.popFirst() {
      if paired.contains(word) {
        guard let value = words.popFirst() else { break }
        if !droppedPairs.contains(word) { flags += [word, value] }
      } else if !word.hasPrefix("-") || dropped.contains(word)
        || !kept.contains(word) && droppedPrefixes.contains(where: word.hasPrefix)
      {
        continue
      } else {
        flags.append(word)
      }
    }
    return flags + added
  }
}
