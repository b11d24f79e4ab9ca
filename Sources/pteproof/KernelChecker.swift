import Bitcode
import Checking
import Foundation
import KernelTree
import Proof
import Report
import Solving
import Specs

/// The checker that ships: patches to overlays to two compilations to two proofs.
struct KernelChecker: DiffChecker {
  /// Where results are kept; nil: in the cache.
  var results: String?
  /// What the solver has said before; nil: what is kept with the results.
  var queries: KnownQueries?

  func run(_ options: CheckOptions, progress: any ProgressSink) async throws -> CheckReport {
    do {
      return try await check(options, progress)
    } catch let error as KernelError {
      if error.kind == .interrupted { throw CancellationError() }
      throw UserError(error.message, hint: error.hint)
    } catch let error as BitcodeError {
      throw UserError("cannot read the compiled kernel: \(error)")
    }
  }

  private func check(_ options: CheckOptions, _ progress: any ProgressSink) async throws -> CheckReport {
    try checkCommits(options)
    // Standard input can be read once.
    let series = try await PatchSeries.read(
      options.worktree ? [.worktree] : options.patches.map(Self.source), options: options.apply,
      cache: options.prove.cache)
    let configurations = options.prove.configurations
    // What one of them asks of a solver, another one may know.
    let store = ResultStore(folder: results ?? options.prove.cache + "/results")
    let queries = queries ?? store.queries(of: options.prove.solver)
    let slots = configurations.count > 1 ? WorkerSlots(options.prove.jobs) : nil
    return CheckReport.merged(
      try await sideBySide(configurations) { configuration in
        var own = options
        own.prove = own.prove.alone(in: configuration)
        return try await check(series, own, queries, slots, progress)
      })
  }

  /// The check in one configuration.
  private func check(
    _ series: PatchSeries, _ options: CheckOptions, _ queries: KnownQueries, _ slots: WorkerSlots?,
    _ progress: any ProgressSink
  ) async throws -> CheckReport {
    let start = Date()
    let report: @Sendable (KernelProgress) -> Void = { progress.report($0.event) }
    let prove = options.prove
    let preparer = KernelPreparer(clangMajor: BitcodeModule.readerMajor)
    let specs: String
    do {
      let folder = try Specs.materialise(into: prove.cache, override: prove.specs)
      specs = URL(filePath: folder).resolvingSymlinksInPath().path
    } catch {
      throw UserError("cannot read the specs: \(error)", hint: "see --specs")
    }
    // A patch may bring what its base lacks.
    let needs = KnownUnit.steps.map(\.need).filter { !series.mayBring($0.text) }
    let request = KernelRequest(
      path: prove.kernel, architecture: prove.architecture,
      configuration: prove.configurations.first ?? .debug,
      cache: prove.cache, probes: UnitCompilation.probes(of: specs), needs: needs)
    let kernel = try await preparer.prepare(request, progress: report)
    let applied = try await series.applied(to: kernel.userTree)
    defer { applied.discard() }
    let compiler = StageCompiler(
      kernel: kernel, request: request, preparer: preparer,
      compilations: KnownUnit.steps.map { UnitCompilation(preparer: preparer, specs: specs, unit: $0) },
      outer: UnitCompilation(preparer: preparer, specs: specs, unit: .outer), base: applied.base,
      adapter: options.adapter, progress: report)
    let prover = StageProver(
      options: options, specs: specs, preparer: preparer, results: results, queries: queries, slots: slots,
      progress: progress)
    defer { prover.save() }

    var steps = applied.steps
    if options.lastOnly, let whole = try await applied.asOne() { steps = [whole] }
    var before = try await compiler.stage(applied.base, name: nil)
    var patches: [PatchReport] = []
    var totals = Totals(workers: prove.jobs)
    for (index, step) in steps.enumerated() {
      let number = steps.count == 1 ? "" : " \(index + 1)/\(steps.count)"
      let name = "patch\(number) '\(step.patch.title)'"
      var after = try await compiler.stage(step.after, name: name)
      var scope = try await self.scope(step, before, after, compiler.compilations)
      if prover.asksOuter(scope.scope, before, after) {
        try await compiler.addOuter(to: &before, name: nil)
        try await compiler.addOuter(to: &after, name: name)
        scope = try await self.scope(step, before, after, compiler.compilations + [compiler.outer])
      }
      let kernelAfter = after.kernel
      patches.append(
        try await prover.report(index + 1, step, scope, before, after, totals: &totals) { unit, left in
          try await compiler.unit(
            unit, of: try applied.state(after: step, without: left), kernel: kernelAfter)
        })
      before = after
    }
    totals.seconds = Date().timeIntervalSince(start)
    return CheckReport(
      program: ProgramReport(version: PteproofVersion.current), kernel: KernelEngine().summary(of: kernel),
      orders: Set(prove.sizes.flatMap { Array($0.orders) }).sorted(),
      method: prove.everyOrder ? SizesInWords.method(prove.sizes) : nil, patches: patches,
      partial: options.partial,
      totals: totals)
  }

  private func scope(
    _ step: PatchStep, _ before: TreeStage, _ after: TreeStage, _ compilations: [UnitCompilation]
  ) async throws -> StepScope {
    let old = try await before.side(of: step.diff, .removed, compilations: compilations)
    let new = try await after.side(of: step.diff, .added, compilations: compilations)
    return StepScope(
      scope: ChangeScope(
        step.diff, before: old, after: new,
        architecture: after.kernel.architecture == "x86_64" ? "x86" : "arm64"),
      before: old.texts, after: new.texts, hasTypes: step.diff.touchesTypes(old.texts, new.texts),
      shift: ShiftedLines(step.diff, before: old.texts, after: new.texts))
  }

  /// A tarball has no commits; that need not be found out by unpacking it.
  private func checkCommits(_ options: CheckOptions) throws(UserError) {
    var isFolder: ObjCBool = false
    let kernel = options.prove.kernel
    guard FileManager.default.fileExists(atPath: kernel, isDirectory: &isFolder), !isFolder.boolValue else {
      return
    }
    let hint = "give the top of a git work tree with --kernel, or a file with a patch"
    if options.worktree {
      throw UserError("--worktree: \(kernel) is a tarball, which has no working files", hint: hint)
    }
    for word in options.patches {
      if case .commits = Self.source(word) {
        throw UserError(
          "there is no file \(word), and no commit: \(kernel) is a tarball, which has none", hint: hint)
      }
    }
  }

  /// What the user's word is: a file where there is one, else commits of the tree.
  private static func source(_ word: String) -> PatchSource {
    if word == "-" { return .input }
    return FileManager.default.fileExists(atPath: word) ? .file(word) : .commits(word)
  }
}

extension KnownUnit {
  /// The units that a diff is held against first: steps over the pages of one folio, for all folio orders.
  static var steps: [KnownUnit] { [fork] }

  /// The unit that calls them. It is asked where they cannot answer: about its own code, and where the parameters of
  /// a step change.
  static var outer: KnownUnit { forkRange }
}
