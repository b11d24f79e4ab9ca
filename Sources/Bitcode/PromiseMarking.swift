import CLLVM

/// Makes of each promise in the code a call that no pass can see through (`Promise`), and then takes away what says it
/// to LLVM, before any pass runs.
///
/// LLVM's passes believe what code promises: of `if (nr == 300) __builtin_unreachable();` simplifycfg leaves nothing, and
/// of a call of a function that is declared `const` and does not return what anybody wants, neither. So what is executed
/// here would be what the promise makes of the code, and never the promise itself.
struct PromiseMarking {
  private let module: LLVMModuleRef
  private let context: LLVMContextRef
  private let layout: TypeLayout
  let builder: LLVMBuilderRef
  private let kinds: [UInt32: AttributeTreatment]
  private let noReturn = LLVMAttributes.kind("noreturn")
  private let byValue = LLVMAttributes.kind("byval")

  /// - Returns: what was said of the functions, by name.
  static func run(_ module: LLVMModuleRef) -> [String: FunctionTraits] {
    guard let context = LLVMGetModuleContext(module), let builder = LLVMCreateBuilderInContext(context) else {
      return [:]
    }
    defer { LLVMDisposeBuilder(builder) }
    let marking = PromiseMarking(
      module: module, context: context, layout: TypeLayout(data: LLVMGetModuleDataLayout(module)),
      builder: builder, kinds: AttributeTreatment.byKind)
    let functions = LLVMList.functions(module).filter {
      LLVMGetIntrinsicID($0) == 0 && !LLVMText.name($0).hasPrefix(UninitialisedMarking.prefix)
    }
    var traits: [String: FunctionTraits] = [:]
    for function in functions { traits[LLVMText.name(function)] = FunctionTraits(of: function) }
    // Calls ask the function that they call whether it returns, so that is to be forgotten last.
    for function in functions where LLVMIsDeclaration(function) == 0 {
      marking.markParameters(of: function)
      for block in LLVMList.blocks(function) { marking.mark(block, of: function) }
    }
    for function in functions { marking.strip(function) }
    return traits
  }

  // MARK: Functions

  /// What is promised of parameters is asked where the function begins.
  private func markParameters(of function: LLVMValueRef) {
    guard let first = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)) else { return }
    for attribute in LLVMAttributes.list(function, LLVMAttributes.ofFunction) {
      refuse(attribute, before: first)
    }
    for index in 0..<LLVMCountParams(function) {
      guard let parameter = LLVMGetParam(function, index) else { continue }
      let attributes = LLVMAttributes.list(function, index + 1)
      let isCopy = attributes.contains {
        [byValue, LLVMAttributes.kind("sret")].contains(LLVMGetEnumAttributeKind($0))
      }
      for attribute in attributes { refuse(attribute, before: first) }
      if isCopy { continue }
      for attribute in attributes { hold(attribute, of: parameter, before: first) }
    }
  }

  private func refuse(_ attribute: LLVMAttributeRef, before next: LLVMValueRef) {
    guard case .refused(let name)? = kinds[LLVMGetEnumAttributeKind(attribute)] else { return }
    call(.unchecked("the attribute \(name)"), [], before: next)
  }

  /// `align` and `nonnull` of a pointer.
  private func hold(_ attribute: LLVMAttributeRef, of pointer: LLVMValueRef, before next: LLVMValueRef) {
    guard case .proved? = kinds[LLVMGetEnumAttributeKind(attribute)],
      LLVMGetTypeKind(LLVMTypeOf(pointer)) == LLVMPointerTypeKind
    else { return }
    switch LLVMGetEnumAttributeKind(attribute) {
    case LLVMAttributes.kind("nonnull"): holdNonNull(pointer, before: next)
    case LLVMAttributes.kind("align"):
      let word = LLVMInt64TypeInContext(context)
      holdAligned(
        pointer, to: LLVMConstInt(word, LLVMGetEnumAttributeValue(attribute), 0), offset: nil, before: next)
    default: break
    }
  }

  private func strip(_ function: LLVMValueRef) {
    for place in [LLVMAttributes.ofFunction, LLVMAttributes.ofReturn]
      + (0..<LLVMCountParams(function)).map({ $0 + 1 })
    {
      for attribute in LLVMAttributes.list(function, place) where !isKept(attribute) {
        LLVMRemoveEnumAttributeAtIndex(function, place, LLVMGetEnumAttributeKind(attribute))
      }
    }
    // No pass may take an access through a null pointer for something that does not happen.
    let null = LLVMAttributes.kind("null_pointer_is_valid")
    LLVMAddAttributeAtIndex(
      function, LLVMAttributes.ofFunction, LLVMCreateEnumAttribute(context, null, 0))
  }

  private func isKept(_ attribute: LLVMAttributeRef) -> Bool {
    if case .kept? = kinds[LLVMGetEnumAttributeKind(attribute)] { return true }
    return false
  }

  // MARK: Instructions

  private func mark(_ block: LLVMBasicBlockRef, of function: LLVMValueRef) {
    // Whether control cannot come to the end of the block, and something says so already where that is.
    var isEnded = false
    for instruction in LLVMList.instructions(block) {
      stripMetadata(instruction)
      switch LLVMGetInstructionOpcode(instruction) {
      case LLVMCall: if markCall(instruction) { isEnded = true }
      case LLVMUnreachable: if !isEnded { call(.unreachable, [], before: instruction) }
      case LLVMRet: markReturn(instruction, of: function)
      case LLVMGetElementPtr: LLVMSetIsInBounds(instruction, 0)
      case LLVMZExt: LLVMSetNNeg(instruction, 0)
      default: markOperation(instruction)
      }
    }
  }

  private func markReturn(_ instruction: LLVMValueRef, of function: LLVMValueRef) {
    guard LLVMGetNumOperands(instruction) == 1, let value = LLVMGetOperand(instruction, 0) else { return }
    for attribute in LLVMAttributes.list(function, LLVMAttributes.ofReturn) {
      hold(attribute, of: value, before: instruction)
    }
  }

  /// LLVMContext::MD_dbg, the first of the fixed kinds.
  private static let location: UInt32 = 0

  private func stripMetadata(_ instruction: LLVMValueRef) {
    guard LLVMHasMetadata(instruction) != 0 else { return }
    var count = 0
    guard let entries = LLVMInstructionGetAllMetadataOtherThanDebugLoc(instruction, &count) else { return }
    defer { LLVMDisposeValueMetadataEntries(entries) }
    for index in 0..<count {
      let kind = LLVMValueMetadataEntriesGetKind(entries, UInt32(index))
      // LLVM 19 gives the location, too, whatever the name of that function says.
      if kind != Self.location { LLVMSetMetadata(instruction, kind, nil) }
    }
  }

  /// Flags, and operands that leave the result undefined: LLVM folds what it finds undefined to whatever suits it.
  private func markOperation(_ instruction: LLVMValueRef) {
    let opcode = LLVMGetInstructionOpcode(instruction)
    guard let operation = FunctionDecoder.binaries[opcode.rawValue],
      let left = LLVMGetOperand(instruction, 0),
      let right = LLVMGetOperand(instruction, 1)
    else { return }
    // Of others there is nothing to ask: they have no meaning here.
    let isWord =
      LLVMGetTypeKind(LLVMTypeOf(instruction)) == LLVMIntegerTypeKind
      && LLVMGetIntTypeWidth(LLVMTypeOf(instruction)) <= 64
    func mark(_ flag: Promise.Flag, if isSet: LLVMBool) {
      if isSet != 0, isWord { call(.flag(flag, operation), [left, right], before: instruction) }
    }
    switch operation {
    case .add, .sub, .mul, .shl:
      mark(.nsw, if: LLVMGetNSW(instruction))
      mark(.nuw, if: LLVMGetNUW(instruction))
      LLVMSetNSW(instruction, 0)
      LLVMSetNUW(instruction, 0)
    case .udiv, .sdiv, .lshr, .ashr:
      mark(.exact, if: LLVMGetExact(instruction))
      LLVMSetExact(instruction, 0)
    case .or:
      mark(.disjoint, if: LLVMGetIsDisjoint(instruction))
      LLVMSetIsDisjoint(instruction, 0)
    default: break
    }
    guard isWord else { return }
    guard Self.mayBeUndefined(operation, by: right) else { return }
    LLVMSetOperand(instruction, 1, opaque(right, before: instruction))
  }

  private static func mayBeUndefined(_ operation: BinaryOperation, by right: LLVMValueRef) -> Bool {
    let known = LLVMIsAConstantInt(right) == nil ? nil : LLVMConstIntGetZExtValue(right)
    switch operation {
    case .udiv, .sdiv, .urem, .srem: return known == nil || known == 0
    case .shl, .lshr, .ashr: return known.map { $0 >= UInt64(LLVMGetIntTypeWidth(LLVMTypeOf(right))) } ?? true
    default: return false
    }
  }

  // MARK: Calls

  /// - Returns: whether control does not come behind it, which it says itself.
  private func markCall(_ instruction: LLVMValueRef) -> Bool {
    guard let called = LLVMGetCalledValue(instruction), let next = LLVMGetNextInstruction(instruction) else {
      return false
    }
    if LLVMGetValueKind(called) == LLVMInlineAsmValueKind { return Self.isTrap(called, instruction) }
    let isFunction = LLVMGetValueKind(called) == LLVMFunctionValueKind
    if isFunction, LLVMGetIntrinsicID(called) != 0 { return markIntrinsic(instruction, called) }
    if isFunction, LLVMText.name(called).hasPrefix(UninitialisedMarking.prefix) { return false }
    let isLast =
      LLVMGetCallSiteEnumAttribute(instruction, LLVMAttributes.ofFunction, noReturn) != nil
      || isFunction && LLVMGetEnumAttributeAtIndex(called, LLVMAttributes.ofFunction, noReturn) != nil
    if isLast { call(.noReturn, [], before: next, at: instruction) }
    for attribute in LLVMAttributes.list(ofCall: instruction, LLVMAttributes.ofReturn) {
      hold(attribute, of: instruction, before: next)
    }
    let count = LLVMGetNumArgOperands(instruction)
    for index in 0..<count {
      if let copied = LLVMGetCallSiteEnumAttribute(instruction, index + 1, byValue) {
        copyArgument(instruction, index, LLVMGetTypeAttributeValue(copied))
      }
    }
    for place in [LLVMAttributes.ofFunction, LLVMAttributes.ofReturn] + (0..<count).map({ $0 + 1 }) {
      for attribute in LLVMAttributes.list(ofCall: instruction, place) where !isKept(attribute) {
        refuse(attribute, before: instruction)
        LLVMRemoveCallSiteEnumAttribute(instruction, place, LLVMGetEnumAttributeKind(attribute))
      }
    }
    return isLast
  }

  /// `ud2`, which is a finding by itself. A WARN goes on.
  private static func isTrap(_ code: LLVMValueRef, _ call: LLVMValueRef) -> Bool {
    var length = 0
    guard let start = LLVMGetInlineAsmAsmString(code, &length),
      LLVMText.string(start, length).contains(".byte 0x0f, 0x0b")
    else { return false }
    // bug_entry::flags: BUGFLAG_WARNING is bit 0 (include/linux/bug.h).
    guard LLVMGetNumArgOperands(call) > 2, let flags = LLVMGetOperand(call, 2) else { return true }
    return LLVMIsAConstantInt(flags) != nil && LLVMConstIntGetZExtValue(flags) & 1 == 0
  }

  private func markIntrinsic(_ instruction: LLVMValueRef, _ intrinsic: LLVMValueRef) -> Bool {
    let name = LLVMText.name(intrinsic)
    if name == "llvm.assume" {
      markAssumption(instruction)
    } else if name.hasPrefix("llvm.is.constant."), let subject = LLVMGetOperand(instruction, 0) {
      let answer = call(.isConstant, [subject], before: instruction)
      LLVMReplaceAllUsesWith(instruction, answer)
      LLVMInstructionEraseFromParent(instruction)
    }
    return name == "llvm.trap" || name.hasPrefix("llvm.ubsantrap")
  }

  private func markAssumption(_ instruction: LLVMValueRef) {
    guard let condition = LLVMGetOperand(instruction, 0) else { return }
    if LLVMIsAConstantInt(condition) == nil || LLVMConstIntGetZExtValue(condition) == 0 {
      call(.holds("what __builtin_assume() says"), [condition], before: instruction)
    }
    for index in 0..<LLVMGetNumOperandBundles(instruction) {
      guard let bundle = LLVMGetOperandBundleAtIndex(instruction, index) else { continue }
      defer { LLVMDisposeOperandBundle(bundle) }
      var length = 0
      let tag = LLVMGetOperandBundleTag(bundle, &length).map { LLVMText.string($0, length) } ?? ""
      let arguments = (0..<LLVMGetNumOperandBundleArgs(bundle)).compactMap {
        LLVMGetOperandBundleArgAtIndex(bundle, $0)
      }
      switch (tag, arguments.count) {
      case ("ignore", _): break
      case ("nonnull", 1): holdNonNull(arguments[0], before: instruction)
      case ("align", 2), ("align", 3):
        holdAligned(
          arguments[0], to: arguments[1], offset: arguments.count == 3 ? arguments[2] : nil,
          before: instruction)
      default: call(.unchecked("assume of \(tag)"), [], before: instruction)
      }
    }
    LLVMInstructionEraseFromParent(instruction)
  }

  // MARK: Conditions

  private func holdNonNull(_ pointer: LLVMValueRef, before next: LLVMValueRef) {
    LLVMPositionBuilderBefore(builder, next)
    let null = LLVMConstPointerNull(LLVMTypeOf(pointer))
    guard let condition = LLVMBuildICmp(builder, LLVMIntNE, pointer, null, "") else { return }
    call(.holds("a pointer that is declared nonnull"), [condition], before: next)
  }

  private func holdAligned(
    _ pointer: LLVMValueRef, to alignment: LLVMValueRef, offset: LLVMValueRef?, before next: LLVMValueRef
  ) {
    LLVMPositionBuilderBefore(builder, next)
    let word = LLVMInt64TypeInContext(context)
    var address = LLVMBuildPtrToInt(builder, pointer, word, "")
    if let offset { address = LLVMBuildSub(builder, address, offset, "") }
    let mask = LLVMBuildSub(builder, alignment, LLVMConstInt(word, 1, 0), "")
    let rest = LLVMBuildAnd(builder, address, mask, "")
    guard let condition = LLVMBuildICmp(builder, LLVMIntEQ, rest, LLVMConstInt(word, 0, 0), "") else {
      return
    }
    call(.holds("the alignment that a pointer is declared to have"), [condition], before: next)
  }

  // MARK: Building

  /// The argument of a parameter that is passed by value: the address of a copy that is made at the call.
  private func copyArgument(_ instruction: LLVMValueRef, _ index: UInt32, _ type: LLVMTypeRef?) {
    guard let type, let original = LLVMGetOperand(instruction, index),
      let function = LLVMGetBasicBlockParent(LLVMGetInstructionParent(instruction)),
      let first = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function))
    else { return }
    LLVMPositionBuilderBefore(builder, first)
    LLVMSetCurrentDebugLocation2(builder, nil)
    guard let copy = LLVMBuildAlloca(builder, type, "argument!") else { return }
    let alignment = UInt32(max(layout.alignment(type), 8))
    LLVMSetAlignment(copy, alignment)
    LLVMPositionBuilderBefore(builder, instruction)
    LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(instruction))
    let size = LLVMConstInt(LLVMInt64TypeInContext(context), UInt64(layout.size(type)), 0)
    _ = LLVMBuildMemCpy(builder, copy, alignment, original, 1, size)
    LLVMSetOperand(instruction, index, copy)
  }

  /// A value of which no pass knows anything; the decoder takes it for what it is (`DroppedCall`).
  private func opaque(_ value: LLVMValueRef, before next: LLVMValueRef) -> LLVMValueRef {
    let type = LLVMTypeOf(value)!
    let name = DroppedCall.opaque + LLVMText.print(type: type)
    return build(name, type, [value], before: next, isPure: true)
  }

  @discardableResult
  private func call(
    _ promise: Promise, _ arguments: [LLVMValueRef], before next: LLVMValueRef, at place: LLVMValueRef? = nil
  ) -> LLVMValueRef {
    let isQuestion = promise == .isConstant
    let type =
      (isQuestion ? LLVMInt1TypeInContext(context) : LLVMVoidTypeInContext(context))!
    let argument = arguments.first.map { LLVMText.print(type: LLVMTypeOf($0)) } ?? ""
    return build(
      promise.name(type: argument), type, arguments, before: next, isPure: isQuestion, at: place)
  }

  /// - Parameter isPure: whether the call may go away where nothing wants its result. Never is it moved.
  private func build(
    _ name: String, _ type: LLVMTypeRef, _ arguments: [LLVMValueRef], before next: LLVMValueRef, isPure: Bool,
    at place: LLVMValueRef? = nil
  ) -> LLVMValueRef {
    var types = arguments.map { LLVMTypeOf($0) }
    let signature = LLVMFunctionType(type, &types, UInt32(types.count), 0)
    var function = LLVMGetNamedFunction(module, name)
    if function == nil {
      function = LLVMAddFunction(module, name, signature)
      if isPure {
        for attribute in ["memory", "willreturn", "nounwind"] {
          LLVMAddAttributeAtIndex(
            function, LLVMAttributes.ofFunction,
            LLVMCreateEnumAttribute(context, LLVMAttributes.kind(attribute), 0))
        }
      }
    }
    LLVMPositionBuilderBefore(builder, next)
    LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(place ?? next))
    var values: [LLVMValueRef?] = arguments
    return LLVMBuildCall2(builder, signature, function, &values, UInt32(values.count), "")!
  }
}

extension FunctionTraits {
  /// To be asked before attributes are forgotten.
  init(of function: LLVMValueRef) {
    self.init()
    switch LLVMGetLinkage(function) {
    case LLVMInternalLinkage, LLVMPrivateLinkage: linkage = .local
    case LLVMExternalLinkage: linkage = .global
    default: linkage = .interposable
    }
    let effect = LLVMGetEnumAttributeAtIndex(
      function, LLVMAttributes.ofFunction, LLVMAttributes.kind("memory"))
    if let effect {
      // Two bits for each kind of memory: 1 is reading, 2 is writing (llvm/Support/ModRef.h).
      let value = LLVMGetEnumAttributeValue(effect)
      memory = value == 0 ? .touchesNothing : value & 0xaaaa == 0 ? .writesNothing : .none
    }
    let (alias, result) = (LLVMAttributes.kind("noalias"), LLVMAttributes.kind("sret"))
    hasRestrictedParameters = (0..<LLVMCountParams(function)).contains { index in
      LLVMGetEnumAttributeAtIndex(function, index + 1, alias) != nil
        && LLVMGetEnumAttributeAtIndex(function, index + 1, result) == nil
    }
    let error: String = "dontcall-error"
    isErrorAtCompileTime =
      LLVMGetStringAttributeAtIndex(function, LLVMAttributes.ofFunction, error, UInt32(error.utf8.count))
      != nil
  }
}
