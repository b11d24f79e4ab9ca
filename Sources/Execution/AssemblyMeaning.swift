import Bitcode
import Terms

/// Inline assembly that has a meaning here, by its text and its constraints.
///
/// Both are the contract: whatever is not in this table, letter by letter (white space, local labels and the
/// `.pushsection ... .popsection` bookkeeping aside), is unmodelled. Semantics: Intel SDM volume 2; operand order:
/// LLVM LangRef, "Inline Asm Constraint String" (indirect outputs first).
enum AssemblyMeaning: Equatable {
  case nothing
  /// An empty template that hides a value from the compiler: the result is the argument.
  case identity
  /// `ud2`: a WARN or BUG site.
  case trap
  /// mem = mem op operand; `flag`: the condition code that is an output, if any. The operand is an argument by number.
  case update(Update, bytes: Int, operand: Int?, flag: Flag?)
  /// Whether memory and operand have a bit in common.
  case testBits(bytes: Int)
  /// Bit operations with the bit number as operand: the old bit is in the carry flag.
  case bit(BitUpdate, bytes: Int, answersCarry: Bool)
  case compareExchange(bytes: Int)
  case exchange(bytes: Int)
  case exchangeAdd(bytes: Int)
  /// The number of a bit that is set. Of 0: the old content of the output, what the instruction says, or anything.
  case scan(Scan, ofZero: OfZero)
  /// A per-CPU variable through %gs: the content of the variable, on the one CPU there is. Updates of one are as of any other.
  case perCPULoad(bytes: Int)
  case perCPUStore(bytes: Int)
  /// `call NAME` of a function that is written in assembly, takes and gives nothing, and keeps all registers: what the
  /// spec's model of it says.
  case call(String)
  /// `rdtsc`: the time stamp counter's low and high words.
  case clock

  /// Whether what the memory held before does not matter.
  var onlyStores: Bool {
    if case .perCPUStore = self { return true }
    return false
  }

  enum Update { case add, subtract, and, or, xor, increment, decrement }
  enum BitUpdate { case test, set, reset, complement }
  enum Flag { case equal, sign }
  enum Scan { case lowest, highest }
  enum OfZero { case unchanged, width, anything }

  /// The meaning of a template, or nil.
  init?(template: String, constraints text: String) {
    let constraints = AssemblyConstraints(text)
    guard !constraints.operands.contains(.other) else { return nil }
    let core = Self.core(of: template)
    switch core {
    case "" where constraints.operands == [.output, .tied(0)]:
      self = .identity
      return
    case "", "nop", "mfence", "lfence", "sfence", "rep; nop", "pause":
      guard constraints.outputs.allSatisfy({ $0 == .memoryOutput }), Self.isUpdated(constraints) else {
        return nil
      }
      self = .nothing
      return
    case "rdtsc":
      guard constraints.operands == [.output, .output] else { return nil }
      self = .clock
      return
    case ".byte 0x0f, 0x0b", "ud2":
      guard constraints.outputs.isEmpty else { return nil }
      self = .trap
      return
    default: break
    }
    // The stack pointer is an operand that comes back (ASM_CALL_CONSTRAINT), and nothing else is.
    if core.hasPrefix("call "), text.hasPrefix("={rsp},{rsp},~"), constraints.operands.count == 2 {
      let name = core.dropFirst("call ".count)
      guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return nil }
      self = .call(String(name))
      return
    }
    if constraints.outputs.isEmpty, Self.onlyPrefetches(template) {
      self = .nothing
      return
    }
    guard let statement = AssemblyStatement(core) else { return nil }
    let found =
      Self.update(statement, constraints) ?? Self.bit(statement, constraints)
      ?? Self.exchange(statement, constraints) ?? Self.scan(statement, constraints)
      ?? Self.perCPU(statement, constraints)
    guard let found else { return nil }
    self = found
  }

  /// Whether each memory operand that is written is read, too: as many inputs as outputs are memory.
  private static func isUpdated(_ constraints: AssemblyConstraints) -> Bool {
    constraints.outputs.count { $0 == .memoryOutput } <= constraints.inputs.count { $0 == .memory }
  }

  private static func flag(_ name: String) -> Flag? {
    switch name {
    case "e", "z": .equal
    case "s": .sign
    default: nil
    }
  }

  private static func update(_ statement: AssemblyStatement, _ constraints: AssemblyConstraints) -> Self? {
    let (outputs, inputs) = (constraints.outputs, constraints.inputs)
    if let size = statement.bytes("test"), !statement.isLocked,
      outputs == [.flag("nz")] || outputs == [.flag("ne")],
      inputs.count == 2, inputs[0] == .memory, case .value = inputs[1],
      statement.has([.init(2, size), .init(1)])
    {
      return .testBits(bytes: size)
    }
    let kinds: [(String, Update)] = [
      ("inc", .increment), ("dec", .decrement), ("add", .add), ("sub", .subtract), ("and", .and), ("or", .or),
      ("xor", .xor),
    ]
    guard
      let (kind, size) = kinds.lazy.compactMap({ stem, kind in statement.bytes(stem).map { (kind, $0) } })
        .first,
      let memory = outputs.firstIndex(of: .memoryOutput), inputs.last == .memory
    else { return nil }
    var flag: Flag?
    switch outputs.count {
    case 1: break
    case 2:
      // Logical operations set these, too; none of the kernel's asks but xor.
      guard case .flag(let name) = outputs[1 - memory], let known = Self.flag(name) else { return nil }
      flag = known
    default: return nil
    }
    if kind == .increment || kind == .decrement {
      guard inputs.count == 1, statement.has([.init(memory)]) else { return nil }
      return .update(kind, bytes: size, operand: nil, flag: flag)
    }
    guard inputs.count == 2, case .value = inputs[0],
      statement.has([.init(outputs.count, size), .init(memory)])
    else { return nil }
    return .update(kind, bytes: size, operand: constraints.argument(of: outputs.count), flag: flag)
  }

  private static func bit(_ statement: AssemblyStatement, _ constraints: AssemblyConstraints) -> Self? {
    let kinds: [(String, BitUpdate)] = [("bts", .set), ("btr", .reset), ("btc", .complement), ("bt", .test)]
    guard
      let (kind, size) = kinds.lazy.compactMap({ stem, kind in statement.bytes(stem).map { (kind, $0) } })
        .first,
      size >= 4
    else { return nil }
    let (outputs, inputs) = (constraints.outputs, constraints.inputs)
    switch (outputs, inputs.count) {
    case ([], 2), ([.flag("c")], 2):
      guard inputs[0] == .memory, case .value = inputs[1],
        statement.has([.init(outputs.count + 1), .init(outputs.count)])
      else { return nil }
      // An operand that is only read is written behind the compiler's back, unless it says so of all memory.
      guard kind == .test ? !statement.isLocked : constraints.clobbersMemory else { return nil }
      return .bit(kind, bytes: size, answersCarry: !outputs.isEmpty)
    case ([.memoryOutput], 2), ([.memoryOutput, .flag("c")], 2):
      guard kind != .test, case .value = inputs[0], inputs[1] == .memory,
        statement.has([.init(outputs.count), .init(0)])
      else { return nil }
      return .bit(kind, bytes: size, answersCarry: outputs.count == 2)
    default: return nil
    }
  }

  private static func exchange(_ statement: AssemblyStatement, _ constraints: AssemblyConstraints) -> Self? {
    let (outputs, inputs) = (constraints.outputs, constraints.inputs)
    if let size = statement.bytes("cmpxchg"), outputs == [.flag("z"), .memoryOutput, .output],
      inputs == [.value(isLiteral: false), .memory, .tied(2)],
      statement.has([.init(3, size), .init(1)])
    {
      return .compareExchange(bytes: size)
    }
    guard outputs == [.output, .memoryOutput], inputs == [.tied(0), .memory] else { return nil }
    if let size = statement.bytes("xchg"), statement.has([.init(0, size), .init(1)]) {
      return .exchange(bytes: size)
    }
    if let size = statement.bytes("xadd"), statement.has([.init(0, size), .init(1)]) {
      return .exchangeAdd(bytes: size)
    }
    return nil
  }

  private static func scan(_ statement: AssemblyStatement, _ constraints: AssemblyConstraints) -> Self? {
    let inputs = constraints.inputs
    guard constraints.outputs == [.output], let source = inputs.first, case .value(isLiteral: false) = source,
      inputs.count == 1 || inputs == [source, .tied(0)], !statement.isLocked
    else { return nil }
    let isKept = inputs.count == 2
    func names(_ stem: String) -> Bool {
      ["", "l", "q"].contains { statement.mnemonic == stem + $0 } && statement.operands.count == 2
        && statement.operands[0] == .init(1) && statement.operands[1].number == 0
    }
    // By the architects' word, which the kernel relies on (fls(), ffs()): bsr and bsf of 0 leave the register as it was.
    if !statement.isRepeated, names("bsr") { return .scan(.highest, ofZero: isKept ? .unchanged : .anything) }
    if !statement.isRepeated, names("bsf") { return .scan(.lowest, ofZero: isKept ? .unchanged : .anything) }
    // `rep bsf` is tzcnt where the processor knows that, and bsf where it does not.
    if statement.isRepeated, names("bsf") { return .scan(.lowest, ofZero: .anything) }
    if !statement.isRepeated, names("tzcnt") { return .scan(.lowest, ofZero: .width) }
    return nil
  }

  private static func perCPU(_ statement: AssemblyStatement, _ constraints: AssemblyConstraints) -> Self? {
    guard let size = statement.bytes("mov"), !statement.isLocked else { return nil }
    switch (statement.text, constraints.operands.count) {
    case ("%gs:${1:a}, $0", 2), ("%gs:$1, $0", 2):
      guard constraints.operands[0] == .output, !constraints.operands[1].isOutput else { return nil }
    case ("$1, %gs:$0", 2):
      guard constraints.operands[0] == .memoryOutput, case .value = constraints.operands[1] else {
        return nil
      }
      return .perCPUStore(bytes: size)
    default: return nil
    }
    return .perCPULoad(bytes: size)
  }

  // MARK: Text

  /// The instructions alone: no section bookkeeping, comments, local labels or doubled white space.
  static func core(of template: String) -> String {
    var lines: [String] = []
    var depth = 0
    for statement in template.split(separator: "\n") {
      let line = withoutComment(statement)
      // A section may begin and end in one line, and begin behind a label.
      let parts =
        line.contains("section") ? line.split(separator: ";").map { withoutLabels($0.trimmingSpaces()) } : []
      if parts.contains(where: { $0.hasPrefix(".pushsection") || $0.hasPrefix(".popsection") }) {
        for part in parts {
          if part.hasPrefix(".pushsection") {
            depth += 1
          } else if part.hasPrefix(".popsection") {
            depth -= 1
          } else if depth == 0 {
            lines.append(part.split(separator: " ").joined(separator: " "))
          }
        }
        continue
      }
      if depth > 0 { continue }
      let instruction = withoutLabels(line)
      if !instruction.isEmpty {
        lines.append(instruction.split(separator: " ").joined(separator: " "))
      }
    }
    return lines.joined(separator: "; ")
  }

  private static func withoutComment(_ statement: Substring) -> String {
    var line = statement.replacing("\t", with: " ").trimmingSpaces()
    for start in ["/*", "#"] {
      if let comment = line.firstRange(of: start) {
        line = String(line[..<comment.lowerBound]).trimmingSpaces()
      }
    }
    return line
  }

  /// A local label in front of the instruction: "671:".
  private static func withoutLabels(_ line: String) -> String {
    var line = line
    while let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy(\.isNumber), colon > line.startIndex
    {
      line = String(line[line.index(after: colon)...]).trimmingSpaces()
    }
    return line
  }

  /// Whether all instructions are prefetches, those of alternatives that may be patched in included.
  private static func onlyPrefetches(_ template: String) -> Bool {
    var section: String?
    var count = 0
    for statement in template.split(separator: "\n") {
      let line = withoutLabels(withoutComment(statement))
      if line.isEmpty { continue }
      if line.hasPrefix(".pushsection") {
        guard section == nil else { return false }
        section = line.split { " ,".contains($0) }.dropFirst().first.map(String.init) ?? ""
      } else if line.hasPrefix(".popsection") {
        section = nil
      } else if line.hasPrefix("prefetch") {
        guard !line.contains(";"), section == nil || section == ".altinstr_replacement" else { return false }
        count += 1
      } else if section == nil {
        // Padding by nops.
        guard line.hasPrefix(".skip "), line.hasSuffix(",0x90") else { return false }
      } else {
        guard section == ".altinstructions", line.hasPrefix(".") else { return false }
      }
    }
    return count > 0
  }
}

extension StringProtocol {
  func trimmingSpaces() -> String {
    var slice = self[...]
    while slice.first == " " { slice.removeFirst() }
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}

/// The first line of a template, for messages.
func summary(of template: String) -> String {
  let text = AssemblyMeaning.core(of: template)
  return text.count > 60 ? String(text.prefix(57)) + "..." : text
}
