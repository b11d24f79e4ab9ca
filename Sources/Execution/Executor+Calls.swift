import Bitcode
import Terms

/// Calls: to real code, to models, to the spec's intrinsics, to LLVM's.
extension Executor {
  func call(
    _ callee: Callee, _ arguments: [Value], _ returnType: ValueType, _ activation: Activation,
    _ guarded: Term,
    _ here: SourceLocation?
  ) throws -> Value? {
    switch callee {
    case .assembly(let code):
      return try assembly(code, arguments, returnType, guarded, here, in: activation.function.name)
    case .function(let name):
      return try call(name, arguments, returnType, guarded, here)
    case .indirect(let operand):
      let pointer = term(operand, width: 64, activation)
      demandInitialised(pointer, guarded, "a call", here)
      let targets = leaves(of: pointer, guarded)
      var results: [(guarded: Term, value: Value?)] = []
      var returns: [Term] = []
      defer { lastReturns = returns }
      for (condition, target) in targets {
        if let address = pool.asConstant(target), let name = space.function(at: address) {
          results.append((condition, try call(name, arguments, returnType, condition, here)))
          returns += lastReturns
        } else {
          obligeUnmodelled(
            .indirectCall, condition, "call through a pointer that names no known function", at: here)
          results.append((condition, unknownValue(returnType, "result of an indirect call")))
        }
      }
      return merge(results, under: guarded) ?? unknownValue(returnType, "result of an indirect call")
    }
  }

  /// The leaves of nested `ite`s that are feasible under the guard.
  private func leaves(of pointer: Term, _ guarded: Term) -> [(Term, Term)] {
    guard let (condition, yes, no) = pool.asIte(pointer) else { return [(guarded, pointer)] }
    var result: [(Term, Term)] = []
    for (holds, part) in [(condition, yes), (pool.not(condition), no)] {
      let inner = pool.and(guarded, holds)
      if inner != pool.false, !isInfeasible(inner) { result += leaves(of: part, inner) }
    }
    return result
  }

  func call(
    _ name: String, _ arguments: [Value], _ returnType: ValueType, _ guarded: Term, _ here: SourceLocation?
  ) throws -> Value? {
    if name.hasPrefix("pp_"), module.functions[name]?.blocks.isEmpty ?? true {
      return try intrinsic(name, arguments, guarded, here)
    }
    if let promise = Promise(callee: name) { return check(promise, arguments, guarded, here) }
    lastReturns = []
    if name.hasPrefix("llvm.") { return compilerIntrinsic(name, arguments, returnType, guarded, here) }
    try observeCall(name, arguments, guarded, here)
    if let model = module.functions["pp_model_\(name)"], !model.blocks.isEmpty, module.hasModel(for: name) {
      modelsUsed.insert(name)
      if isInUnit || coversAll { coverage.models.insert(name) }
      costs?.calls += 1
      modelDepth += 1
      defer { modelDepth -= 1 }
      return try execute(model, arguments, guarded: guarded)
    }
    if returnType == .void, isDeclaredTracepoint(name) {
      modelsUsed.insert(name)
      return nil
    }
    guard let function = module.functions[name], !function.blocks.isEmpty else {
      let isError = module.functions[name]?.traits.isErrorAtCompileTime == true
      obligeUnmodelled(
        .call(function: name), isError ? withoutChoice(guarded) : guarded,
        "call of \(name)(), which has no body here and no model", at: here)
      return unknownValue(returnType, "result of \(name)()")
    }
    if let refusal = Self.refusal(of: function) {
      obligeUnmodelled(.call(function: name), guarded, "call of \(name)(), \(refusal)", at: here)
      return unknownValue(returnType, "result of \(name)()")
    }
    costs?.calls += 1
    if function.traits.memory != .none {
      promisedMemory.append(
        .init(function: name, promise: function.traits.memory, firstOwn: space.next))
    }
    defer { if function.traits.memory != .none { promisedMemory.removeLast() } }
    let result = try execute(function, arguments, guarded: guarded)
    if returnType == .pointer, let pointer = result?.term {
      return .term(canonicalPointer(pointer, guarded))
    }
    return result
  }

  /// Whether it is a tracepoint, which the spec declares to have no effect (`PP_TRACEPOINTS`): `DECLARE_TRACE()` makes the
  /// function and the variable of one.
  private func isDeclaredTracepoint(_ name: String) -> Bool {
    guard let declared = module.declarations["tracepoints"], !declared.isEmpty, name.hasPrefix("trace_")
    else { return false }
    return module.globals["__tracepoint_" + name.dropFirst("trace_".count)] != nil
  }

  /// Why a function that has a body is not executed.
  private static func refusal(of function: Function) -> String? {
    if function.traits.linkage == .interposable { return "which another file may define otherwise" }
    if function.traits.hasRestrictedParameters {
      return "which has restrict parameters: that what they point to is apart is not proved here"
    }
    return nil
  }

  // MARK: LLVM intrinsics (LangRef, "Intrinsic Functions")

  private func compilerIntrinsic(
    _ name: String, _ arguments: [Value], _ returnType: ValueType, _ guarded: Term, _ here: SourceLocation?
  ) -> Value? {
    let terms = arguments.compactMap(\.term)
    func starts(_ stem: String) -> Bool { name.hasPrefix("llvm." + stem) }
    if starts("expect"), let first = terms.first { return .term(first) }
    if starts("lifetime") || starts("dbg") || starts("donothing") || starts("experimental.noalias")
      || starts("prefetch")
    {
      return nil
    }
    if starts("assume"), let condition = terms.first {
      return check(.holds("what the compiler assumes"), [.term(condition)], guarded, here)
    }
    if let result = arithmetic(name, terms) { return result }
    if terms.count >= 3, let length = pool.asConstant(terms[2]), length <= 4096, !name.contains(".element.") {
      if starts("memcpy") || starts("memmove") {
        copy(to: terms[0], from: terms[1], Int(length), guarded, here)
        return nil
      }
      if starts("memset") {
        fill(terms[0], terms[1], Int(length), guarded, here)
        return nil
      }
    }
    if starts("trap") || starts("ubsantrap") {
      oblige(.warning, guarded, "trap", at: here)
      return nil
    }
    obligeUnmodelled(.instruction, guarded, "LLVM intrinsic \(name)", at: here)
    return unknownValue(returnType, name)
  }

  private func pieces(_ length: Int) -> [(offset: Int, size: Int)] {
    var result: [(Int, Int)] = []
    var offset = 0
    while offset < length {
      var size = 8
      while size > length - offset { size /= 2 }
      result.append((offset, size))
      offset += size
    }
    return result
  }

  private func copy(
    to: Term, from: Term, _ length: Int, _ guarded: Term, _ here: SourceLocation?
  ) {
    // All loads before all stores: memmove may overlap.
    let values = pieces(length).map { offset, size in
      load(
        pool.add(from, pool.constant(UInt64(offset), width: 64)), .integer(8 * size), guarded, here)
    }
    for ((offset, size), value) in zip(pieces(length), values) {
      store(value, .integer(8 * size), pool.add(to, pool.constant(UInt64(offset), width: 64)), guarded, here)
    }
  }

  private func fill(_ to: Term, _ byte: Term, _ length: Int, _ guarded: Term, _ here: SourceLocation?) {
    for (offset, size) in pieces(length) {
      var word = byte
      for _ in 1..<max(size, 1) where size > 1 { word = pool.concat(word, byte) }
      store(
        .term(word), .integer(8 * size), pool.add(to, pool.constant(UInt64(offset), width: 64)), guarded, here
      )
    }
  }
}

extension BitcodeModule {
  /// Whether a model of the spec's is executed in the place of a function.
  ///
  /// One for another body of the function, where the body that is there can be executed, is not.
  public func hasModel(for name: String) -> Bool {
    guard let model = functions["pp_model_\(name)"], !model.isDeclaration else { return false }
    guard let real = functions[name], !real.isDeclaration, !real.hasInlineAssembly else { return true }
    return declarations["model"]?.first { $0.first == name }.map { $0.count > 1 && $0[1] == real.bodyDigest }
      ?? true
  }
}
