import CLLVM

/// Static branches (`static_branch_likely()` and its like) as reads of their key.
///
/// With JUMP_LABEL a static branch is an `asm goto` that the kernel patches: it is a jump where the key is enabled and
/// the branch is not inverted, or the other way round, and a no-op otherwise (jump_label_type() in
/// kernel/jump_label.c). So it goes where a read of the key goes at any time when no key is being switched, and becomes
/// that read here, for the executor and for native runs:
///
///     jump if (key->enabled != 0) != (branch & 1)
///
/// Which of jump and no-op the assembly has before it is patched does not matter. What is not letter by letter such a
/// branch stays as it is.
enum StaticBranches {
  /// Replaces all of a module.
  static func replace(_ module: LLVMModuleRef) {
    guard let builder = LLVMCreateBuilderInContext(LLVMGetModuleContext(module)) else { return }
    defer { LLVMDisposeBuilder(builder) }
    for function in LLVMList.functions(module) {
      for block in LLVMList.blocks(function) {
        guard let last = LLVMGetBasicBlockTerminator(block), LLVMGetInstructionOpcode(last) == LLVMCallBr
        else { continue }
        replace(last, builder)
      }
    }
  }

  private static func replace(_ jump: LLVMValueRef, _ builder: LLVMBuilderRef) {
    guard let called = LLVMGetCalledValue(jump), LLVMGetValueKind(called) == LLVMInlineAsmValueKind,
      matches(InlineAssembly(called)), LLVMGetNumArgOperands(jump) == 2,
      LLVMGetCallBrNumIndirectDests(jump) == 1, let key = LLVMGetOperand(jump, 0),
      let inverted = LLVMGetOperand(jump, 1), LLVMGetTypeKind(LLVMTypeOf(key)) == LLVMPointerTypeKind,
      let wide = LLVMTypeOf(inverted), LLVMGetTypeKind(wide) == LLVMIntegerTypeKind,
      let context = LLVMGetTypeContext(wide)
    else { return }
    let word = LLVMInt32TypeInContext(context)
    LLVMPositionBuilderBefore(builder, jump)
    LLVMSetCurrentDebugLocation2(builder, LLVMInstructionGetDebugLoc(jump))
    // struct static_key begins with atomic_t enabled (include/linux/jump_label.h). It is -1 while the first user
    // switches the key on, which static_key_count() counts as enabled.
    let count = LLVMBuildLoad2(builder, word, key, "enabled")
    LLVMSetAlignment(count, 4)
    let enabled = LLVMBuildICmp(builder, LLVMIntNE, count, LLVMConstInt(word, 0, 0), "")
    let bit = LLVMBuildTrunc(builder, inverted, LLVMInt1TypeInContext(context), "")
    LLVMBuildCondBr(
      builder, LLVMBuildXor(builder, enabled, bit, ""), LLVMGetCallBrIndirectDest(jump, 0),
      LLVMGetCallBrDefaultDest(jump))
    LLVMInstructionEraseFromParent(jump)
  }

  /// arch_static_branch() and arch_static_branch_jump() of arch/x86/include/asm/jump_label.h: one instruction, and the
  /// place, the target and the key in the table of those that are patched.
  static func matches(_ code: InlineAssembly) -> Bool {
    let statements = code.template.split(separator: "\n").map { line in
      line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }.filter { !$0.isEmpty }
    let jump = "1:jmp ${2:l}"
    let noOperation = "1:.byte 0x0f,0x1f,0x44,0x00,0x00"
    let entry = [
      #".pushsection __jump_table, "aw""#, ".balign 8", ".long 1b - .", ".long ${2:l} - .",
      ".quad ${0:c} + ${1:c} - .", ".popsection",
    ]
    return (statements.first == jump || statements.first == noOperation)
      && Array(statements.dropFirst()) == entry && code.constraints.hasPrefix("i,i,!i")
      && code.constraints.dropFirst("i,i,!i".count).split(separator: ",").allSatisfy { $0.hasPrefix("~{") }
  }
}
