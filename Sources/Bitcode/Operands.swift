extension InstructionKind {
  /// All values that the instruction reads, the function that it calls included.
  public var operands: [Operand] {
    switch self {
    case .binary(_, let left, let right, _), .compare(_, let left, let right, _): return [left, right]
    case .cast(_, let value, _, _), .extractValue(let value, _), .freeze(let value): return [value]
    case .load(let address, _, _): return [address]
    case .store(let value, _, let address, _): return [value, address]
    case .address(let base, _, let scaled): return [base] + scaled.map(\.index)
    case .select(let condition, let yes, let no, _): return [condition, yes, no]
    case .call(.function(let name), let arguments, _, _): return [.function(name)] + arguments
    case .call(.indirect(let callee), let arguments, _, _): return [callee] + arguments
    case .call(.assembly, let arguments, _, _): return arguments
    case .insertValue(let aggregate, let value, _): return [aggregate, value]
    case .atomicReadModifyWrite(_, let address, let value, _): return [address, value]
    case .compareExchange(let address, let expected, let replacement, _, _):
      return [address, expected, replacement]
    case .allocate, .uninitialised, .fence, .unsupported: return []
    }
  }
}

extension Terminator {
  /// All values that the terminator reads.
  public var operands: [Operand] {
    switch self {
    case .branch(let condition, _, _): return [condition]
    case .switch(let subject, _, _, _): return [subject]
    case .return(let value, _): return value.map { [$0] } ?? []
    case .callBranch(_, let arguments, _, _, _, _): return arguments
    case .jump, .unreachable, .unsupported: return []
    }
  }
}
