import CLLVM

/// Bitcode made fit for a native run of a few functions: the same code that the executor reads, linked,
/// with the models in place of what they stand for, and nothing else.
public struct NativeModule: Sendable {
  /// The functions whose model took their place, sorted.
  public let models: [String]
  /// Variables that another file defines, with their sizes and alignments in bytes (size 0: unknown).
  public let externalData: [ExternalData]

  public struct ExternalData: Sendable, Hashable {
    public let name: String
    public let size: Int
    public let alignment: Int
  }

  /// Links `paths` in that order, as ``BitcodeModule`` does (so that names agree), and writes the result to
  /// `output`.
  ///
  /// - Parameters:
  ///   - entryPoints: functions to keep, with all that they refer to. Names without a definition are
  ///     passed over.
  ///   - passes: a pass pipeline that runs at last.
  ///   - modelPrefix: `<modelPrefix>NAME` with a body takes the place of NAME, whether that has one or not.
  public static func write(
    linking paths: [String], to output: String, keeping entryPoints: Set<String>, passes: String = "",
    modelPrefix: String = "pp_model_"
  ) throws(BitcodeError) -> NativeModule {
    let session = LLVMSession()
    for path in paths { try session.add(path) }
    guard let module = session.module else { throw .noInput }
    defer { withExtendedLifetime(session) {} }
    Preparation.nameGlobals(module)
    let models = replaceModelled(module, modelPrefix)
    StaticBranches.replace(module)
    answerNo(module)
    // Calls that are put in have no lines.
    _ = LLVMStripModuleDebugInfo(module)
    callObservers(module)
    // What EXPORT_SYMBOL() and its like say to the linker is no part of the code.
    LLVMSetModuleInlineAsm2(module, "", 0)
    for list in ["llvm.used", "llvm.compiler.used"] {
      if let list = LLVMGetNamedGlobal(module, list) { LLVMDeleteGlobal(list) }
    }
    internalise(module, but: entryPoints)
    try session.runPasses("globaldce")
    exposeData(module)
    dropProtections(module)
    try session.runPasses(passes)
    guard LLVMWriteBitcodeToFile(module, output) == 0 else {
      throw .unreadable(path: output, reason: "bitcode cannot be written there")
    }
    return NativeModule(models: models, externalData: externalData(module))
  }

  /// To each `__builtin_constant_p()`, as a compiler may that looks into no call.
  private static func answerNo(_ module: LLVMModuleRef) {
    for function in LLVMList.functions(module) where LLVMText.name(function).hasPrefix("llvm.is.constant.") {
      for call in LLVMList.users(function) where LLVMIsACallInst(call) != nil {
        LLVMReplaceAllUsesWith(call, LLVMConstNull(LLVMTypeOf(call)))
        LLVMInstructionEraseFromParent(call)
      }
    }
  }

  private static func replaceModelled(_ module: LLVMModuleRef, _ prefix: String) -> [String] {
    var replaced: [String] = []
    for model in LLVMList.functions(module) {
      let name = LLVMText.name(model)
      guard name.hasPrefix(prefix), LLVMIsDeclaration(model) == 0,
        let original = LLVMGetNamedFunction(module, String(name.dropFirst(prefix.count)))
      else { continue }
      LLVMReplaceAllUsesWith(original, model)
      replaced.append(String(name.dropFirst(prefix.count)))
    }
    return replaced.sorted()
  }

  /// Has each function call first, with its own arguments, what the spec wants to see of its calls: `pp_before_NAME()`.
  private static func callObservers(_ module: LLVMModuleRef) {
    let prefix = "pp_before_"
    for observer in LLVMList.functions(module) {
      let name = LLVMText.name(observer)
      guard name.hasPrefix(prefix), LLVMIsDeclaration(observer) == 0,
        let function = LLVMGetNamedFunction(module, String(name.dropFirst(prefix.count))),
        LLVMIsDeclaration(function) == 0, LLVMCountParams(function) == LLVMCountParams(observer),
        let first = LLVMGetFirstInstruction(LLVMGetEntryBasicBlock(function)),
        let builder = LLVMCreateBuilderInContext(LLVMGetModuleContext(module))
      else { continue }
      defer { LLVMDisposeBuilder(builder) }
      LLVMPositionBuilderBefore(builder, first)
      var arguments = (0..<LLVMCountParams(function)).map { LLVMGetParam(function, $0) }
      let isAlike = (0..<LLVMCountParams(function)).allSatisfy {
        LLVMTypeOf(LLVMGetParam(function, $0)) == LLVMTypeOf(LLVMGetParam(observer, $0))
      }
      guard isAlike else { continue }
      LLVMBuildCall2(
        builder, LLVMGlobalGetValueType(observer), observer, &arguments, UInt32(arguments.count), "")
    }
  }

  /// Leaves only the entry points visible, so that what they do not refer to is dead.
  private static func internalise(_ module: LLVMModuleRef, but entryPoints: Set<String>) {
    for function in LLVMList.functions(module) where LLVMIsDeclaration(function) == 0 {
      let isEntry = entryPoints.contains(LLVMText.name(function))
      LLVMSetLinkage(function, isEntry ? LLVMExternalLinkage : LLVMInternalLinkage)
      LLVMSetVisibility(function, LLVMDefaultVisibility)
    }
    for global in LLVMList.globals(module) where LLVMIsDeclaration(global) == 0 {
      LLVMSetVisibility(global, LLVMDefaultVisibility)
      LLVMSetLinkage(global, LLVMInternalLinkage)
    }
  }

  /// A world is poked into variables from outside, which the optimiser must not rule out; and each needs a
  /// symbol that says where it is.
  private static func exposeData(_ module: LLVMModuleRef) {
    for global in LLVMList.globals(module) where LLVMIsDeclaration(global) == 0 {
      LLVMSetLinkage(global, LLVMExternalLinkage)
      LLVMSetUnnamedAddress(global, LLVMNoUnnamedAddr)
    }
  }

  /// Attributes that call for help from the kernel (stack protectors, return thunks, patchable entries), or have the
  /// compiler refuse calls that only an optimiser finds dead (BUILD_BUG(), include/linux/compiler_types.h).
  private static func dropProtections(_ module: LLVMModuleRef) {
    let names: [String] = ["ssp", "sspreq", "sspstrong", "fn_ret_thunk_extern"]
    // 0: this LLVM does not know it.
    let kinds = names.map { LLVMGetEnumAttributeKindForName($0, $0.utf8.count) }.filter { $0 != 0 }
    let texts: [String] = [
      "patchable-function", "patchable-function-entry", "patchable-function-prefix", "fentry-call",
      "dontcall-error", "dontcall-warn",
    ]
    let place = LLVMAttributeIndex.max  // LLVMAttributeFunctionIndex
    for function in LLVMList.functions(module) {
      for kind in kinds { LLVMRemoveEnumAttributeAtIndex(function, place, kind) }
      for text in texts { LLVMRemoveStringAttributeAtIndex(function, place, text, UInt32(text.utf8.count)) }
    }
  }

  private static func externalData(_ module: LLVMModuleRef) -> [ExternalData] {
    let layout = TypeLayout(data: LLVMGetModuleDataLayout(module))
    return LLVMList.globals(module).filter { LLVMIsDeclaration($0) != 0 }.map { global in
      let type: LLVMTypeRef = LLVMGlobalGetValueType(global)
      return ExternalData(
        name: LLVMText.name(global), size: layout.size(type),
        alignment: max(layout.alignment(type), Int(LLVMGetAlignment(global)), 1))
    }
  }
}
