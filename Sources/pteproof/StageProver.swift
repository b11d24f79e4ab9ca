import Bitcode
import Checking
import Execution
import Foundation
import KernelTree
import Proof
import Report
import Solving

/// Proves the units that a patch concerns, before and after it.
struct StageProver: Sendable {
  var options: CheckOptions
  /// The folder of the specs, whose name says which they are.
  var specs: String
  var preparer: KernelPreparer
  var progress: any ProgressSink
  private let store: ResultStore
  private let engine: KernelEngine

  /// - Parameters:
  ///   - results: where results are kept; nil: in the cache.
  ///   - queries: what the solver has said before; nil: what is kept with the results.
  ///   - slots: shared with checks that go on at the same time.
  init(
    options: CheckOptions, specs: String, preparer: KernelPreparer, results: String?, queries: KnownQueries?,
    slots: WorkerSlots? = nil, progress: any ProgressSink
  ) {
    self.options = options
    self.specs = specs
    self.preparer = preparer
    self.progress = progress
    store = ResultStore(folder: results ?? options.prove.cache + "/results")
    engine = KernelEngine(
      known: queries ?? store.queries(of: options.prove.solver), slots: slots)
  }

  /// Keeps what was found out for the next run.
  func save() { engine.known?.save() }

  /// - Parameters:
  ///   - totals: grows by the solver queries that were asked.
  ///   - compile: a unit as compiled with some hunks of the patch left out; nil where that does not compile.
  func report(
    _ number: Int, _ step: PatchStep, _ place: StepScope, _ before: TreeStage, _ after: TreeStage,
    totals: inout Totals, compile: @escaping (KnownUnit, Set<HunkPlace>) async throws -> CompiledUnit?
  ) async throws -> PatchReport {
    let scope = place.scope
    var units: [UnitCheck] = []
    var executions: [UnitExecution] = []
    let misfits = answeredByOuter(before, after)
    let outer = outer(scope, before, after, misfits)
    // What the outer unit does not see is not its to answer.
    let byOuter = outer == nil ? [:] : misfits
    for unit in KnownUnit.steps where byOuter[unit.name] == nil {
      guard let old = before.units[unit.name], let new = after.units[unit.name],
        isConcerned(unit, scope, old, new)
      else { continue }
      var (result, execution) = try await check(
        unit, step, scope, (old, before), (new, after), totals: &totals)
      if let note = notCalled(unit, after) { result.notes.insert(note, at: 0) }
      units.append(result)
      if let execution { executions.append(execution) }
    }
    if let (old, new) = outer {
      var (result, execution) = try await check(
        .outer, step, scope, (old, before), (new, after), totals: &totals)
      result.notes.insert(contentsOf: byOuter.sorted { $0.key < $1.key }.map(\.value), at: 0)
      units.append(result)
      if let execution { executions.append(execution) }
    }
    for index in units.indices where units[index].verdict == .refuted {
      guard let execution = executions.first(where: { $0.unit.name == units[index].unit }) else { continue }
      try await blame(&units[index], step, execution, after) { try await compile(execution.unit, $0) }
    }
    var unchecked = UncheckedParts(scope, place, before, after)
    if !units.isEmpty, Verdict.decide(units.map(\.verdict)) == .proved {
      let executed = ExecutedChange(step: step, place: place, executions: executions) { unit, compiled in
        try await coverageWithoutBounds(unit, compiled)
      }
      unchecked.add(try await executed.parts())
      for unit in KnownUnit.steps where outer == nil {
        if let note = notCalled(unit, after) { unchecked.addUncalled(unit, note) }
      }
    }
    let kind: PatchReport.Scope =
      if !units.isEmpty {
        .checked
      } else if scope.isSeen || scope.unseen.isEmpty {
        .concernsNoUnit
      } else {
        .notSeen
      }
    return PatchReport(
      number: number, title: step.patch.title, files: step.diff.files.map(\.path), scope: kind, units: units,
      uncovered: scope.uncovered.sorted().map { location($0, scope) },
      unseen: scope.unseen.map {
        LineRange(
          file: $0.file, first: $0.lines.lowerBound, last: $0.lines.upperBound, removed: $0.areRemoved)
      }, lookedAt: units.isEmpty ? [] : scope.lookedAt.sorted(), unchecked: unchecked.left,
      dead: unchecked.dead)
  }

  /// What the unit executes in worlds that need not keep its bounds; nil where that cannot be said.
  private func coverageWithoutBounds(_ unit: KnownUnit, _ compiled: CompiledUnit) async throws -> Coverage? {
    try await engine.coverageWithoutBounds(compiled.module, unit, proveOptions(unit) ?? options.prove)
  }

  // MARK: The unit that calls the others

  /// Is there something that only the outer unit may have an answer to?
  func asksOuter(_ scope: ChangeScope, _ before: TreeStage, _ after: TreeStage) -> Bool {
    guard proveOptions(.outer) != nil else { return false }
    if scope.hasUncoveredInRead { return true }
    // A macro or a constant may be used by the outer unit only.
    let isSeenBySteps = KnownUnit.steps.contains { unit in
      guard let old = before.units[unit.name]?.compiled, let new = after.units[unit.name]?.compiled else {
        return true
      }
      return old.digest != new.digest
    }
    if scope.hasDeclarations, !isSeenBySteps, !scope.lookedAt.isEmpty { return true }
    return KnownUnit.steps.contains { unit in
      after.units[unit.name].map { $0.compiled == nil } ?? true || notCalled(unit, after) != nil
    }
  }

  /// Why what is proved of a step says nothing of the kernel: its caller does not call it any more.
  private func notCalled(_ unit: KnownUnit, _ stage: TreeStage) -> String? {
    let caller = KnownUnit.outer.function
    guard let compiled = stage.units[unit.name]?.compiled, compiled.module.functions[caller] != nil,
      !compiled.module.closure(of: caller).contains(unit.function)
    else { return nil }
    return
      "\(caller)() does not call \(unit.function)() any more: what is proved of that says nothing of what is called."
  }

  /// The steps that the spec does not fit after the patch, each with a sentence that says so, if the outer unit can
  /// be asked in their place.
  private func answeredByOuter(_ before: TreeStage, _ after: TreeStage) -> [String: String] {
    guard before.units[KnownUnit.outer.name]?.compiled != nil,
      after.units[KnownUnit.outer.name]?.compiled != nil
    else { return [:] }
    var reasons: [String: String] = [:]
    for unit in KnownUnit.steps {
      guard let old = before.units[unit.name], let new = after.units[unit.name], new.compiled == nil else {
        continue
      }
      // A kernel that never had it.
      if case .missing = old, case .missing = new { continue }
      let windows = OrderRanges.words(options.windows, .window)
      reasons[unit.name] =
        "\(unit.name) is not proved by itself: \(reason(new, unit)). What is checked is "
        + "\(KnownUnit.outer.function)() around it, for \(windows) (PTEs) and not for all folio orders."
    }
    return reasons
  }

  /// The outer unit before and after, if it is to be checked: in the place of a step, or for functions that no step
  /// rests on.
  private func outer(
    _ scope: ChangeScope, _ before: TreeStage, _ after: TreeStage, _ byOuter: [String: String]
  ) -> (PatchedUnit, PatchedUnit)? {
    let unit = KnownUnit.outer
    guard let old = before.units[unit.name], let new = after.units[unit.name],
      old.compiled != nil || new.compiled != nil, isConcerned(unit, scope, old, new)
    else { return nil }
    let inner = KnownUnit.steps.reduce(into: Set<ChangeScope.Place>()) {
      $0.formUnion(scope.concerned[$1.name] ?? [])
    }
    let own = (scope.concerned[unit.name] ?? []).subtracting(inner)
    let isOwn =
      !own.isEmpty || KnownUnit.steps.contains { notCalled($0, after) != nil }
      || !KnownUnit.steps.contains { scope.concerned[$0.name] != nil || differs($0, before, after) }
    return byOuter.isEmpty && !isOwn ? nil : (old, new)
  }

  /// Whether the code that a unit rests on changes.
  private func differs(_ unit: KnownUnit, _ before: TreeStage, _ after: TreeStage) -> Bool {
    before.units[unit.name]?.compiled?.digest != after.units[unit.name]?.compiled?.digest
  }

  /// The options of a unit's proof; nil if none of the claims that are asked for is one of its own.
  private func proveOptions(_ unit: KnownUnit) -> ProveOptions? {
    var prove = options.prove
    prove.unit = unit.name
    guard unit.isAboutWindows else { return prove }
    prove.orders = []
    prove.everyOrder = false
    (prove.windows, prove.windowsUpTo) = WindowList.both(options.windows)
    let known = unit.claims.map(\.name)
    prove.claims = prove.claims.filter(known.contains)
    return prove.claims.isEmpty && !options.prove.claims.isEmpty ? nil : prove
  }

  /// The code that a proof executes changes, or the text of a function in it does, if only in a comment. Lines
  /// that the compiler does not see are no reason, and what never compiled does not change.
  private func isConcerned(
    _ unit: KnownUnit, _ scope: ChangeScope, _ old: PatchedUnit, _ new: PatchedUnit
  ) -> Bool {
    switch (old, new) {
    case (.compiled(let old, _), .compiled(let new, _)):
      if old.digest != new.digest { return true }
      let isUnseenOnly = !scope.isSeen && !scope.unseen.isEmpty
      return scope.concerned[unit.name] != nil && !isUnseenOnly
    case (.missing, .missing): return false
    default: return true
    }
  }

  /// A patch that breaks something on purpose has its other claims asked in full.
  private var thoroughness: Thoroughness { options.allowed.isEmpty ? .untilRefuted : .full }

  // MARK: One unit

  private func check(
    _ unit: KnownUnit, _ step: PatchStep, _ scope: ChangeScope, _ old: (PatchedUnit, TreeStage),
    _ new: (PatchedUnit, TreeStage), totals: inout Totals
  ) async throws -> (UnitCheck, UnitExecution?) {
    let places = (scope.concerned[unit.name] ?? []).sorted().map { location($0, scope) }
    let maker = UnitCheckMaker(
      unit: unit, options: options, diff: step.diff, changedFunctions: places)
    guard let patched = new.0.compiled else { return (maker.unmodelled(reason(new.0, unit)), nil) }
    let isSame = old.0.compiled?.digest == patched.digest
    let boot = BootFactScope(before: old.0.compiled, after: patched, changed: Set(scope.firstLines.keys))
    var earlier: ProofReport?
    if let base = old.0.compiled {
      earlier = try await proof(of: base, unit, old.1, .full, totals: &totals)
      if isSame, let earlier {
        return (
          maker.check(
            before: earlier, after: earlier.without(boot.violations(of: earlier)), .same, unchanged: true),
          nil
        )
      }
    }
    var later = try await proof(of: patched, unit, new.1, thoroughness, totals: &totals)
    let violations = boot.violations(of: later)
    later = later.without(violations)
    var (comparison, note) = try await compare(
      old.0.compiled, patched, unit, mayChangeLayouts: scope.hasDeclarations || step.diff.touchesDeclarations,
      old.1, new.1, isBaseWrong: earlier?.isRefuted == true, later, totals: &totals)
    switch comparison {
    case .report(let report): comparison = .report(report.without(violations))
    case .differs(let report, let elsewhere):
      comparison = .differs(report, elsewhere: elsewhere.without(violations))
    case .notAsked, .same, .unmodelled: break
    }
    var check = maker.check(before: earlier, after: later, comparison, unchanged: false)
    if let note { check.notes.append(note) }
    if earlier == nil { check.notes.append("Before the patch: " + reason(old.0, unit)) }
    if patched.isAdapted, let adapter = options.adapter {
      check.notes.append(
        "After the patch \(unit.function)() is called through \((adapter as NSString).lastPathComponent): what is "
          + "said is of the calls that it makes.")
    }
    let execution = UnitExecution(
      unit: unit, before: old.0.compiled, after: patched, executedBefore: earlier?.coverage?.executed,
      executedAfter: later.coverage?.executed)
    return (check, execution)
  }

  /// Names the hunk that breaks what is refuted of a unit.
  private func blame(
    _ check: inout UnitCheck, _ step: PatchStep, _ execution: UnitExecution, _ stage: TreeStage,
    compile: @escaping (Set<HunkPlace>) async throws -> CompiledUnit?
  ) async throws {
    let unit = execution.unit
    guard let base = execution.before, !execution.after.isAdapted, stage.overlay == step.after.overlay,
      let broken = check.claims.first(where: { $0.status == .broken && Claim(rawValue: $0.name) != nil }),
      let finding = check.findings.first(where: { $0.finding.claim == broken.name })?.finding,
      let claim = Claim(rawValue: broken.name)
    else { return }
    var options = proveOptions(unit) ?? options.prove
    options.everyOrder = false
    options.windowsUpTo = nil
    if unit.isAboutWindows { options.windows = [finding.order] } else { options.orders = [finding.order] }
    let guilty = GuiltyHunk(
      unit: unit, base: base, patched: execution.after, step: step, compile: compile
    ) { part in
      let verdict = try await engine.verdict(of: claim, part.module, unit, options)
      return verdict == .proved || verdict == .refuted ? verdict == .refuted : nil
    }
    switch try await guilty.find() {
    case .notAsked: return
    case .hunk(let place): check.requote(step.diff, place)
    case .none:
      for index in check.findings.indices { check.findings[index].hunk = nil }
      check.notes.append(
        "No hunk breaks \(broken.name) by itself: without each of them it is refuted, too, and by none alone."
      )
    }
  }

  private func location(_ place: ChangeScope.Place, _ scope: ChangeScope) -> LocationText {
    LocationText(file: place.file, line: scope.firstLines[place] ?? 1, function: place.function)
  }

  private func reason(_ unit: PatchedUnit, _ known: KnownUnit) -> String {
    switch unit {
    case .compiled: ""
    case .missing: "there is no function \(known.function)() in \(known.file)"
    case .misfit(let reason): reason
    }
  }

  /// - Returns: what became of it, and what is to be known besides.
  private func compare(
    _ base: CompiledUnit?, _ patched: CompiledUnit, _ unit: KnownUnit, mayChangeLayouts: Bool,
    _ before: TreeStage, _ stage: TreeStage, isBaseWrong: Bool, _ later: ProofReport, totals: inout Totals
  ) async throws -> (UnitCheckMaker.BaseComparison, note: String?) {
    guard options.comparesWithBase, let base else { return (.notAsked, nil) }
    var patched = patched
    var note: String?
    if mayChangeLayouts || before.kernel != stage.kernel {
      let layouts = StructureLayouts(
        before: try await layouts(of: unit, before, isAdapted: base.isAdapted),
        after: try await layouts(of: unit, stage, isAdapted: patched.isAdapted))
      if layouts.isUnknown {
        return (.unmodelled("clang does not say where the members of structures lie"), nil)
      }
      if let change = layouts.change(base, patched) {
        switch try await memberwise(patched, base, unit, layouts, stage) {
        case .success(let read): patched = read
        case .failure(let obstacle): return (.unmodelled("\(change); \(obstacle.reason)"), nil)
        }
        note =
          "\(PatchedEqualsBase.name): \(change); the patched code was read with each member where the base has it."
        if patched.digest == base.digest { return (.same, note) }
      }
    }
    let comparison = try await compare(
      base, patched, unit, stage, isBaseWrong: isBaseWrong, later, totals: &totals)
    return (comparison, note)
  }

  /// The patched unit, read with the members of structures where the base has them; or why that cannot be.
  private func memberwise(
    _ patched: CompiledUnit, _ base: CompiledUnit, _ unit: KnownUnit, _ layouts: StructureLayouts,
    _ stage: TreeStage
  ) async throws -> Result<CompiledUnit, RecordLayout.Unplaceable> {
    let places: MemberPlaces
    do throws(RecordLayout.Unplaceable) {
      places = try layouts.places(used: base.structures.union(patched.structures))
    } catch { return .failure(error) }
    let module = try await compilation(of: unit, isAdapted: patched.isAdapted)
      .run(stage.kernel, overlay: stage.overlay, places: places) { _ in }.module
    let read = CompiledUnit(
      module: module, function: unit.function, isAdapted: patched.isAdapted)
    if let reason = MemberwiseReading(places: places).obstacle(base, read) {
      return .failure(.init(reason: reason))
    }
    return .success(read)
  }

  private func compare(
    _ base: CompiledUnit, _ patched: CompiledUnit, _ unit: KnownUnit, _ stage: TreeStage, isBaseWrong: Bool,
    _ later: ProofReport, totals: inout Totals
  ) async throws -> UnitCheckMaker.BaseComparison {
    let claim = PatchedEqualsBase(unit: unit, base: base, patched: patched)
    if let obstacle = claim.obstacle { return .unmodelled(obstacle) }
    guard let prove = proveOptions(unit) else { return .notAsked }
    let code = [base.digest, base.lineDigest, patched.digest, patched.lineDigest]
    func kept(_ what: String, _ prove: () async throws -> ProofReport?) async throws -> ProofReport? {
      let key = key(what, unit, code, stage)
      if let known = store.report(key) { return known }
      guard let report = try await prove() else { return nil }
      totals.addQueries(of: report.totals)
      store.keep(report, key)
      return report
    }
    let isPatchedRight = !later.isRefuted
    // Who names claims wants to know of each.
    let isBrief =
      !isBaseWrong && !isPatchedRight && thoroughness != .full && options.prove.claims.isEmpty
    let report = try await kept(PatchedEqualsBase.name + (isBrief ? ", of the smallest" : "")) {
      if !isBaseWrong, let report = try await claim.proveByPages(unit, prove, engine: engine, later) {
        return report
      }
      // What does to a page what it should mostly does what the base does: a refutation is not looked for first.
      return try await claim.prove(
        unit, stage.kernel, prove, progress, engine: engine, scouts: isBaseWrong || !isPatchedRight,
        thoroughness: isBrief ? .smallest : .full)
    }
    guard let report else { return .notAsked }
    guard isBaseWrong, report.isRefuted else { return .report(report) }
    let rest = try await kept("\(PatchedEqualsBase.name), where the base is right") {
      try await claim.proveWhereBaseIsRight(unit, stage.kernel, prove, progress, engine: engine)
    }
    return rest.map { .differs(report, elsewhere: $0) } ?? .report(report)
  }

  private func layouts(
    of unit: KnownUnit, _ stage: TreeStage, isAdapted: Bool
  ) async throws -> StructureLayouts.Side {
    let compilation = compilation(of: unit, isAdapted: isAdapted)
    return StructureLayouts.Side(
      all: try await preparer.recordLayouts(of: unit.file, kernel: stage.kernel, overlay: stage.overlay),
      exact: try await preparer.exactRecordLayouts(
        spec: compilation.source, includeDirectories: compilation.includeDirectories,
        definitions: compilation.definitions, kernel: stage.kernel, overlay: stage.overlay))
  }

  private func compilation(of unit: KnownUnit, isAdapted: Bool) -> UnitCompilation {
    UnitCompilation(
      preparer: preparer, specs: specs, unit: unit, adapter: isAdapted ? options.adapter : nil)
  }

  /// The name of a result: what decides it.
  private func key(_ what: String, _ unit: KnownUnit, _ code: [String], _ stage: TreeStage) -> String {
    let prove = proveOptions(unit) ?? options.prove
    return store.key(
      [what, unit.name] + code + [
        specs.split(separator: "/").last.map(String.init) ?? specs, stage.kernel.identity,
        "\(prove.sizes)", "\(prove.claims.sorted())", "\(prove.denied.sorted())",
        "\(prove.timeout ?? 0)", "\(prove.solver)", "\(prove.secondOpinion)",
      ])
  }

  /// The proof of a unit in a state, from the store if it is there.
  private func proof(
    of compiled: CompiledUnit, _ unit: KnownUnit, _ stage: TreeStage, _ thoroughness: Thoroughness,
    totals: inout Totals
  ) async throws -> ProofReport {
    let prove = proveOptions(unit) ?? options.prove
    let claims = try engine.wantedClaims(prove)
    let code = [compiled.digest, compiled.lineDigest]
    let whole = key("proof", unit, code, stage)
    // Where something is refuted, less may have been asked.
    let brief = key("proof, as far as it is refuted", unit, code, stage)
    if var known = store.report(whole) ?? (thoroughness == .full ? nil : store.report(brief)) {
      known.kernel = engine.summary(of: stage.kernel)
      return known
    }
    let report = try await engine.proveAlsoSingly(
      compiled.module, stage.kernel, unit, claims, prove, progress, thoroughness: thoroughness)
    totals.addQueries(of: report.totals)
    store.keep(report, thoroughness != .full && report.isRefuted ? brief : whole)
    return report
  }
}

extension Diff {
  /// Whether it touches a header, or what the preprocessor does with a C file: declarations may be others by it.
  fileprivate var touchesDeclarations: Bool {
    hunks.contains { file, hunk in
      !file.path.hasSuffix(".c")
        || hunk.lines.contains {
          $0.kind != .context && $0.text.drop { $0 == " " || $0 == "\t" }.hasPrefix("#")
        }
    }
  }
}

extension ProofReport {
  /// Whether some claim is refuted.
  fileprivate var isRefuted: Bool { claims.contains { $0.results.contains { $0.verdict == .refuted } } }
}
