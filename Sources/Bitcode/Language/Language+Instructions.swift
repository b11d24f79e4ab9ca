extension Language {
  static let allOpcodes: [LanguageEntry] =
    LanguageEntry.all(.executed, "", "Ret Br Switch PHI Call Select Alloca Fence Freeze ICmp")
    + LanguageEntry.all(.executed, "on integers up to 64 bits", "Add Sub Mul And Or Xor Trunc ZExt SExt")
    + LanguageEntry.all(
      .executed,
      "on integers up to 64 bits; a divisor of 0, and the least number by -1, are things to rule out",
      "UDiv SDiv URem SRem")
    + LanguageEntry.all(
      .executed, "on integers up to 64 bits; a shift by the width or more is a thing to rule out",
      "Shl LShr AShr")
    + LanguageEntry.all(
      .executed,
      "integers up to 64 bits, pointers, and structures of these; that the address is inside an object is proved",
      "Load Store")
    + LanguageEntry.all(.executed, "a flat address: base, offset, indices by strides", "GetElementPtr")
    + LanguageEntry.all(.executed, "", "PtrToInt IntToPtr BitCast ExtractValue InsertValue")
    + [
      LanguageEntry(
        "Unreachable", .proved,
        "control does not come there; behind a trap or a function that is declared noreturn, that it stops there is what is proved"
      ),
      LanguageEntry("CallBr", .refused, "asm goto, but for static branches, each a read of its key"),
    ]
    + LanguageEntry.all(
      .refused, "atomics of the compiler's own, which the kernel does not use", "AtomicCmpXchg AtomicRMW")
    + LanguageEntry.all(.refused, "computed goto", "IndirectBr")
    + LanguageEntry.all(.refused, "another address space", "AddrSpaceCast")
    + LanguageEntry.all(.refused, "variable arguments", "VAArg")
    + LanguageEntry.all(.refused, "reserved for passes", "UserOp1 UserOp2")
    + LanguageEntry.all(
      .refused, "floating point",
      "FNeg FAdd FSub FMul FDiv FRem FPToUI FPToSI UIToFP SIToFP FPTrunc FPExt FCmp")
    + LanguageEntry.all(.refused, "vectors", "ExtractElement InsertElement ShuffleVector")
    + LanguageEntry.all(
      .refused, "exceptions", "Invoke Resume LandingPad CleanupRet CatchRet CatchPad CleanupPad CatchSwitch")

  static let allFlags: [LanguageEntry] = [
    LanguageEntry(
      "nsw", .proved, "as an obligation where the instruction stands; then taken away, before any pass"),
    LanguageEntry("nuw", .proved, "likewise"),
    LanguageEntry("exact", .proved, "likewise"),
    LanguageEntry("disjoint", .proved, "likewise"),
    LanguageEntry(
      "nneg", .ignored, "taken away; clang writes it on nothing but what its passes made, which have not run"),
    LanguageEntry(
      "inbounds", .ignored,
      "taken away; an address may be computed outside an object (container_of()), and each access is proved inside one"
    ),
    LanguageEntry(
      "volatile", .executed,
      "as any access; no pass leaves one out or adds one"),
    LanguageEntry(
      "align", .ignored, "of an access: x86 makes it at any address, and no pass that runs asks for it"),
    LanguageEntry("atomic", .ignored, "and its ordering: runs are sequential"),
    LanguageEntry(
      "tail", .ignored, "as are musttail, notail and calling conventions: they say how, not what"),
    LanguageEntry("fast", .refused, "and the other flags of floating point, with it"),
  ]

  static let allMetadata: [LanguageEntry] =
    [
      LanguageEntry(
        "dbg", .executed, "files, lines and names of variables in what is said; never in what is proved")
    ]
    + LanguageEntry.all(
      .ignored, "a claim about the value read, taken away before any pass: the value is what memory holds",
      "range nonnull noundef align dereferenceable dereferenceable_or_null")
    + LanguageEntry.all(
      .ignored,
      "a claim about which accesses meet, taken away before any pass: they meet where their addresses do",
      "tbaa tbaa.struct alias.scope noalias invariant.load invariant.group llvm.access.group llvm.mem.parallel_loop_access"
    )
    + LanguageEntry.all(
      .ignored, "says nothing of what the code does; taken away before any pass",
      """
      prof fpmath nontemporal make.implicit unpredictable llvm.loop type section_prefix absolute_symbol associated
      callees irr_loop callback llvm.preserve.access.index vcall_visibility annotation nosanitize func_sanitize exclude
      memprof callsite kcfi_type pcsections DIAssignID coro.outside.frame mmra
      """)

  static let allBundles: [LanguageEntry] = [
    LanguageEntry("align", .proved, "__builtin_assume_aligned()"),
    LanguageEntry("nonnull", .proved),
    LanguageEntry("ignore", .ignored, "says nothing"),
    LanguageEntry("*", .refused),
  ]

  static let allLinkages: [LanguageEntry] =
    LanguageEntry.all(.executed, "", "external internal private appending")
    + LanguageEntry.all(
      .refused,
      "another file may define it otherwise; a definition that is linked in here takes its place, or a model does",
      "available_externally linkonce linkonce_odr weak weak_odr extern_weak common")
}
