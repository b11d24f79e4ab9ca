import CLLVM

/// Decodes global variables.
struct GlobalDecoder {
  let layout: TypeLayout
  let constants: ConstantDecoder
  /// The folder of the specs; nil: all that the code defines is the spec's.
  var specs: String?
  var uses: [String: VariableUse] = [:]

  func decode(_ value: LLVMValueRef) -> Global {
    let type: LLVMTypeRef = LLVMGlobalGetValueType(value)
    let size = layout.placedSize(type)
    let isExternal = LLVMIsDeclaration(value) != 0
    let image =
      isExternal || layout.isUnnamed(type)
      ? nil : LLVMGetInitializer(value).flatMap { Image(of: $0, size: size, self) }
    let section = LLVMGetSection(value).map { String(cString: $0) } ?? ""
    let isLocal = [LLVMInternalLinkage, LLVMPrivateLinkage].contains(LLVMGetLinkage(value))
    let declaration = VariableDeclaration(of: value)
    return Global(
      name: LLVMText.name(value), size: size,
      alignment: max(Int(LLVMGetAlignment(value)), layout.alignment(type)),
      isConstant: LLVMIsGlobalConstant(value) != 0, isExternal: isExternal,
      isInterposable: ![LLVMExternalLinkage, LLVMInternalLinkage, LLVMPrivateLinkage, LLVMAppendingLinkage]
        .contains(LLVMGetLinkage(value)),
      isLocal: isLocal, section: section.isEmpty ? nil : section, isVolatile: declaration.isVolatile,
      isOfSpec: isExternal ? false : isOfSpec(declaration),
      isOnlyRead: isLocal && !declaration.isVolatile && uses[LLVMText.name(value)]?.isOnlyRead == true,
      hookTargets: isLocal ? uses[LLVMText.name(value)]?.hookTargets : nil,
      initial: image?.bytes,
      undecoded: isExternal || image != nil ? nil : LLVMGetInitializer(value).map { LLVMText.print($0) },
      relocations: image?.relocations ?? [])
  }

  private func isOfSpec(_ declaration: VariableDeclaration) -> Bool {
    guard let specs else { return true }
    return declaration.file.map { SourceLocation.isFile($0, below: specs) } ?? false
  }

  /// The bytes of an initial value.
  private struct Image {
    var bytes: [UInt8]
    var relocations: [(offset: Int, target: Operand)] = []
    let decoder: GlobalDecoder

    init?(of value: LLVMValueRef, size: Int, _ decoder: GlobalDecoder) {
      bytes = Array(repeating: 0, count: size)
      self.decoder = decoder
      guard write(value, at: 0) else { return nil }
    }

    /// False when a part of the value has no meaning here.
    private mutating func write(_ value: LLVMValueRef, at offset: Int) -> Bool {
      let type: LLVMTypeRef = LLVMTypeOf(value)
      switch LLVMGetValueKind(value) {
      case LLVMConstantAggregateZeroValueKind, LLVMUndefValueValueKind: return true
      case LLVMConstantIntValueKind where LLVMGetIntTypeWidth(type) > 64:
        return writeWide(LLVMText.print(value), at: offset, size: decoder.layout.storeSize(type))
      case LLVMConstantDataArrayValueKind where LLVMIsConstantString(value) != 0:
        var length = 0
        guard let start = LLVMGetAsString(value, &length) else { return false }
        for index in 0..<length { bytes[offset + index] = UInt8(bitPattern: start[index]) }
        return true
      case LLVMConstantStructValueKind, LLVMConstantArrayValueKind, LLVMConstantDataArrayValueKind:
        return writeElements(value, type, at: offset)
      default: return writeScalar(decoder.constants.operand(value), type, at: offset)
      }
    }

    private mutating func writeElements(_ value: LLVMValueRef, _ type: LLVMTypeRef, at offset: Int) -> Bool {
      let isStruct = LLVMGetTypeKind(type) == LLVMStructTypeKind
      let count = isStruct ? Int(LLVMCountStructElementTypes(type)) : Int(LLVMGetArrayLength2(type))
      let stride = isStruct ? 0 : decoder.layout.placedSize(LLVMGetElementType(type))
      for index in 0..<count {
        guard let element = LLVMGetAggregateElement(value, UInt32(index)) else { return false }
        guard let start = isStruct ? decoder.layout.place(type, field: index) : index * stride else {
          // A member that the other compilation does not have, or padding.
          guard LLVMIsNull(element) != 0 || LLVMIsUndef(element) != 0 else { return false }
          continue
        }
        guard write(element, at: offset + start) else { return false }
      }
      return true
    }

    /// An integer of more than 64 bits, which LLVM's C API gives as text only: `i128 -5`.
    private mutating func writeWide(_ text: String, at offset: Int, size: Int) -> Bool {
      guard var digits = text.split(separator: " ").last, offset + size <= bytes.count else { return false }
      let isNegative = digits.first == "-"
      if isNegative { digits = digits.dropFirst() }
      var number = [UInt8](repeating: 0, count: size)
      for digit in digits {
        guard var carry = digit.wholeNumberValue else { return false }
        for index in number.indices {
          carry += Int(number[index]) * 10
          number[index] = UInt8(carry & 0xff)
          carry >>= 8
        }
      }
      if isNegative {
        var carry = 1
        for index in number.indices {
          carry += Int(~number[index])
          number[index] = UInt8(carry & 0xff)
          carry >>= 8
        }
      }
      for index in number.indices { bytes[offset + index] = number[index] }
      return true
    }

    private mutating func writeScalar(_ operand: Operand, _ type: LLVMTypeRef, at offset: Int) -> Bool {
      let size = decoder.layout.storeSize(type)
      switch operand {
      case .null: return true
      case .integer(let value, _):
        for index in 0..<min(size, 8) {
          bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
        }
        return true
      case .global, .function:
        guard size == 8 else { return false }
        relocations.append((offset, operand))
        return true
      case .register, .undefined, .poison, .aggregate, .inlineExpression, .unsupported: return false
      }
    }
  }
}
