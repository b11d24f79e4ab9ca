import ArgumentParser
import Execution
import Proof
import Solving

/// `pteproof explain NAME`: `Explanation` has the words, `Prover.script` the constraints.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a unit, claim, tag, allowance or difference means, and why.")

  @Argument(help: "A name that 'pteproof list' shows.")
  var name: String

  @Option(
    help: ArgumentHelp(
      """
      Write the checks of this tag, or of the claim 'page = spec' or 'invariants', as constraints about the unit: \
      SMT-LIB 2, each check a question that is to be answered by unsat.
      """, valueName: "unit"))
  var smt: String?

  @Option(help: ArgumentHelp("The folio order of the constraints, 0 to 9 (default: 1).", valueName: "order"))
  var order: String?

  @OptionGroup var folder: SpecFolder

  /// - Throws: `UserError`, `InternalError`, `CancellationError`.
  func text(_ surroundings: Surroundings) async throws -> String {
    guard let smt else {
      if order != nil { throw UserError("--order is for --smt", hint: "add --smt seed/landed, say") }
      let seed = try await folder.units(environment: surroundings.environment)
      return try Explanation.text(of: name, seed: seed)
    }
    guard let order = Int(order ?? "1"), (0...OrderList.highest).contains(order) else {
      throw UserError(
        "--order '\(order ?? "")' is no folio order", hint: "write a number from 0 to \(OrderList.highest)")
    }
    let unit = try await folder.unit(smt, environment: surroundings.environment)
    let isWanted = try filter(unit)
    let plan = ProofPlan(
      module: unit.module, unit: unit.declaration.prefix, sizes: [.order(order)], claims: Set(Claim.allCases),
      jobs: 1)
    do {
      return "; \(unit.name), order \(order)\n" + (try await Prover(plan).script(where: isWanted))
    } catch let error as ExecutionError {
      throw error.userError(unit: unit.name)
    } catch let error as SolvingError {
      throw InternalError("\(error)")
    }
  }

  /// Which checks are asked for: those of a claim, or those that carry a tag.
  private func filter(_ unit: SeedUnit) throws(UserError) -> @Sendable (Claim, String) -> Bool {
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    for claim in [Claim.pageEqualsSpec, .invariants] where bare(claim.rawValue) == bare(name) {
      return { asked, _ in asked == claim }
    }
    let prefix = name + ": "
    guard unit.tags.contains(where: { $0.name == name }) else {
      let known = ["page = spec", "invariants"] + unit.tags.map(\.name)
      throw UserError(
        "'\(name)' names no checks of \(unit.name)", hint: "known: \(known.joined(separator: ", "))")
    }
    return { _, text in text.hasPrefix(prefix) }
  }
}
