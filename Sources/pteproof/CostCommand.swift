import ArgumentParser
import Execution
import Proof
import Report

/// `pteproof cost UNIT`: what the batch saves, in counts.
struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Count what a unit's batch does, and what page at a time does.",
    discussion: "Counts of operations on a folio that is fully mapped, not times.")

  @Argument(help: "A unit that needs no kernel; 'pteproof list' names them.")
  var unit: String

  @Option(help: ArgumentHelp("The folio orders: 3, or 0,2,4, or 0-9.", valueName: "orders"))
  var orders = "0-9"

  @Option(help: "How to write the report: text or json.")
  var format = "text"

  @OptionGroup var folder: SpecFolder

  /// The report as text, in the format asked for.
  ///
  /// - Throws: `UserError`, `CancellationError`.
  func text(_ surroundings: Surroundings) async throws -> String {
    guard let format = ReportFormat(rawValue: format) else {
      let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw UserError("unknown format '\(format)'", hint: "known: \(known)")
    }
    let orders = try OrderList(parsing: orders).orders
    guard unit.hasPrefix(SeedUnit.prefix) else {
      throw UserError(
        "cost counts units that need no kernel, and '\(unit)' is none", hint: "'pteproof list' names them")
    }
    let unit = try await folder.unit(unit, environment: surroundings.environment)
    var rows: [CostReport.Row] = []
    do {
      for order in orders {
        try Task.checkCancellation()
        let count = try CostCount(module: unit.module, unit: unit.declaration.prefix, order: order)
        rows.append(.init(order: order, batched: counts(count.batched), paged: counts(count.paged)))
      }
    } catch let error as ExecutionError {
      throw error.userError(unit: unit.name)
    }
    let report = CostReport(
      program: ProgramReport(version: PteproofVersion.current), unit: unit.name, rows: rows)
    switch format {
    case .json: return try JSONRenderer().render(report)
    case .text:
      return TextRenderer(
        options: TextOptions(
          width: surroundings.columns ?? TextOptions.narrowest, colour: surroundings.colour)
      ).render(report)
    }
  }

  private func counts(_ costs: Costs) -> CostReport.Counts {
    CostReport.Counts(
      atomics: costs.atomics, pageLines: costs.pageLines.count, entryReads: costs.entryReads,
      entryWrites: costs.entryWrites, calls: costs.calls, instructions: costs.instructions)
  }
}
