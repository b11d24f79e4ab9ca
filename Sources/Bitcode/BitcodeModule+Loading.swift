import CLLVM

extension BitcodeModule {
  static func load(_ paths: [String], _ options: Options) throws(BitcodeError) -> BitcodeModule {
    let session = LLVMSession()
    for path in paths { try session.add(path) }
    guard let module = session.module else { throw .noInput }
    let before = try Preparation.run(session, options)
    defer { withExtendedLifetime(session) {} }
    return decode(module, options, before)
  }

  private static func decode(
    _ module: LLVMModuleRef, _ options: Options, _ before: Preparation.Before
  ) -> BitcodeModule {
    let layout = TypeLayout(
      data: LLVMGetModuleDataLayout(module), places: options.places, anonymous: before.anonymous)
    let locations = LocationTable(options.roots)
    let table = GlobalTable(module, layout, specs: options.specs, uses: before.variables)
    let digests = BodyDigest(table.globals)
    var functions: [String: Function] = [:]
    for value in LLVMList.functions(module) {
      let name = LLVMText.name(value)
      if DroppedCall.isOurs(name) { continue }
      var function = function(
        value, layout, locations, before.uses[name] ?? AddressUse(),
        before.traits[name] ?? FunctionTraits(of: value))
      function.bodyDigest = digests.digest(function)
      functions[name] = function
    }
    return BitcodeModule(
      functions: functions, globals: table.globals, declarations: table.declarations,
      locations: locations.locations,
      target: LLVMGetTarget(module).map { String(cString: $0) } ?? "")
  }

  private static func function(
    _ value: LLVMValueRef, _ layout: TypeLayout, _ locations: LocationTable, _ use: AddressUse,
    _ traits: FunctionTraits
  ) -> Function {
    let type: LLVMTypeRef = LLVMGlobalGetValueType(value)
    var decoder = FunctionDecoder(value, layout, locations)
    let body = decoder.decode(value)
    let parameters = (0..<LLVMCountParams(value)).compactMap { LLVMGetParam(value, $0) }
    let flow = ControlFlow(
      successors: body.blocks.map(\.terminator.successors),
      isDeadEnd: body.blocks.map { block in
        switch block.terminator {
        case .unreachable, .unsupported: return true
        default: return false
        }
      })
    return Function(
      name: LLVMText.name(value), parameterWidths: parameters.map { layout.valueType(LLVMTypeOf($0)) },
      parameterNames: parameters.map { LLVMText.name($0) },
      returnType: layout.valueType(LLVMGetReturnType(type)), isVariadic: LLVMIsFunctionVarArg(type) != 0,
      blocks: body.blocks, registerCount: body.registerCount, location: locations.location(ofFunction: value),
      hasInlineAssembly: decoder.hasInlineAssembly, structures: use.structures,
      hasByteOffsets: use.hasByteOffsets, bodyDigest: "", traits: traits,
      controlFlow: flow)
  }
}
