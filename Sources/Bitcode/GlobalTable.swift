import CLLVM

/// The global variables of a module, decoded.
struct GlobalTable {
  private(set) var globals: [String: Global] = [:]
  /// Their names, in the module's order.
  private var order: [String] = []

  init(
    _ module: LLVMModuleRef, _ layout: TypeLayout, specs: String? = nil, uses: [String: VariableUse] = [:]
  ) {
    let decoder = GlobalDecoder(
      layout: layout, constants: ConstantDecoder(layout: layout), specs: specs, uses: uses)
    for value in LLVMList.globals(module) {
      let global = decoder.decode(value)
      globals[global.name] = global
      order.append(global.name)
    }
  }

  /// See `BitcodeModule.declarations`.
  var declarations: [String: [[String]]] { Declarations(globals: globals).collect(order) }
}
