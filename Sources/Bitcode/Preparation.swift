import CLLVM

/// What is done to a module before LLVM's passes run.
enum Preparation {
  /// What has to be asked of a module before.
  struct Before {
    var uses: [String: AddressUse]
    var anonymous: [LLVMTypeRef: MemberPlaces.Structure]
    var variables: [String: VariableUse]
    /// What is said of functions, by name.
    var traits: [String: FunctionTraits] = [:]
  }

  static func run(_ session: LLVMSession, _ options: BitcodeModule.Options) throws(BitcodeError) -> Before {
    guard let module = session.module else { throw .noInput }
    nameGlobals(module)
    var before = Before(
      uses: AddressUse.byFunction(module), anonymous: AnonymousStructures.find(module, options.places),
      variables: VariableUse.byVariable(module))
    let variables = LocalVariables(module)
    dropHints(module)
    StaticBranches.replace(module)
    if options.markUninitialised { UninitialisedMarking.run(module, variables) }
    before.traits = PromiseMarking.run(module)
    let constants = unfixConstants(module)
    if options.markUninitialised {
      eraseCalls(module, "llvm.lifetime.")
      try session.runPasses("function(sroa,mem2reg)")
      UninitialisedMarking.eraseDeadMarks(module)
    }
    try session.runPasses(options.passes)
    for constant in constants { LLVMSetGlobalConstant(constant, 1) }
    return before
  }

  /// Constant variables look like others to the passes, which fold a read behind the end of one to poison.
  private static func unfixConstants(_ module: LLVMModuleRef) -> [LLVMValueRef] {
    let constants = LLVMList.globals(module).filter { LLVMIsGlobalConstant($0) != 0 }
    for constant in constants { LLVMSetGlobalConstant(constant, 0) }
    return constants
  }

  /// The view refers to globals by name, and C's unnamed constants may have none.
  static func nameGlobals(_ module: LLVMModuleRef) {
    for (number, global) in LLVMList.globals(module).enumerated() where LLVMText.name(global).isEmpty {
      let name = ".unnamed.\(number)"
      LLVMSetValueName2(global, name, name.utf8.count)
    }
  }

  /// Which way a branch is likely to go is nothing to know.
  private static func dropHints(_ module: LLVMModuleRef) {
    for function in LLVMList.functions(module) where LLVMText.name(function).hasPrefix("llvm.expect.") {
      for call in LLVMList.users(function) where LLVMIsACallInst(call) != nil {
        LLVMReplaceAllUsesWith(call, LLVMGetOperand(call, 0))
        LLVMInstructionEraseFromParent(call)
      }
    }
  }

  private static func eraseCalls(_ module: LLVMModuleRef, _ prefix: String) {
    for function in LLVMList.functions(module) where LLVMText.name(function).hasPrefix(prefix) {
      for call in LLVMList.users(function) where LLVMIsACallInst(call) != nil {
        LLVMInstructionEraseFromParent(call)
      }
    }
  }
}
