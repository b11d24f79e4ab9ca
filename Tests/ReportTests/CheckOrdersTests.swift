import Foundation
import Testing

@testable import Report
@testable import pteproof

/// What a diff does to a claim, where all orders are proved at once and where single ones are.
@Suite struct CheckOrdersTests {
  private let single = [0, 1, 2, 3, 4]

  private func every(_ verdict: Verdict, shownAt: Int? = nil, note: String? = nil) -> OrderResult {
    OrderResult(order: nil, upTo: 9, shownAt: shownAt, verdict: verdict, note: note)
  }

  private func order(_ order: Int, _ verdict: Verdict = .proved) -> OrderResult {
    OrderResult(order: order, verdict: verdict)
  }

  private func check(_ before: [OrderResult], _ after: [OrderResult], allowed: Bool = false) -> ClaimCheck {
    ClaimCheck(name: "c", explanation: "", before: before, after: after, allowed: allowed)
  }

  private func words(_ claim: ClaimCheck, _ asked: [Int], windows: [Int]? = nil) -> String {
    CheckWords.orders(
      claim, of: UnitCheck(unit: "u", function: "f()", claims: [claim], windows: windows), asked: asked)
  }

  /// A claim about windows always says so: nobody is to take it for one about folio orders.
  @Test func windowsAreNamed() {
    let claim = check([order(1), order(2)], [order(1), order(2)])
    #expect(claim.status == .holds)
    #expect(words(claim, [1, 2]) == "")
    #expect(words(claim, [1, 2], windows: [1, 2]) == ", windows 1 and 2")
    #expect(words(check([order(1)], [order(1)]), [0], windows: [1]) == ", window 1")
  }

  @Test func allOrdersAtOnce() {
    let holds = check([order(0), every(.proved)], [order(0), every(.proved)])
    #expect(holds.status == .holds && holds.orders == Array(0...9))
    #expect(words(holds, Array(0...9)) == "")
    let broken = check([order(0), every(.proved)], [order(0), every(.refuted, shownAt: 2)])
    #expect(broken.status == .broken && broken.orders == [2])
    #expect(words(broken, Array(0...9)) == ", order 2")
    #expect(check([every(.refuted, shownAt: 1)], [every(.proved)]).status == .fixed)
    #expect(check([every(.refuted, shownAt: 1)], [every(.refuted, shownAt: 1)]).status == .stillBroken)
  }

  /// Single orders after, all at once before: what was said of all goes for each; not the other way round.
  @Test func singleOrdersBesideAllAtOnce() {
    let some = check([order(0), every(.proved)], single.map { order($0) })
    #expect(some.status == .holds && some.orders == single)
    #expect(words(some, Array(0...9)) == ", orders 0 to 4")
    #expect(check([every(.proved)], [order(1), order(2, .refuted)]).orders == [2])
    #expect(check([order(1), order(2)], [every(.proved)]).status == .holdsNow)
    #expect(check([order(1), order(2)], [every(.refuted, shownAt: 2)]).status == .broken)
    #expect(check([order(1), order(2)], [every(.refuted, shownAt: 3)]).status == .refutedNow)
  }

  /// What is not decided at one order is not made up for by what is meant at another.
  @Test func whatIsMeantDoesNotHideWhatIsOpen() {
    let mixed = check([order(0), order(1)], [order(0, .refuted), order(1, .undecided)], allowed: true)
    #expect(mixed.status == .undecided && mixed.status.verdict == .undecided)
    #expect(
      check([order(0), order(1)], [order(0, .refuted), order(1)], allowed: true).status == .deliberate)
  }

  /// Single orders that are proved do not stand for all of them.
  @Test func singleOrdersAreNotAllOrders() {
    let all = [order(0), every(.proved)]
    let partly = check(all, [order(0), every(.undecided, note: "no summary"), order(1), order(2)])
    #expect(partly.status == .undecided && partly.status.verdict == .undecided)
    #expect(check(all, [order(0), every(.undecided), order(1, .refuted)]).status == .broken)
  }

  @Test func optionsOfTheCommandLine() throws {
    func options(_ arguments: [String]) throws -> CheckOptions {
      try CheckCommand.parse(["--kernel", "/k", "p.diff"] + arguments).options(environment: ["HOME": "/h"])
    }
    let usual = try options([])
    #expect(usual.prove.everyOrder && usual.prove.orders == [0])
    let all = try options(["--orders", "all"])
    #expect(all.prove.everyOrder && all.prove.orders == [0])
    let both = try options(["--orders", "all", "--method", "both"])
    #expect(both.prove.everyOrder && both.prove.orders == [0, 1, 2, 3])
    let unrolled = try options(["--method", "unrolled"])
    #expect(!unrolled.prove.everyOrder && unrolled.prove.orders == Array(0...10))
    #expect(try options(["--orders", "0-3"]).prove.everyOrder == false)
    let larger = try options(["--orders", "0-4"])
    #expect(larger.prove.everyOrder && larger.prove.orders == [0])
    let compared = try options(["--orders", "0-4", "--method", "both"])
    #expect(compared.prove.everyOrder && compared.prove.orders == [0, 1, 2, 3, 4])
    #expect(throws: UserError.self) { try options(["--orders", "2", "--method", "summaries"]) }
    #expect(throws: UserError.self) { try options(["--method", "guessing"]) }
    // Each claim can be meant to change, but for the one that says that there is something to claim.
    for claim in ["batch=pages", "invariants", "pte-laws", "no WARN, no BUG", "patched = base"] {
      #expect(try options(["--allow", claim]).allowed.count == 1)
    }
    #expect(throws: UserError.self) { try options(["--allow", "not vacuous"]) }
    #expect(throws: UserError.self) { try options(["--allow", "nothing"]) }
  }
}
