extension Language {
  static let allIntrinsics: [LanguageEntry] =
    LanguageEntry.all(
      .executed, "on integers up to 64 bits",
      """
      llvm.umin llvm.umax llvm.smin llvm.smax llvm.abs llvm.bswap llvm.bitreverse llvm.ctpop llvm.ctlz llvm.cttz llvm.fshl
      llvm.fshr llvm.uadd.sat llvm.usub.sat llvm.uadd.with.overflow llvm.sadd.with.overflow llvm.usub.with.overflow
      llvm.ssub.with.overflow llvm.umul.with.overflow llvm.smul.with.overflow
      """)
    + LanguageEntry.all(
      .executed, "of a constant length up to 4096 bytes",
      "llvm.memcpy llvm.memmove llvm.memset llvm.memcpy.inline llvm.memset.inline")
    + [
      LanguageEntry("llvm.assume", .proved, "its condition, and its bundles"),
      LanguageEntry(
        "llvm.is.constant", .executed,
        "any answer where the argument is constant on the path, no where it varies; see above"),
      LanguageEntry("llvm.trap", .executed, "a finding, as BUG() is"),
      LanguageEntry("llvm.ubsantrap", .executed, "a finding, as BUG() is"),
    ]
    + LanguageEntry.all(
      .ignored, "which way a branch is likely to go", "llvm.expect llvm.expect.with.probability")
    + LanguageEntry.all(
      .ignored, "says something to the compiler or the debugger only",
      """
      llvm.dbg.assign llvm.dbg.declare llvm.dbg.label llvm.dbg.value llvm.donothing llvm.sideeffect llvm.var.annotation
      llvm.experimental.noalias.scope.decl llvm.prefetch
      """)
    + LanguageEntry.all(
      .ignored,
      "what a local holds where its life begins is marked as not initialised, and then they are taken away",
      "llvm.lifetime.start llvm.lifetime.end")
    + LanguageEntry.all(
      .refused, "floating point",
      """
      llvm.acos llvm.asin llvm.atan llvm.ceil llvm.copysign llvm.cos llvm.cosh llvm.exp llvm.exp10 llvm.exp2 llvm.fabs
      llvm.floor llvm.fma llvm.fmuladd llvm.fptosi.sat llvm.fptoui.sat llvm.fptrunc.round llvm.frexp llvm.ldexp
      llvm.llrint llvm.llround llvm.log llvm.log10 llvm.log2 llvm.lrint llvm.lround llvm.maximum llvm.maxnum llvm.minimum
      llvm.minnum llvm.nearbyint llvm.pow llvm.powi llvm.rint llvm.round llvm.roundeven llvm.sin llvm.sinh llvm.sqrt
      llvm.tan llvm.tanh llvm.trunc llvm.is.fpclass llvm.canonicalize llvm.convert.from.fp16 llvm.convert.to.fp16
      llvm.arithmetic.fence llvm.get.fpenv llvm.get.fpmode llvm.get.rounding llvm.reset.fpenv llvm.reset.fpmode
      llvm.set.fpenv llvm.set.fpmode llvm.set.rounding llvm.experimental.constrained.*
      """)
    + LanguageEntry.all(
      .refused, "vectors",
      "llvm.vp.* llvm.vector.* llvm.masked.* llvm.matrix.* llvm.vscale llvm.get.active.lane.mask llvm.experimental.vp.* llvm.experimental.vector.*"
    )
    + LanguageEntry.all(
      .refused, "saturation and fixed point that the kernel has no use for",
      """
      llvm.sadd.sat llvm.ssub.sat llvm.sshl.sat llvm.ushl.sat llvm.sdiv.fix llvm.sdiv.fix.sat llvm.smul.fix
      llvm.smul.fix.sat llvm.udiv.fix llvm.udiv.fix.sat llvm.umul.fix llvm.umul.fix.sat llvm.scmp llvm.ucmp
      """)
    + LanguageEntry.all(.refused, "variable arguments", "llvm.va_start llvm.va_end llvm.va_copy")
    + LanguageEntry.all(
      .refused, "the machine under the code: stack, registers, clocks, threads",
      """
      llvm.addressofreturnaddress llvm.returnaddress llvm.frameaddress llvm.sponentry llvm.stacksave llvm.stackrestore
      llvm.stackguard llvm.stackprotector llvm.get.dynamic.area.offset llvm.read_register llvm.read_volatile_register
      llvm.write_register llvm.readcyclecounter llvm.readsteadycounter llvm.pcmarker llvm.thread.pointer
      llvm.threadlocal.address llvm.localaddress llvm.localescape llvm.localrecover llvm.init.trampoline
      llvm.adjust.trampoline llvm.clear_cache llvm.debugtrap llvm.load.relative llvm.ptrmask llvm.ptrauth.*
      """)
    + LanguageEntry.all(
      .refused, "what is known of an object's size, or of memory that does not change",
      """
      llvm.objectsize llvm.invariant.start llvm.invariant.end llvm.launder.invariant.group llvm.strip.invariant.group
      llvm.ssa.copy llvm.annotation llvm.ptr.annotation llvm.codeview.annotation llvm.preserve.* llvm.type.* llvm.public.type.test
      llvm.allow.runtime.check llvm.allow.ubsan.check
      """)
    + LanguageEntry.all(
      .refused, "other languages, and what passes and instrumentation make",
      """
      llvm.experimental.* llvm.coro.* llvm.objc.* llvm.swift.* llvm.eh.* llvm.seh.* llvm.gc* llvm.call.preallocated.*
      llvm.callbr.landingpad llvm.asan.* llvm.hwasan.* llvm.instrprof.* llvm.pseudoprobe llvm.xray.* llvm.icall.branch.funnel
      llvm.loop.decrement llvm.loop.decrement.reg llvm.set.loop.iterations llvm.start.loop.iterations
      llvm.test.set.loop.iterations llvm.test.start.loop.iterations llvm.memcpy.element.unordered.atomic
      llvm.memmove.element.unordered.atomic llvm.memset.element.unordered.atomic
      """)
}
