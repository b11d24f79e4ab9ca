import Bitcode
import Terms

/// What a spec wants to see of the unit's calls: their arguments, which the code behind them may not look at.
extension Executor {
  /// Runs `pp_before_NAME()` of the spec, if there is one, with the arguments of a call of `NAME()` by the unit, before
  /// that call. x86 makes nothing of the address that set_ptes() is given; other architectures do.
  func observeCall(
    _ name: String, _ arguments: [Value], _ guarded: Term, _ here: SourceLocation?
  ) throws {
    // What is counted is the kernel's work.
    guard isInUnit, costs == nil else { return }
    let prefix = settings.codePrefix
    let plain = !prefix.isEmpty && name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    guard let observer = module.functions["\(Self.observerPrefix)\(plain)"], !observer.blocks.isEmpty else {
      return
    }
    guard observer.parameterWidths.count == arguments.count else {
      obligeUnmodelled(
        .call(function: plain), guarded,
        "call of \(plain)() with \(arguments.count) arguments, of which the spec wants to see "
          + "\(observer.parameterWidths.count)", at: here)
      return
    }
    _ = try execute(observer, arguments, guarded: guarded)
  }

  static let observerPrefix = "pp_before_"
}
