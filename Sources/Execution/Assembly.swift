import Bitcode
import Terms

/// Inline assembly that has a meaning here, by its text.
///
/// The text is the contract: whatever is not in this table, letter by letter (white space, local labels
/// and the `.pushsection ... .popsection` bookkeeping aside), is unmodelled. Semantics: Intel SDM volume
/// 2; operand order: LLVM LangRef, "Inline Asm Constraint String" (indirect outputs first).
enum AssemblyMeaning: Equatable {
  case nothing
  /// `ud2`: a WARN or BUG site.
  case trap
  /// mem = mem op operand; `result`: the condition code that is an output, if any.
  case update(Update, bytes: Int, flag: Flag?)
  /// Bit operations with the bit number as operand: the old bit is in the carry flag.
  case bit(BitUpdate, answersCarry: Bool)
  case compareExchange(bytes: Int)
  case exchange(bytes: Int)
  case exchangeAdd(bytes: Int)
  /// A per-CPU variable through %gs: the content of the variable, on the one CPU there is. Updates of one are as of any other.
  case perCPULoad(bytes: Int)
  case perCPUStore(bytes: Int)
  /// `rdtsc`: the time stamp counter's low and high words.
  case clock

  enum Update { case add, subtract, and, or, increment, decrement }
  enum BitUpdate { case test, set, reset, complement }
  enum Flag { case equal, sign }

  /// The meaning of a template, or nil.
  init?(template: String, constraints: String) {
    let text = Self.core(of: template)
    switch text {
    case "", "nop", "mfence", "lfence", "sfence", "rep; nop", "pause":
      self = .nothing
      return
    case "rdtsc":
      self = .clock
      return
    default: break
    }
    if Self.isPrefetch(template) {
      self = .nothing
      return
    }
    if text.contains(".byte 0x0f, 0x0b") {
      self = .trap
      return
    }
    let flag: Flag? =
      constraints.contains("={@cce}") || constraints.contains("={@ccz}")
      ? .equal : constraints.contains("={@ccs}") ? .sign : nil
    let words = text.split(separator: " ").filter { $0 != "lock" }.map(String.init)
    guard let mnemonic = words.first else { return nil }
    let segmented = words.dropFirst().joined(separator: " ")
    let operands = segmented.replacing("%gs:", with: "")
    let isPerCPU = operands != segmented
    func bytes(_ stem: String) -> Int? {
      guard mnemonic.hasPrefix(stem), mnemonic.count == stem.count + 1 else { return nil }
      switch mnemonic.last {
      case "b": return 1
      case "w": return 2
      case "l": return 4
      case "q": return 8
      default: return nil
      }
    }
    let isTwo = operands == "$1,$0" || operands == "$1, $0" || operands == "${1:b},$0"
    let isTwoWithFlag = operands == "$2,$0" || operands == "$2, $0"
    if let size = bytes("inc"), operands == "$0" {
      self = .update(.increment, bytes: size, flag: flag)
    } else if let size = bytes("dec"), operands == "$0" {
      self = .update(.decrement, bytes: size, flag: flag)
    } else if let size = bytes("add"), isTwo || (flag != nil && isTwoWithFlag) {
      self = .update(.add, bytes: size, flag: flag)
    } else if let size = bytes("sub"), isTwo || (flag != nil && isTwoWithFlag) {
      self = .update(.subtract, bytes: size, flag: flag)
    } else if let size = bytes("and"), isTwo {
      self = .update(.and, bytes: size, flag: nil)
    } else if let size = bytes("or"), isTwo {
      self = .update(.or, bytes: size, flag: nil)
    } else if mnemonic == "btq" || mnemonic == "btl", operands == "$2,$1" {
      self = .bit(.test, answersCarry: true)
    } else if mnemonic == "btsq", operands == "$1,$0" {
      self = .bit(.set, answersCarry: false)
    } else if mnemonic == "btrq", operands == "$1,$0" {
      self = .bit(.reset, answersCarry: false)
    } else if mnemonic == "btcq", operands == "$1,$0" {
      self = .bit(.complement, answersCarry: false)
    } else if mnemonic == "btsq", isTwoWithFlag {
      self = .bit(.set, answersCarry: true)
    } else if mnemonic == "btrq", isTwoWithFlag {
      self = .bit(.reset, answersCarry: true)
    } else if let size = bytes("cmpxchg"), operands == "$3,$1" || operands == "$3, $1" {
      self = .compareExchange(bytes: size)
    } else if let size = bytes("xchg"), operands == "$0,$1" || operands == "$0, $1" {
      self = .exchange(bytes: size)
    } else if let size = bytes("xadd"), operands == "$0,$1" || operands == "$0, $1" {
      self = .exchangeAdd(bytes: size)
    } else if let size = bytes("mov"), isPerCPU, segmented.hasSuffix(", %gs:$0"), operands == "$1, $0" {
      self = .perCPUStore(bytes: size)
    } else if let size = bytes("mov"), isPerCPU, operands == "${1:a}, $0" || operands == "$1, $0" {
      self = .perCPULoad(bytes: size)
    } else {
      return nil
    }
  }

  /// Whether all that it may come to, by alternatives that boot chooses from, is to prefetch.
  private static func isPrefetch(_ template: String) -> Bool {
    let statements = template.split(separator: "\n").map { $0.replacing("\t", with: " ").trimmingSpaces() }
    var isBookkeeping = false
    var found = 0
    for statement in statements {
      if statement.hasPrefix(".pushsection") {
        isBookkeeping = !statement.hasPrefix(".pushsection .altinstr_replacement")
      } else if statement.hasPrefix(".popsection") {
        isBookkeeping = false
      } else if statement.hasPrefix("prefetch"), !isBookkeeping {
        found += 1
      } else if !isBookkeeping, !statement.hasPrefix("#"), !statement.hasPrefix(".skip "), !statement.isEmpty,
        !(statement.hasSuffix(":") && statement.dropLast().allSatisfy(\.isNumber))
      {
        return false
      }
    }
    return found > 0
  }

  /// The instructions alone: no section bookkeeping, comments, local labels or doubled white space.
  static func core(of template: String) -> String {
    var lines: [String] = []
    var depth = 0
    let statements = template.split(separator: "\n")
    for statement in statements {
      var line = statement.replacing("\t", with: " ").trimmingSpaces()
      if let comment = line.firstRange(of: "/*") {
        line = String(line[..<comment.lowerBound]).trimmingSpaces()
      }
      if let comment = line.firstRange(of: "#") {
        line = String(line[..<comment.lowerBound]).trimmingSpaces()
      }
      if line.hasPrefix(".pushsection") {
        depth += 1
        continue
      }
      if line.hasPrefix(".popsection") {
        depth -= 1
        continue
      }
      if depth > 0 { continue }
      // A local label in front of the instruction: "671:".
      while let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy(\.isNumber),
        colon > line.startIndex
      {
        line = String(line[line.index(after: colon)...]).trimmingSpaces()
      }
      if !line.isEmpty { lines.append(line.split(separator: " ").joined(separator: " ")) }
    }
    return lines.joined(separator: "; ")
  }
}

extension StringProtocol {
  fileprivate func trimmingSpaces() -> String {
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
