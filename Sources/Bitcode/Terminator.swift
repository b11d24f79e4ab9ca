/// How a block ends. Targets are block numbers.
public enum Terminator: Sendable {
  case jump(Int)
  case branch(Operand, then: Int, else: Int)
  case `switch`(Operand, width: Int, cases: [(value: UInt64, target: Int)], default: Int)
  case `return`(Operand?, ValueType)
  /// asm goto: falls through to `default` or jumps to one of `indirect`.
  case callBranch(
    InlineAssembly, arguments: [Operand], default: Int, indirect: [Int], result: Int?, type: ValueType)
  case unreachable
  /// A terminator that has no meaning here, as LLVM prints it.
  case unsupported(String)

  /// The blocks that may run next, each once, in the order in which the terminator names them.
  public var successors: [Int] {
    let all: [Int]
    switch self {
    case .jump(let target): all = [target]
    case .branch(_, let then, let otherwise): all = [then, otherwise]
    case .switch(_, _, let cases, let otherwise): all = [otherwise] + cases.map(\.target)
    case .callBranch(_, _, let normal, let indirect, _, _): all = [normal] + indirect
    case .return, .unreachable, .unsupported: all = []
    }
    var seen: Set<Int> = []
    return all.filter { seen.insert($0).inserted }
  }
}
