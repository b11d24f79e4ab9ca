import Synchronization
import Terms
import Testing

@testable import Solving

/// What slicing is for: the price of a goal must not grow with the number of pages.
@Suite struct SlicedProverScaleTests {
  /// A page table of `pages` entries with a few assumptions each, some of them over all pages.
  private struct Table {
    let pool = TermPool()
    let entries: [Term]
    let counter: Term
    let any: Term
    let base: Term

    init(pages: Int) {
      let pool = self.pool
      entries = (0..<pages).map {
        pool.variable("pte\($0 as Int)", width: 64, index: $0)
      }
      counter = pool.variable("nr", width: 16, range: 1...UInt64(pages))
      base = pool.variable("base", width: 40, range: 1...(1 << 34))
      any = pool.variable("any", width: 1)
    }

    func isTaken(_ page: Int) -> Term { pool.ult(pool.constant(UInt64(page), width: 16), counter) }

    func bit(_ number: Int, _ page: Int) -> Term { pool.extract(entries[page], high: number, low: number) }

    func pfn(_ page: Int) -> Term { pool.extract(entries[page], high: 51, low: 12) }

    func implies(_ conditions: [Term], _ conclusion: Term) -> Term {
      pool.disjunction(conditions.map(pool.not) + [conclusion])
    }

    /// Consecutive pfns from a base, present while taken, and "any writable" over all of them.
    func add(to prover: SlicedProver) {
      for page in entries.indices {
        let own = pool.add(base, pool.constant(UInt64(page), width: 40))
        prover.add(implies([isTaken(page)], pool.eq(pfn(page), own)))
        prover.add(implies([isTaken(page)], bit(0, page)))
        prover.add(implies([isTaken(page), bit(6, page)], bit(5, page)))
        prover.add(implies([isTaken(page), bit(1, page)], any))
      }
      let writes = entries.indices.map { pool.conjunction([isTaken($0), bit(1, $0)]) }
      prover.add(implies([any], pool.disjunction(writes)))
    }

    func goals(_ page: Int) -> [SlicedProver.LabelledGoal] {
      let isNotZero = pool.ult(pool.constant(UInt64(page), width: 40), pfn(page))
      let own = pool.add(base, pool.constant(UInt64(page), width: 40))
      return [
        (implies([isTaken(page), bit(6, page)], pool.conjunction([bit(0, page), bit(5, page)])), "young"),
        (implies([isTaken(page)], isNotZero), "pfn"),
        (implies([isTaken(page), pool.not(any)], pool.not(bit(1, page))), "write"),
        (implies([isTaken(page)], pool.eq(pfn(page), own)), "next"),
      ]
    }
  }

  /// How many assertions the largest query had.
  private final class Largest: Sendable {
    private let most = Mutex(0)
    func note(_ number: Int) { most.withLock { $0 = max($0, number) } }
    var number: Int { most.withLock { $0 } }
  }

  @Test(.timeLimit(.minutes(5)), arguments: [16, 512])
  func everyGoalIsProvedByItsSlice(pages: Int) throws {
    let table = Table(pages: pages)
    let largest = Largest()
    let standard = try standardSolver { _, _, assertions in largest.note(assertions) }
    let prover = SlicedProver(pool: table.pool, solver: standard.solver)
    table.add(to: prover)
    let goals = (0..<pages).flatMap(table.goals)
    let answers = try prover.proveAll(goals)
    for (goal, answer) in zip(goals, answers) {
      switch answer {
      case .proved(.slice), .proved(.constant): continue
      default: Issue.record("\(goal.label): \(answer)")
      }
    }
    #expect(standard.statistics.totals.queries <= pages)
    // The four assumptions about a page, the one about all, and the goals of the page as one.
    #expect(largest.number <= 6)
  }

  /// A goal that is false in one page only, among all the others: refuted by a whole world.
  @Test(.timeLimit(.minutes(5)))
  func aSingleFalsePageIsFound() throws {
    let table = Table(pages: 512)
    let pool = table.pool
    let standard = try standardSolver()
    let prover = SlicedProver(pool: pool, solver: standard.solver)
    table.add(to: prover)
    let goal = table.implies([table.isTaken(300)], table.bit(5, 300))
    guard case .refuted(let model) = try prover.prove(goal, label: "false") else {
      Issue.record("not refuted")
      return
    }
    #expect(model[table.counter] > 300)
    #expect(model[table.entries[300]] >> 5 & 1 == 0)
    // All pages up to the counter are the consecutive, present ones that the assumptions ask for.
    let first = model[table.entries[0]] >> 12 & (1 << 40 - 1)
    for page in 0..<Int(model[table.counter]) {
      let entry = model[table.entries[page]]
      #expect(entry & 1 == 1)
      #expect(entry >> 12 & (1 << 40 - 1) == first + UInt64(page))
    }
  }
}
