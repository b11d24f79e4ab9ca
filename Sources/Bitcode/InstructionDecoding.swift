import CLLVM

extension FunctionDecoder {
  static let binaries: [UInt32: BinaryOperation] = [
    LLVMAdd.rawValue: .add, LLVMSub.rawValue: .sub, LLVMMul.rawValue: .mul, LLVMUDiv.rawValue: .udiv,
    LLVMURem.rawValue: .urem, LLVMSDiv.rawValue: .sdiv, LLVMSRem.rawValue: .srem, LLVMShl.rawValue: .shl,
    LLVMLShr.rawValue: .lshr, LLVMAShr.rawValue: .ashr, LLVMAnd.rawValue: .and, LLVMOr.rawValue: .or,
    LLVMXor.rawValue: .xor,
  ]

  private static let casts: [UInt32: CastOperation] = [
    LLVMZExt.rawValue: .zext, LLVMSExt.rawValue: .sext, LLVMTrunc.rawValue: .trunc,
    LLVMPtrToInt.rawValue: .ptrtoint, LLVMIntToPtr.rawValue: .inttoptr, LLVMBitCast.rawValue: .bitcast,
  ]

  private static let predicates: [UInt32: Predicate] = [
    LLVMIntEQ.rawValue: .eq, LLVMIntNE.rawValue: .ne, LLVMIntULT.rawValue: .ult, LLVMIntULE.rawValue: .ule,
    LLVMIntUGT.rawValue: .ugt, LLVMIntUGE.rawValue: .uge, LLVMIntSLT.rawValue: .slt,
    LLVMIntSLE.rawValue: .sle, LLVMIntSGT.rawValue: .sgt, LLVMIntSGE.rawValue: .sge,
  ]

  private static let atomics: [UInt32: AtomicOperation] = [
    LLVMAtomicRMWBinOpXchg.rawValue: .exchange, LLVMAtomicRMWBinOpAdd.rawValue: .add,
    LLVMAtomicRMWBinOpSub.rawValue: .sub, LLVMAtomicRMWBinOpAnd.rawValue: .and,
    LLVMAtomicRMWBinOpNand.rawValue: .nand, LLVMAtomicRMWBinOpOr.rawValue: .or,
    LLVMAtomicRMWBinOpXor.rawValue: .xor, LLVMAtomicRMWBinOpMax.rawValue: .max,
    LLVMAtomicRMWBinOpMin.rawValue: .min, LLVMAtomicRMWBinOpUMax.rawValue: .umax,
    LLVMAtomicRMWBinOpUMin.rawValue: .umin,
  ]

  func type(of value: LLVMValueRef) -> ValueType { layout.valueType(LLVMTypeOf(value)) }

  /// Bits of a scalar operand; 0 when it is none.
  func width(of instruction: LLVMValueRef, _ index: Int) -> Int {
    LLVMGetOperand(instruction, UInt32(index)).map { layout.width(LLVMTypeOf($0)) } ?? 0
  }

  /// The meaning of an instruction that is neither a phi nor a terminator.
  mutating func kind(_ instruction: LLVMValueRef) -> InstructionKind {
    let opcode = LLVMGetInstructionOpcode(instruction)
    if let operation = Self.binaries[opcode.rawValue] { return binary(operation, instruction) }
    if let operation = Self.casts[opcode.rawValue] { return cast(operation, instruction) }
    switch opcode {
    case LLVMICmp: return compare(instruction)
    case LLVMLoad, LLVMStore, LLVMAlloca, LLVMGetElementPtr: return memory(instruction, opcode)
    case LLVMAtomicRMW, LLVMAtomicCmpXchg: return atomic(instruction, opcode)
    case LLVMFence: return .fence
    case LLVMSelect:
      guard width(of: instruction, 0) == 1 else { break }
      return .select(
        condition: operand(of: instruction, 0), operand(of: instruction, 1), operand(of: instruction, 2),
        type(of: instruction))
    case LLVMCall: return call(instruction)
    case LLVMExtractValue:
      if let mark = fieldMark(instruction) { return mark }
      return .extractValue(operand(of: instruction, 0), indices(instruction))
    case LLVMInsertValue:
      return .insertValue(
        operand(of: instruction, 0), value: operand(of: instruction, 1), indices(instruction))
    case LLVMFreeze: return .freeze(operand(of: instruction, 0))
    default: break
    }
    return .unsupported(LLVMText.print(instruction))
  }

  private func indices(_ instruction: LLVMValueRef) -> [Int] {
    let count = Int(LLVMGetNumIndices(instruction))
    guard count > 0, let start = LLVMGetIndices(instruction) else { return [] }
    return (0..<count).map { Int(start[$0]) }
  }

  private func binary(_ operation: BinaryOperation, _ instruction: LLVMValueRef) -> InstructionKind {
    let width = layout.width(LLVMTypeOf(instruction))
    guard width > 0 else { return .unsupported(LLVMText.print(instruction)) }
    return .binary(operation, operand(of: instruction, 0), operand(of: instruction, 1), width: width)
  }

  private func compare(_ instruction: LLVMValueRef) -> InstructionKind {
    let width = width(of: instruction, 0)
    guard width > 0, let predicate = Self.predicates[LLVMGetICmpPredicate(instruction).rawValue] else {
      return .unsupported(LLVMText.print(instruction))
    }
    return .compare(predicate, operand(of: instruction, 0), operand(of: instruction, 1), width: width)
  }

  private func cast(_ operation: CastOperation, _ instruction: LLVMValueRef) -> InstructionKind {
    let from = width(of: instruction, 0)
    let to = layout.width(LLVMTypeOf(instruction))
    guard from > 0, to > 0 else { return .unsupported(LLVMText.print(instruction)) }
    return .cast(operation, operand(of: instruction, 0), from: from, to: to)
  }

  private func memory(_ instruction: LLVMValueRef, _ opcode: LLVMOpcode) -> InstructionKind {
    // An access through another address space (x86's %gs) has no flat address.
    func isFlat(_ index: UInt32) -> Bool {
      LLVMGetOperand(instruction, index).map { type(of: $0) == .pointer } ?? false
    }
    if let wide = AddressComputation.isWiderThanItsMember(instruction, layout) {
      return .unsupported(MemberPlaces.missing + wide)
    }
    switch opcode {
    case LLVMLoad where isFlat(0):
      return .load(
        address: operand(of: instruction, 0), type: type(of: instruction),
        isVolatile: LLVMGetVolatile(instruction) != 0)
    case LLVMStore where isFlat(1):
      guard let value = LLVMGetOperand(instruction, 0) else { break }
      return .store(
        value: operand(value), type: type(of: value), address: operand(of: instruction, 1),
        isVolatile: LLVMGetVolatile(instruction) != 0)
    case LLVMAlloca:
      guard let allocated = LLVMGetAllocatedType(instruction), let count = LLVMGetOperand(instruction, 0),
        LLVMIsAConstantInt(count) != nil, LLVMConstIntGetZExtValue(count) < 1 << 32,
        layout.size(allocated) < 1 << 31
      else { break }
      // What it holds before its first assignment is written by its own layout.
      if layout.hasPlaces(allocated) {
        let tag = StructureNames.tag(of: allocated)
        return .unsupported(
          MemberPlaces.missing + (tag.map { "a struct \($0)" } ?? "what holds such a struct")
            + " on the stack")
      }
      return .allocate(
        size: layout.size(allocated) * Int(LLVMConstIntGetZExtValue(count)),
        alignment: Int(LLVMGetAlignment(instruction)),
        name: UninitialisedMarking.variable(from: LLVMText.name(instruction)))
    case LLVMGetElementPtr:
      guard let address = AddressComputation(instruction, layout) else {
        return .unsupported(
          AddressComputation.missingMember(instruction, layout) ?? LLVMText.print(instruction))
      }
      return .address(
        base: operand(address.base), offset: address.offset,
        scaled: address.scaled.map {
          ScaledIndex(index: operand($0.index), indexWidth: $0.width, stride: $0.stride)
        })
    default: break
    }
    return .unsupported(LLVMText.print(instruction))
  }

  private func atomic(_ instruction: LLVMValueRef, _ opcode: LLVMOpcode) -> InstructionKind {
    let width = width(of: instruction, 1)
    guard width > 0, let pointer = LLVMGetOperand(instruction, 0), type(of: pointer) == .pointer else {
      return .unsupported(LLVMText.print(instruction))
    }
    if opcode == LLVMAtomicCmpXchg {
      return .compareExchange(
        address: operand(pointer), expected: operand(of: instruction, 1),
        replacement: operand(of: instruction, 2), width: width, isWeak: LLVMGetWeak(instruction) != 0)
    }
    guard let operation = Self.atomics[LLVMGetAtomicRMWBinOp(instruction).rawValue] else {
      return .unsupported(LLVMText.print(instruction))
    }
    return .atomicReadModifyWrite(
      operation, address: operand(pointer), value: operand(of: instruction, 1), width: width)
  }
}
