import Bitcode
import Execution
import Foundation
import KernelTree
import Proof
import Specs

/// A unit of a self-contained spec: `seed/NAME` is specs/seed/NAME.c.
struct SeedUnit: Sendable {
  static let prefix = "seed/"

  /// As given on the command line.
  let name: String
  let module: BitcodeModule
  let declaration: UnitDeclaration
  let expectations: [Expectation]

  var findings: [NamedFinding] { NamedFinding.declared(in: module) }
  var allowances: [Allowance] { Allowance.declared(in: module) }
  var tags: [CheckTag] { CheckTag.declared(in: module) }

  /// The names of all units in the specs, in the order of the alphabet.
  static func names(specs folder: String) throws(UserError) -> [String] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder + "/seed")) ?? []
    let names = files.filter { $0.hasSuffix(".c") }.map { prefix + $0.dropLast(2) }.sorted()
    guard !names.isEmpty else {
      throw UserError("there are no units in \(folder)/seed", hint: "see specs/README.md")
    }
    return names
  }

  /// Compiles the spec of `name`.
  ///
  /// - Parameters:
  ///   - specs: the folder of the specs, in the cache.
  ///   - tableOrder: log2 of the entries of a page table.
  /// - Throws: `UserError` for a unit that is not there or does not compile, `CancellationError`.
  static func load(
    _ name: String, specs: String, cache: String, tableOrder: Int = OrderList.highest,
    progress: @Sendable (KernelProgress) -> Void
  ) async throws -> SeedUnit {
    let known = try names(specs: specs)
    guard known.contains(name) else {
      throw UserError(
        "unknown unit '\(name)'",
        hint: "known: \((known + KnownUnit.all.map(\.name)).joined(separator: ", "))")
    }
    do {
      let path = try await KernelPreparer(clangMajor: BitcodeModule.readerMajor).compileSelfContained(
        spec: "\(specs)/\(name).c", includeDirectories: [specs + "/include", specs + "/seed"],
        defines: tableOrder == OrderList.highest ? [] : ["PTE_TABLE_ORDER=\(tableOrder)"], cache: cache,
        progress: progress)
      // The units are in the specs themselves: all of it is their code.
      let root = URL(filePath: specs).resolvingSymlinksInPath().path
      let module = try BitcodeModule(linking: [path], options: .init(roots: SourceRoots(tree: root)))
      return SeedUnit(
        name: name, module: module, declaration: try UnitDeclaration.declared(in: module),
        expectations: try Expectation.declared(in: module))
    } catch let error as KernelError {
      if error.kind == .interrupted { throw CancellationError() }
      throw UserError(error.message, hint: error.hint)
    } catch let error as BitcodeError {
      throw UserError("cannot read the compiled spec of \(name): \(error)")
    } catch let error as ExecutionError {
      throw error.userError(unit: name)
    }
  }
}

extension ExecutionError {
  /// The same for the user: what is wrong in the spec of `unit`.
  func userError(unit: String) -> any Error {
    switch self {
    case .noSuchFunction(let name):
      UserError("the spec of \(unit) has no function \(name)()", hint: "see specs/README.md")
    case .badSpec(let why): UserError("the spec of \(unit): \(why)", hint: "see specs/README.md")
    case .noSummary(let why): InternalError(why)
    case .outOfTime: InternalError("out of time where no time limit is kept")
    case .interrupted: CancellationError()
    }
  }
}

extension SeedUnit {
  /// The texts of the checks that carry a tag, sorted.
  func checkTexts(tag: String) -> [String] {
    module.strings.filter { $0.hasPrefix(tag + ": ") }.sorted()
  }
}
