import Bitcode
import Foundation

extension NativeUnit {
  /// Links `bitcode` as ``BitcodeModule`` does, and compiles it for user space.
  ///
  /// - Parameters:
  ///   - entryPoints: the functions that may be called, and (as the world's) those whose variables a world
  ///     may name.
  ///   - optimisation: as in `-O`.
  ///   - compiler: clang, of the same major version as the LLVM that reads the bitcode.
  ///   - workDirectory: must exist; nobody else writes there while the unit is in use.
  /// - Throws: `BitcodeError` or `ReplayError`.
  public static func build(
    bitcode: [String], entryPoints: Set<String>, optimisation: Int = 0, compiler: String = "clang-19",
    workDirectory: URL
  ) async throws -> NativeUnit {
    let name = "unit-O\(optimisation)"
    func path(_ suffix: String) -> String { workDirectory.appending(path: name + suffix).path }
    let module = try NativeModule.write(
      linking: bitcode, to: path(".bc"), keeping: entryPoints, passes: optimisation == 0 ? leastPasses : "")
    let tool = Tool(compiler, in: workDirectory)
    // Kernel code calls no library, must not be moved about (its assembly has absolute addresses), and no
    // call of it may become one of libc's.
    try await tool.run(
      [
        "-O\(optimisation)", "-fno-pic", "-mcmodel=small", "-fno-stack-protector", "-fno-builtin", "-w", "-c",
        path(".bc"), "-o", path(".o"),
      ])
    let object = try ElfSymbols(path: path(".o"))
    try write(Stubs(object: object, external: module.externalData).text, path("-stubs.s"))
    try write(runtimeSource, path("-runtime.c"))
    try await tool.run([
      "-O1", "-w", "-fno-pic", "-no-pie", "-fuse-ld=lld", "-Wl,-z,noexecstack", path("-runtime.c"),
      path("-stubs.s"), path(".o"), "-o", path(""),
    ])
    return try describe(path(""), object, module, workDirectory)
  }

  /// Inline assembly with immediate operands needs constants there, which code has only after these.
  private static let leastPasses = "function(sroa,instsimplify,simplifycfg)"

  private static func write(_ text: String, _ path: String) throws(ReplayError) {
    do {
      try text.write(toFile: path, atomically: false, encoding: .utf8)
    } catch {
      throw .cannotWrite(path)
    }
  }

  private static func describe(
    _ image: String, _ object: ElfSymbols, _ module: NativeModule, _ directory: URL
  ) throws(ReplayError) -> NativeUnit {
    let external = Set(module.externalData.map(\.name))
    let own = Set(object.symbols.filter { !$0.isUndefined }.map(\.name)).union(external)
    var symbols: [String: Symbol] = [:]
    var variables: [Range<UInt64>] = []
    for symbol in try ElfSymbols(path: image).symbols where own.contains(symbol.name) {
      symbols[symbol.name] = Symbol(address: symbol.address, size: symbol.size)
      if symbol.isWritable, symbol.size > 0, symbol.isData {
        variables.append(symbol.address..<symbol.address + symbol.size)
      }
    }
    return NativeUnit(
      symbols: symbols, models: module.models, image: image, directory: directory,
      variables: Ranges.merged(variables, alignment: 8))
  }
}
