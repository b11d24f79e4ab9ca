import CLLVM

/// What is done to a module before LLVM's passes run.
enum Preparation {
  /// What has to be asked of a module before.
  struct Before {
    var uses: [String: AddressUse]
    var anonymous: [LLVMTypeRef: MemberPlaces.Structure]
    var variables: [String: VariableUse]
  }

  static func run(_ session: LLVMSession, _ options: BitcodeModule.Options) throws(BitcodeError) -> Before {
    guard let module = session.module else { throw .noInput }
    nameGlobals(module)
    let before = Before(
      uses: AddressUse.byFunction(module), anonymous: AnonymousStructures.find(module, options.places),
      variables: VariableUse.byVariable(module))
    let variables = LocalVariables(module)
    dropHints(module)
    StaticBranches.replace(module)
    if options.markUninitialised {
      UninitialisedMarking.run(module, variables)
      eraseCalls(module, "llvm.lifetime.")
      try session.runPasses("function(sroa,mem2reg)")
      UninitialisedMarking.eraseDeadMarks(module)
    }
    try session.runPasses(options.passes)
    return before
  }

  /// The view refers to globals by name, and C's unnamed constants may have none.
  static func nameGlobals(_ module: LLVMModuleRef) {
    for (number, global) in LLVMList.globals(module).enumerated() where LLVMText.name(global).isEmpty {
      let name = ".unnamed.\(number)"
      LLVMSetValueName2(global, name, name.utf8.count)
    }
  }

  /// Answers questions to the compiler before the passes, so that they fold what depends on them.
  private static func dropHints(_ module: LLVMModuleRef) {
    for function in LLVMList.functions(module) where LLVMText.name(function).hasPrefix("llvm.") {
      let name = LLVMText.name(function)
      let isExpect = name.hasPrefix("llvm.expect.")
      guard isExpect || name.hasPrefix("llvm.is.constant.") else { continue }
      for call in LLVMList.users(function) where LLVMIsACallInst(call) != nil {
        let answer = isExpect ? LLVMGetOperand(call, 0) : LLVMConstNull(LLVMTypeOf(call))
        LLVMReplaceAllUsesWith(call, answer)
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
