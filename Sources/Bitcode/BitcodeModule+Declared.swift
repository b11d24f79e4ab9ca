import CLLVM

extension BitcodeModule {
  /// What the sources of one file declare, as `declarations` says it, without reading any code: a file of the
  /// kernel takes most of a second to decode, and this is asked of it before it is known what to link to it.
  ///
  /// - Throws: `BitcodeError` as `init(linking:options:)` does; but of functions nothing is verified here.
  public static func declarations(in path: String) throws(BitcodeError) -> [String: [[String]]] {
    let session = LLVMSession()
    try session.open(path)
    guard let module = session.module else { throw .noInput }
    defer { withExtendedLifetime(session) {} }
    Preparation.nameGlobals(module)
    return GlobalTable(module, TypeLayout(data: LLVMGetModuleDataLayout(module))).declarations
  }
}
