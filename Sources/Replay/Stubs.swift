import Bitcode

/// Assembly for what the unit refers to and nobody defines: variables of their size, and functions that
/// report that they were called.
struct Stubs {
  /// Defined by the runtime, or by libc for calls that compilers make on their own.
  private static let provided: Set<String> = [
    "memcpy", "memset", "memmove", "memcmp", "pp_any_at", "pp_as", "pp_order", "pp_pages", "pp_window",
    "pp_is_step", "pp_check", "pp_allowed", "pp_observe", "pp_in",
  ]

  let text: String

  init(object: ElfSymbols, external: [NativeModule.ExternalData]) {
    var lines: [String] = []
    let variables = Dictionary(external.map { ($0.name, $0) }) { first, _ in first }
    let undefined = Set(object.symbols.filter(\.isUndefined).map(\.name)).union(variables.keys)
    for name in undefined.subtracting(Self.provided).sorted() where !Self.isLinkers(name) {
      let symbol = "\"\(name)\""
      lines.append(".globl \(symbol)")
      if let variable = variables[name] {
        let size = max(variable.size, 8)
        lines += [
          ".data", ".balign \(max(variable.alignment, 8))", ".type \(symbol), @object",
          ".size \(symbol), \(size)", "\(symbol): .zero \(size)",
        ]
      } else {
        lines += [
          ".section .rodata", "1: .asciz \(symbol)", ".text", ".type \(symbol), @function",
          "\(symbol): leaq 1b(%rip), %rdi", "andq $-16, %rsp", "call replay_unmodelled",
        ]
      }
    }
    text = lines.joined(separator: "\n") + "\n.section .note.GNU-stack,\"\",@progbits\n"
  }

  /// Linkers make these for sections whose names are C identifiers.
  private static func isLinkers(_ name: String) -> Bool {
    name == "_GLOBAL_OFFSET_TABLE_" || name.hasPrefix("__start___") || name.hasPrefix("__stop___")
  }
}
