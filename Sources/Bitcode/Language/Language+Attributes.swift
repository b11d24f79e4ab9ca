import CLLVM

extension Language {
  static let allAttributes: [LanguageEntry] =
    [
      LanguageEntry("byval", .executed, "a copy is made at the call"),
      LanguageEntry("sret", .executed, "the address of the result, which the caller has made"),
      LanguageEntry("noreturn", .proved, "what is declared so and is executed does not return"),
      LanguageEntry(
        "memory", .proved,
        "of const and pure functions: what is executed of one writes nothing but its own locals, and a const one reads nothing else that may change"
      ),
      LanguageEntry(
        "align", .proved, "of a parameter where the function begins, of a result where it returns"),
      LanguageEntry("nonnull", .proved, "likewise"),
      LanguageEntry(
        "noalias", .refused,
        "restrict, of a parameter. Of a result (malloc) it is ignored: a model says where the memory is"),
    ]
    + LanguageEntry.all(
      .ignored, "a claim that is taken away before any pass: what it says is neither used nor believed",
      """
      dereferenceable dereferenceable_or_null noundef range returned willreturn mustprogress nofree nosync nocapture
      nocallback norecurse speculatable readnone readonly writeonly writable initializes dead_on_unwind allocalign
      allocptr allocsize allockind nofpclass
      """)
    + LanguageEntry.all(
      .refused, "changes what a call is",
      "byref inalloca preallocated nest naked returns_twice swifterror swiftself swiftasync presplitcoroutine coro_only_destroy_when_complete jumptable"
    )
    + kept.map { LanguageEntry($0, .ignored, "says how code is made, not what it does") }

  /// What is left on functions and calls: passes may know it.
  static let kept: [String] =
    """
    alwaysinline noinline inlinehint optnone optsize minsize optdebug optforfuzzing cold hot builtin nobuiltin
    convergent noduplicate nomerge nounwind uwtable null_pointer_is_valid noimplicitfloat noredzone inreg signext zeroext
    immarg elementtype alignstack nonlazybind nocf_check noprofile skipprofile safestack shadowcallstack ssp sspreq
    sspstrong strictfp sanitize_address sanitize_thread sanitize_memory sanitize_hwaddress sanitize_memtag
    sanitize_numerical_stability speculative_load_hardening disable_sanitizer_instrumentation nosanitize_bounds
    nosanitize_coverage fn_ret_thunk_extern hybrid_patchable vscale_range
    """.split { $0 == " " || $0 == "\n" }.map(String.init)
}

/// What is done with an attribute before any pass runs.
enum AttributeTreatment: Sendable {
  case kept
  /// Taken away, after what it claims has been written out where that is proved.
  case proved
  case dropped
  /// Taken away; code that has it has no meaning here.
  case refused(String)

  /// By LLVM's number of the kind. One that is not there is dropped.
  static let byKind: [UInt32: AttributeTreatment] = {
    let kept = Set(Language.kept)
    var found: [UInt32: AttributeTreatment] = [:]
    for entry in Language.allAttributes {
      let kind = LLVMAttributes.kind(entry.name)
      // This LLVM does not know it.
      guard kind != 0 else { continue }
      switch entry.treatment {
      case .proved: found[kind] = .proved
      // restrict is refused where the function is called, and not on results.
      case .refused: found[kind] = entry.name == "noalias" ? .dropped : .refused(entry.name)
      case .executed, .ignored: found[kind] = kept.contains(entry.name) ? .kept : .dropped
      }
    }
    return found
  }()
}
