import CLLVM

/// Constants as operands.
struct ConstantDecoder {
  let layout: TypeLayout

  func operand(_ value: LLVMValueRef) -> Operand {
    let type: LLVMTypeRef = LLVMTypeOf(value)
    switch LLVMGetValueKind(value) {
    case LLVMConstantIntValueKind:
      let width = Int(LLVMGetIntTypeWidth(type))
      guard width <= 64 else { return .unsupported(LLVMText.print(value)) }
      return .integer(LLVMConstIntGetZExtValue(value), width: width)
    case LLVMConstantPointerNullValueKind:
      return layout.valueType(type) == .pointer ? .null : .unsupported(LLVMText.print(value))
    case LLVMPoisonValueValueKind: return undefined(type) { .poison(width: $0) }
    case LLVMUndefValueValueKind: return undefined(type) { .undefined(width: $0) }
    case LLVMFunctionValueKind: return .function(LLVMText.name(value))
    case LLVMGlobalVariableValueKind: return .global(name: LLVMText.name(value), offset: 0)
    case LLVMGlobalAliasValueKind:
      // A weak one may be an alias of something else where all is linked.
      guard [LLVMExternalLinkage, LLVMInternalLinkage, LLVMPrivateLinkage].contains(LLVMGetLinkage(value)),
        let target = LLVMAliasGetAliasee(value)
      else { break }
      return operand(target)
    case LLVMConstantAggregateZeroValueKind, LLVMConstantStructValueKind, LLVMConstantArrayValueKind,
      LLVMConstantDataArrayValueKind:
      return aggregate(value, type)
    case LLVMMetadataAsValueValueKind: return .unsupported(LLVMText.print(metadata: value))
    case LLVMConstantExprValueKind: return placed(value, type)
    default: break
    }
    return .unsupported(LLVMText.print(value))
  }

  /// Undefined in each field.
  private func undefined(_ type: LLVMTypeRef, _ scalar: (Int) -> Operand) -> Operand {
    func operand(_ type: ValueType) -> Operand {
      if case .aggregate(let fields) = type { return .aggregate(fields.map(operand)) }
      return scalar(type.scalarWidth ?? 0)
    }
    return operand(layout.valueType(type))
  }

  /// An expression with the bytes of each variable where another compilation has them (`MemberPlaces`): here a number of
  /// bytes is told from a member by the type of the variable.
  private func placed(_ value: LLVMValueRef, _ type: LLVMTypeRef) -> Operand {
    guard layout.places != nil else { return expression(value, type) }
    let own = ConstantDecoder(layout: TypeLayout(data: layout.data)).operand(value)
    let moved = globals(in: value).map { LLVMGlobalGetValueType($0)! }.filter(layout.mayMove)
    guard let variable = moved.first else { return own }
    if case .global(let name, let offset) = own, moved.count == 1,
      let place = layout.place(of: Int(offset), inVariable: variable)
    {
      return .global(name: name, offset: Int64(place))
    }
    return .unsupported(LLVMText.print(value))
  }

  /// The variables that a constant is made of.
  private func globals(in value: LLVMValueRef) -> [LLVMValueRef] {
    if LLVMIsAGlobalVariable(value) != nil { return [value] }
    guard LLVMIsAConstantExpr(value) != nil else { return [] }
    return (0..<max(0, LLVMGetNumOperands(value))).flatMap { index in
      LLVMGetOperand(value, UInt32(index)).map(globals) ?? []
    }
  }

  private func aggregate(_ value: LLVMValueRef, _ type: LLVMTypeRef) -> Operand {
    let count: Int
    switch LLVMGetTypeKind(type) {
    case LLVMStructTypeKind: count = Int(LLVMCountStructElementTypes(type))
    case LLVMArrayTypeKind: count = Int(LLVMGetArrayLength2(type))
    default: return .unsupported(LLVMText.print(value))
    }
    return .aggregate(
      (0..<count).map { index in
        LLVMGetAggregateElement(value, UInt32(index)).map(operand) ?? .unsupported("element \(index)")
      })
  }

  // MARK: Constant expressions

  private func expression(_ value: LLVMValueRef, _ type: LLVMTypeRef) -> Operand {
    func argument(_ index: UInt32) -> LLVMValueRef { LLVMGetOperand(value, index) }
    let width = layout.width(type)
    // Wider than any word here.
    guard width > 0,
      LLVMGetNumOperands(value) == 0 || LLVMGetConstOpcode(value) == LLVMGetElementPtr
        || layout.width(LLVMTypeOf(argument(0))) > 0
    else { return .unsupported(LLVMText.print(value)) }
    switch LLVMGetConstOpcode(value) {
    case LLVMGetElementPtr:
      guard let address = AddressComputation(value, layout) else { break }
      return fold(
        base: operand(address.base), offset: address.offset,
        scaled: address.scaled.map {
          ScaledIndex(index: operand($0.index), indexWidth: $0.width, stride: $0.stride)
        })
    case LLVMPtrToInt:
      let inner = operand(argument(0))
      return width == 64 ? inner : cast(.ptrtoint, inner, from: 64, to: width)
    case LLVMIntToPtr:
      let from = layout.width(LLVMTypeOf(argument(0)))
      guard layout.valueType(type) == .pointer else { break }
      let inner = operand(argument(0))
      return from == 64 ? inner : cast(.inttoptr, inner, from: from, to: 64)
    case LLVMBitCast where layout.width(LLVMTypeOf(argument(0))) == width && width > 0:
      return operand(argument(0))
    case LLVMTrunc:
      return cast(.trunc, operand(argument(0)), from: layout.width(LLVMTypeOf(argument(0))), to: width)
    case LLVMAdd: return binary(.add, operand(argument(0)), operand(argument(1)), width)
    case LLVMSub: return binary(.sub, operand(argument(0)), operand(argument(1)), width)
    case LLVMMul: return binary(.mul, operand(argument(0)), operand(argument(1)), width)
    case LLVMXor: return binary(.xor, operand(argument(0)), operand(argument(1)), width)
    default: break
    }
    return .unsupported(LLVMText.print(value))
  }

  private func fold(base: Operand, offset: Int64, scaled: [ScaledIndex]) -> Operand {
    if scaled.isEmpty {
      switch base {
      case .global(let name, let start): return .global(name: name, offset: start &+ offset)
      case _ where offset == 0: return base
      case .null: return .integer(UInt64(bitPattern: offset), width: 64)
      case .integer(let start, 64): return .integer(start &+ UInt64(bitPattern: offset), width: 64)
      default: break
      }
    }
    return .inlineExpression(.address(base: base, offset: offset, scaled: scaled))
  }

  private func cast(_ operation: CastOperation, _ inner: Operand, from: Int, to: Int) -> Operand {
    if case .integer(let value, _) = inner, to <= 64 {
      return .integer(to == 64 ? value : value & (1 << UInt64(to) - 1), width: to)
    }
    return .inlineExpression(.cast(operation, inner, from: from, to: to))
  }

  private func binary(
    _ operation: BinaryOperation, _ left: Operand, _ right: Operand, _ width: Int
  ) -> Operand {
    if width == 64 {
      switch (operation, left, right) {
      case (.add, _, .integer(let amount, _)):
        return fold(base: left, offset: Int64(bitPattern: amount), scaled: [])
      case (.add, .integer(let amount, _), _):
        return fold(base: right, offset: Int64(bitPattern: amount), scaled: [])
      case (.sub, _, .integer(let amount, _)):
        return fold(base: left, offset: 0 &- Int64(bitPattern: amount), scaled: [])
      case (.sub, .global(let one, let first), .global(let other, let second)) where one == other:
        return .integer(UInt64(bitPattern: first &- second), width: 64)
      default: break
      }
    }
    return .inlineExpression(.binary(operation, left, right, width: width))
  }
}
