import Bitcode
import Checking
import Foundation
import KernelTree

/// Compiles all units from a state of the tree.
struct StageCompiler: Sendable {
  /// The kernel that the user named, as it is.
  var kernel: PreparedKernel
  var request: KernelRequest
  var preparer: KernelPreparer
  var compilations: [UnitCompilation]
  /// The unit that calls these, which is compiled where they do not do.
  var outer: UnitCompilation
  /// The tree that the series starts from.
  var base: TreeState
  /// The user's C file through which a spec can call a unit whose parameters are others (`--spec`), absolute.
  var adapter: String?
  var progress: @Sendable (KernelProgress) -> Void

  /// - Parameter name: what to call the state in an error: `patch 2/4 'mm: ...'`; nil for the base.
  func stage(_ state: TreeState, name: String?) async throws -> TreeStage {
    let (kernel, overlay) = try await prepared(state, name)
    var stage = TreeStage(state: state, kernel: kernel, overlay: overlay, units: [:])
    for compilation in compilations {
      stage.units[compilation.unit.name] = try await unit(compilation, stage, name)
    }
    return stage
  }

  /// Compiles the outer unit from a state too.
  func addOuter(to stage: inout TreeStage, name: String?) async throws {
    guard stage.units[outer.unit.name] == nil else { return }
    stage.units[outer.unit.name] = try await unit(outer, stage, name)
  }

  /// A unit as compiled from another state of the same kernel; nil where it does not compile.
  func unit(
    _ unit: KnownUnit, of state: TreeState, kernel: PreparedKernel
  ) async throws -> CompiledUnit? {
    guard let compilation = (compilations + [outer]).first(where: { $0.unit == unit }) else { return nil }
    do {
      let result = try await compilation.run(kernel, overlay: state.overlay, progress: progress)
      return CompiledUnit(module: result.module, function: unit.function)
    } catch is UnitCompilation.MissingFunction {
      return nil
    } catch let error as KernelError {
      guard case .compilation = error.kind else { throw error }
      return nil
    }
  }

  private func prepared(
    _ state: TreeState, _ name: String?
  ) async throws(KernelError) -> (kernel: PreparedKernel, overlay: [String: String]) {
    do throws(KernelError) {
      return try await preparer.prepared(state, of: kernel, request: request, progress: progress)
    } catch {
      guard let name, error.kind == .kbuild || error.kind == .input else { throw error }
      throw KernelError(error.kind, "\(name): \(error.message)", hint: error.hint)
    }
  }

  /// Through the user's adapter where the spec alone does not fit.
  private func unit(
    _ compilation: UnitCompilation, _ stage: TreeStage, _ name: String?
  ) async throws -> PatchedUnit {
    let plain = try await unitAsItIs(compilation, stage, name)
    guard let adapter, plain.compiled == nil else { return plain }
    var adapted = compilation
    adapted.adapter = adapter
    let what = "--spec \(adapter)"
    do {
      let result = try await adapted.run(stage.kernel, overlay: stage.overlay, progress: progress)
      let compiled = CompiledUnit(
        module: result.module, function: compilation.unit.function, isAdapted: true)
      return .compiled(compiled, linked: result.linked)
    } catch is UnitCompilation.MissingFunction {
      throw UserError(
        "\(what) defines no function PP_BASE(\(compilation.unit.function))", hint: "see docs/CHECK.md")
    } catch let error as KernelError {
      guard case .compilation = error.kind else { throw error }
      guard let message = error.compilerMessage else { throw UserError("\(what): \(error.message)") }
      throw UserError("\(what) does not compile: \(message.file):\(message.line): \(message.text)")
    }
  }

  private func unitAsItIs(
    _ compilation: UnitCompilation, _ stage: TreeStage, _ name: String?
  ) async throws -> PatchedUnit {
    do {
      let result = try await compilation.run(stage.kernel, overlay: stage.overlay, progress: progress)
      let compiled = CompiledUnit(
        module: result.module, function: compilation.unit.function)
      return .compiled(compiled, linked: result.linked)
    } catch is UnitCompilation.MissingFunction {
      // The file itself must compile, or else something worse is wrong.
      _ = try await parameters(compilation.unit, stage, name)
      return .missing
    } catch let error as KernelError {
      guard case .compilation = error.kind, let message = error.compilerMessage,
        message.file.hasPrefix(compilation.specs + "/")
      else { throw explained(error, stage, name) }
      // clang stumbles over the spec: the tree's own file says whether it is at fault.
      let found = try await parameters(compilation.unit, stage, name)
      let usual = try? await baseParameters(compilation.unit)
      return .misfit(misfit(compilation.unit, found, usual ?? [], message))
    }
  }

  /// The names of the parameters of the unit's function, from the tree's file compiled by itself.
  private func parameters(
    _ unit: KnownUnit, _ stage: TreeStage, _ name: String?
  ) async throws -> [String]? {
    do {
      let bitcode = try await preparer.compileTreeFile(
        unit.file, kernel: stage.kernel, overlay: stage.overlay, progress: progress)
      return try BitcodeModule(linking: [bitcode]).functions[unit.function]?.parameterNames
    } catch let error as KernelError {
      throw explained(error, stage, name)
    }
  }

  private func baseParameters(_ unit: KnownUnit) async throws -> [String]? {
    let (kernel, overlay) = try await prepared(base, nil)
    return try await parameters(
      unit, TreeStage(state: base, kernel: kernel, overlay: overlay, units: [:]), nil)
  }

  private func misfit(
    _ unit: KnownUnit, _ found: [String]?, _ usual: [String]?, _ message: CompilerMessage
  ) -> String {
    let new = (found ?? []).filter { !(usual ?? []).contains($0) }
    let gone = (usual ?? []).filter { !(found ?? []).contains($0) }
    var parts: [String] = []
    if !new.isEmpty { parts.append("new: \(new.joined(separator: ", "))") }
    if !gone.isEmpty { parts.append("gone: \(gone.joined(separator: ", "))") }
    let what =
      parts.isEmpty
      ? "the spec of \(unit.name) does not fit the patched code"
      : "the parameters of \(unit.function)() are others (\(parts.joined(separator: "; ")))"
    return "\(what): clang says '\(message.text)'; an adapter can be given with --spec"
  }

  private func explained(_ error: KernelError, _ stage: TreeStage, _ name: String?) -> KernelError {
    guard let name, case .compilation = error.kind else { return error }
    guard let message = error.compilerMessage else {
      return KernelError(error.kind, "\(name): \(error.message)", hint: error.hint)
    }
    let tree = stage.kernel.sourceTree + "/"
    let file = message.file.hasPrefix(tree) ? String(message.file.dropFirst(tree.count)) : message.file
    return KernelError(
      error.kind, "\(name) does not compile: \(file):\(message.line): \(message.text)", hint: error.hint)
  }
}
