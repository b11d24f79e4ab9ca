import CLLVM

/// Gives each local, before any pass runs, an explicit opaque value where C leaves it uninitialised.
///
/// LLVM's passes take a read of an uninitialised local for a value of their own choice, and fold it away:
/// `phi [x], [undef]` becomes `x`, and a missing initialiser disappears from the code. So, at the start of
/// each local's life, the result of a call to a function without a body is stored into it. The passes
/// carry that value like any other, and the decoder turns the call into `InstructionKind.uninitialised`.
/// A mark that an assignment overwrites is dead and goes away.
struct UninitialisedMarking {
  static let prefix = "pteproof."
  private static let markPrefix = "pteproof.uninitialised."
  static let keepName = "pteproof.keep"

  /// A struct with more scalars than this, or with a longer array, stays in memory as it is: it is then
  /// uninitialised memory, and nothing that is read from it is folded.
  private static let mostScalars = 64
  private static let longestArray = 16

  static func isMark(_ name: String) -> Bool { name.hasPrefix(markPrefix) }

  /// The C variable that a value's name in the bitcode stands for. LLVM makes names unique by digits at
  /// their end; `!`, which no C name holds, keeps them apart from the variable's own.
  static func variable(from name: String) -> String {
    String(name.prefix { $0 != "!" })
  }

  private let module: LLVMModuleRef
  private let layout: TypeLayout
  private let builder: LLVMBuilderRef
  private var marks: [LLVMTypeRef: (function: LLVMValueRef, type: LLVMTypeRef)] = [:]

  /// Marks the locals of all functions. `variables` has their C names.
  static func run(_ module: LLVMModuleRef, _ variables: LocalVariables) {
    guard let builder = LLVMCreateBuilderInContext(LLVMGetModuleContext(module)) else { return }
    defer { LLVMDisposeBuilder(builder) }
    var marking = UninitialisedMarking(
      module: module, layout: TypeLayout(data: LLVMGetModuleDataLayout(module)), builder: builder)
    for function in LLVMList.functions(module) {
      for block in LLVMList.blocks(function) {
        for instruction in LLVMList.instructions(block)
        where LLVMGetInstructionOpcode(instruction) == LLVMAlloca {
          marking.mark(instruction, variables)
        }
      }
    }
  }

  private init(module: LLVMModuleRef, layout: TypeLayout, builder: LLVMBuilderRef) {
    self.module = module
    self.layout = layout
    self.builder = builder
  }

  private mutating func mark(_ local: LLVMValueRef, _ variables: LocalVariables) {
    guard let type = LLVMGetAllocatedType(local), let next = LLVMGetNextInstruction(local) else { return }
    let declared = variables[local]
    let ownName = LLVMText.name(local)
    let name = (declared?.name ?? ownName) + "!"
    LLVMSetValueName2(local, name, name.utf8.count)
    guard let count = LLVMGetOperand(local, 0), LLVMIsAConstantInt(count) != nil,
      LLVMConstIntGetZExtValue(count) == 1, LLVMTypeIsSized(type) != 0,
      Self.scalars(type) <= Self.mostScalars
    else {
      keep(local, before: next)
      return
    }
    if StrayLocals(layout).mayStray(local, size: layout.size(type)) { keep(local, before: next) }
    // A local that is declared in a loop's body is a new one in each iteration.
    let starts = LLVMList.users(local).filter {
      DroppedCall.callee($0)?.hasPrefix("llvm.lifetime.start") == true
    }
    for start in starts {
      guard let after = LLVMGetNextInstruction(start) else { continue }
      store(type, into: local, name, before: after, declared?.location)
    }
    let block = LLVMGetInstructionParent(local)
    if !starts.contains(where: { LLVMGetInstructionParent($0) == block }) {
      store(type, into: local, name, before: next, declared?.location)
    }
  }

  private static func scalars(_ type: LLVMTypeRef) -> Int {
    switch LLVMGetTypeKind(type) {
    case LLVMStructTypeKind:
      var sum = 0
      for index in 0..<LLVMCountStructElementTypes(type) {
        sum += scalars(LLVMStructGetTypeAtIndex(type, index))
        if sum > mostScalars { break }
      }
      return sum
    case LLVMArrayTypeKind:
      let count = LLVMGetArrayLength2(type)
      return count > longestArray ? mostScalars + 1 : Int(count) * scalars(LLVMGetElementType(type))
    default: return 1
    }
  }

  private mutating func store(
    _ type: LLVMTypeRef, into local: LLVMValueRef, _ name: String, before next: LLVMValueRef,
    _ location: LLVMMetadataRef?
  ) {
    let mark = markFunction(type)
    LLVMPositionBuilderBefore(builder, next)
    LLVMSetCurrentDebugLocation2(builder, location)
    let value = LLVMBuildCall2(builder, mark.type, mark.function, nil, 0, name)
    LLVMBuildStore(builder, value, local)
  }

  private mutating func markFunction(_ type: LLVMTypeRef) -> (function: LLVMValueRef, type: LLVMTypeRef) {
    if let known = marks[type] { return known }
    let signature: LLVMTypeRef = LLVMFunctionType(type, nil, 0, 0)
    let mark = (
      function: LLVMAddFunction(module, Self.markPrefix + String(marks.count), signature)!, type: signature
    )
    marks[type] = mark
    return mark
  }

  /// A local whose address is known to a function without a body cannot be taken apart, so nothing of what
  /// it holds is folded.
  private func keep(_ local: LLVMValueRef, before next: LLVMValueRef) {
    let context = LLVMGetModuleContext(module)
    var parameter: LLVMTypeRef? = LLVMTypeOf(local)
    let signature = LLVMFunctionType(LLVMVoidTypeInContext(context), &parameter, 1, 0)
    let function =
      LLVMGetNamedFunction(module, Self.keepName) ?? LLVMAddFunction(module, Self.keepName, signature)
    LLVMPositionBuilderBefore(builder, next)
    LLVMSetCurrentDebugLocation2(builder, nil)
    var argument: LLVMValueRef? = local
    LLVMBuildCall2(builder, signature, function, &argument, 1, "")
  }

  /// Erases the marks that nothing reads, so that blocks which hold nothing else can be folded away.
  static func eraseDeadMarks(_ module: LLVMModuleRef) {
    for function in LLVMList.functions(module) where isMark(LLVMText.name(function)) {
      for call in LLVMList.users(function) {
        for field in LLVMList.users(call)
        where LLVMIsAExtractValueInst(field) != nil && LLVMGetFirstUse(field) == nil {
          LLVMInstructionEraseFromParent(field)
        }
        if LLVMGetFirstUse(call) == nil { LLVMInstructionEraseFromParent(call) }
      }
    }
  }
}
