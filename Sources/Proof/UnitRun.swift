import Bitcode
import Execution
import Solving
import Terms

/// The runs of one unit from one world: the batch, and page at a time.
final class UnitRun {
  let executor: Executor
  let name: String
  var pool: TermPool { executor.pool }
  let before: Memory
  /// What the world itself has met behind which nothing is known.
  let worldObligations: [Obligation]
  /// What precedes the name of the run function in `batch`: a batch of other code than page at a time's.
  let batchPrefix: String
  /// The batch's limit in the place of the world's.
  let batchLimit: Int?
  /// The runs that were made last, for what is to be replayed of them.
  private(set) var lastBatch: Batch?
  private(set) var lastPages: Pages?
  private(set) var lastFailedPages: FailedPages?

  /// Builds the world: `<unit>_world()` of the spec.
  init(_ executor: Executor, unit name: String, batchPrefix: String = "", batchLimit: Int? = nil) throws {
    self.batchPrefix = batchPrefix
    self.batchLimit = batchLimit
    self.executor = executor
    self.name = name
    executor.shapeFolio()
    try executor.run("\(name)_world")
    worldObligations = try executor.takeObligations(ofWorld: "\(name)_world")
    before = executor.memory
    executor.before = before
    executor.namedStates = [0: before]
  }

  struct Batch {
    let limit: Term
    let result: Term
    let succeeds: Term
    let fails: Term
    /// How many pages it took where `isTaken`, as wide as the result: what it returns; or, where it failed with some
    /// copied already, what the spec's `<unit>_taken(result)` says.
    let taken: Term
    /// Its end state is that of `taken` pages one by one.
    let isTaken: Term
    /// It failed, and its end state is that of page at a time where this fails.
    let failsAlike: Term
    let after: Memory
    let writes: [WriteRecord]
    let obligations: [Obligation]
    /// The same of what the spec says of a failed batch.
    let specObligations: [Obligation]
    /// The exit indices of its loops, and the pages at which summarised ones ended.
    let exitIndices: [Term]
    let exitPages: [Term]
    /// Where it was one step that ended before the end of the window: with what.
    let stepEnds: [Executor.StepState]

    /// The same call, in a range of so many PTEs.
    func within(_ limit: Term) -> Batch {
      Batch(
        limit: limit, result: result, succeeds: succeeds, fails: fails, taken: taken, isTaken: isTaken,
        failsAlike: failsAlike, after: after, writes: writes, obligations: obligations,
        specObligations: specObligations, exitIndices: exitIndices, exitPages: exitPages, stepEnds: stepEnds)
    }
  }

  struct Step {
    let number: String
    let guarded: Term
    let result: Term
  }

  struct Pages {
    let steps: [Step]
    /// All pages of the batch have been taken (the bound of unrolling sufficed).
    let isComplete: Term
    let after: Memory
    let writes: [WriteRecord]
    let obligations: [Obligation]
  }

  struct FailedPages {
    let hasFailed: Term
    let result: Term
    /// How many calls took their page before the one that failed, as wide as the result.
    let taken: Term
    /// The calls one by one, where their number does not depend on the world.
    var steps: [Step] = []
    let after: Memory
    let writes: [WriteRecord]
    let obligations: [Obligation]
  }

  /// One call of the paged runs' code for the first page; what is to be replayed stays as it was.
  func single() throws -> Batch {
    let kept = (lastBatch, lastPages, lastFailedPages)
    defer { (lastBatch, lastPages, lastFailedPages) = kept }
    return try batch(limit: 1, prefix: "")
  }

  /// A: one call with the world's limit, or with `limit`; or one step of it.
  ///
  /// - Parameter prefix: of the function's name, if it is not the batch's.
  func batch(
    limit fixed: Int? = nil, _ mode: Executor.StepMode = .whole, prefix: String? = nil
  ) throws -> Batch {
    executor.select(before)
    executor.forgetBranches()
    _ = executor.takeObligations()
    let limit: Term
    if let fixed = fixed ?? batchLimit {
      limit = pool.constant(UInt64(fixed), width: 32)
    } else {
      guard let asked = try executor.observe("\(name)_limit") else {
        throw ExecutionError.badSpec("\(name)_limit() returns nothing")
      }
      limit = asked
    }
    _ = executor.takeWrites()
    let loops = executor.exitIndices.count
    let searches = executor.exitPages.count
    let (result, ends) = try executor.stepping(mode) {
      try executor.recordingWrites {
        try call(0, limit, guarded: pool.true, prefix: prefix ?? batchPrefix)
      }
    }
    let zero = pool.constant(0, width: pool.width(result))
    let succeeds = pool.sgt(result, zero)
    let fails = pool.slt(result, zero)
    let after = executor.memory
    let writes = executor.takeWrites()
    let obligations = executor.takeObligations()
    let partial = try partial(result, fails, after)
    let batch = Batch(
      limit: limit, result: result, succeeds: succeeds, fails: fails,
      taken: partial.map { pool.ite(succeeds, result, $0) } ?? result,
      isTaken: partial.map { pool.or(succeeds, pool.and(fails, pool.sge($0, zero))) } ?? succeeds,
      failsAlike: partial.map { pool.and(fails, pool.slt($0, zero)) } ?? fails,
      after: after, writes: writes, obligations: obligations,
      specObligations: faults(among: executor.takeObligations()),
      exitIndices: Array(executor.exitIndices[loops...]), exitPages: Array(executor.exitPages[searches...]),
      stepEnds: ends)
    (lastBatch, lastPages, lastFailedPages) = (batch, nil, nil)
    return batch
  }

  /// How many pages a batch that failed had taken, negative for none that count; nil: its spec knows no such failure.
  private func partial(_ result: Term, _ fails: Term, _ after: Memory) throws -> Term? {
    let function = "\(name)_taken"
    guard executor.module.functions[function]?.isDeclaration == false, fails != pool.false else { return nil }
    executor.namedStates = [0: before, 1: after]
    guard let taken = try executor.observe(function, [result], guarded: fails), pool.width(taken) == 32 else {
      throw ExecutionError.badSpec("\(function)() returns no int")
    }
    return taken
  }

  /// B: as many calls with the limit 1 as the batch took pages.
  func pages(like batch: Batch) throws -> Pages {
    if let folio = executor.folio { return try pages(like: batch, folio) }
    executor.select(before)
    executor.forgetBranches()
    _ = executor.takeObligations()
    _ = executor.takeWrites()
    var steps: [Step] = []
    var rest = pool.true
    try executor.recordingWrites {
      for number in 0..<executor.settings.loopBound {
        // The batch takes this page.
        var guarded = pool.slt(
          pool.constant(UInt64(number), width: pool.width(batch.taken)), batch.taken)
        guard !executor.isRuledOut(guarded) else {
          rest = pool.false
          break
        }
        if executor.settings.window != nil { guarded = executor.named(guarded, "page \(number)") }
        let result = try page(pool.constant(UInt64(number), width: 64), guarded: guarded)
        steps.append(Step(number: "\(number)", guarded: guarded, result: result))
      }
    }
    if rest != pool.false {
      rest = pool.slt(
        pool.constant(UInt64(executor.settings.loopBound), width: pool.width(batch.taken)), batch.taken)
    }
    let pages = Pages(
      steps: steps, isComplete: pool.not(rest), after: executor.memory, writes: executor.takeWrites(),
      obligations: executor.takeObligations())
    lastPages = pages
    return pages
  }

  /// B where the batch fails: calls with the limit 1 up to the first failure, at most the limit many.
  func failedPages(like batch: Batch) throws -> FailedPages {
    if executor.folio != nil { return try failedPagesAtOnce(like: batch) }
    executor.select(before)
    executor.forgetBranches()
    _ = executor.takeObligations()
    _ = executor.takeWrites()
    let zero = pool.constant(0, width: pool.width(batch.result))
    var going = batch.failsAlike
    var hasFailed = pool.false
    var result = zero
    var taken = zero
    var steps: [Step] = []
    for number in 0..<executor.settings.loopBound {
      let inLimit = pool.and(
        going, pool.slt(pool.constant(UInt64(number), width: pool.width(batch.limit)), batch.limit))
      guard !executor.isRuledOut(inLimit) else { break }
      let guarded = try knowingTheBatch(inLimit, batch, page: number)
      let answer = try executor.recordingWrites {
        try page(pool.constant(UInt64(number), width: 64), guarded: guarded)
      }
      steps.append(Step(number: "\(number)", guarded: guarded, result: answer))
      let failsHere = pool.and(guarded, pool.slt(answer, zero))
      result = pool.ite(failsHere, answer, result)
      taken = pool.ite(failsHere, pool.constant(UInt64(number), width: pool.width(taken)), taken)
      hasFailed = pool.or(hasFailed, failsHere)
      // One that takes nothing, and does not fail, is gone on from by nobody.
      going = pool.and(guarded, pool.eq(answer, pool.constant(1, width: pool.width(answer))))
    }
    let failed = FailedPages(
      hasFailed: hasFailed, result: result, taken: taken, steps: steps, after: executor.memory,
      writes: executor.takeWrites(), obligations: executor.takeObligations())
    lastFailedPages = failed
    return failed
  }

  /// The same path condition, with the number of pages that a loop of the batch has gone through in it, if
  /// the solver proves that it follows.
  ///
  /// That page at a time comes as far as page n before it fails shows, by what all pages before n are like,
  /// that the batch had looked at page n. Said once, in one literal, it need not be found out again for each
  /// branch on the way.
  private func knowingTheBatch(_ guarded: Term, _ batch: Batch, page: Int) throws -> Term {
    guard page > 0, executor.settings.window == nil else { return guarded }
    for index in batch.exitIndices {
      let literal = pool.uge(index, pool.constant(UInt64(page), width: pool.width(index)))
      guard pool.asConstant(literal) == nil else { continue }
      let follows = try executor.prover.prove(
        pool.implies(guarded, literal), label: "failure beyond page \(page)",
        limit: executor.questionLimit, effort: Effort(conflicts: 30_000))
      if case .proved = follows { return pool.and(guarded, literal) }
    }
    return guarded
  }

  /// One step of page at a time: `<unit>_paged_run(first)` if the spec has one, otherwise the unit with the limit 1.
  func page(_ first: Term, guarded: Term) throws -> Term {
    let function = "\(name)_paged_run"
    guard executor.module.functions[function]?.isDeclaration == false else {
      return try call(first, pool.constant(1, width: 32), guarded: guarded)
    }
    guard let result = try executor.run(function, [first], guarded: guarded) else {
      throw ExecutionError.badSpec("\(function)() returns nothing")
    }
    return result
  }

  /// What a call holds where it comes to its loop, what it has written by then, and what it met on its way, which
  /// includes what its code would have assumed.
  typealias Beginning = (states: [Executor.StepState], writes: [WriteRecord], met: [Obligation])

  /// A call from its beginning to the loop, for the PTEs from `first` on.
  func beginning(_ first: Int, limit: Term, guarded: Term, in state: Memory) throws -> Beginning {
    executor.select(state)
    _ = executor.takeWrites()
    _ = executor.takeObligations()
    let lost = executor.lostPaths
    defer { executor.lostPaths = lost }
    let (_, states) = try executor.stepping(.beginning) {
      try executor.recordingWrites {
        try executor.assumingNothing { try call(first, limit, guarded: guarded, prefix: batchPrefix) }
      }
    }
    return (states, executor.takeWrites(), executor.takeObligations())
  }

  private func call(_ first: Int, _ limit: Term, guarded: Term, prefix: String = "") throws -> Term {
    try call(pool.constant(UInt64(first), width: 64), limit, guarded: guarded, prefix: prefix)
  }

  private func call(_ first: Term, _ limit: Term, guarded: Term, prefix: String = "") throws -> Term {
    guard let result = try executor.run("\(prefix)\(name)_run", [first, limit], guarded: guarded)
    else { throw ExecutionError.badSpec("\(name)_run() returns nothing") }
    return result
  }
}
