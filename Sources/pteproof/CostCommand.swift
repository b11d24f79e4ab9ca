import ArgumentParser
import Bitcode
import Execution
import KernelTree
import Proof
import Report

/// `pteproof cost UNIT`: what the batch saves, in counts.
struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Count what a unit's batch does, and what page at a time does.",
    discussion: "Counts of operations on a folio that is fully mapped, not times.")

  @Argument(help: "The unit; 'pteproof list' names them.")
  var unit: String

  @Option(
    help: ArgumentHelp("For a unit of Linux: a source tree, or a source tarball.", valueName: "path"))
  var kernel: String?

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
    let (module, prefix) = try await subject(surroundings)
    var rows: [CostReport.Row] = []
    do {
      for order in orders {
        try Task.checkCancellation()
        let count = try CostCount(module: module, unit: prefix, order: order)
        rows.append(.init(order: order, batched: counts(count.batched), paged: counts(count.paged)))
      }
    } catch let error as ExecutionError {
      throw error.userError(unit: unit)
    }
    let report = CostReport(
      program: ProgramReport(version: PteproofVersion.current), unit: unit, rows: rows)
    switch format {
    case .json: return try JSONRenderer().render(report)
    case .text:
      return TextRenderer(
        options: TextOptions(
          width: surroundings.columns ?? TextOptions.narrowest, colour: surroundings.colour)
      ).render(report)
    }
  }

  /// The unit's code, and what the names of its entry points begin with.
  private func subject(_ surroundings: Surroundings) async throws -> (BitcodeModule, String) {
    if unit.hasPrefix(SeedUnit.prefix) {
      if kernel != nil {
        throw UserError("--kernel has no use for \(unit)", hint: "it needs no kernel")
      }
      let unit = try await folder.unit(unit, environment: surroundings.environment)
      return (unit.module, unit.declaration.prefix)
    }
    // The options of a proof in the same words: what is wrong with them is said alike.
    var arguments = [unit]
    for (option, value) in [("--kernel", kernel), ("--cache", folder.cache), ("--specs", folder.specs)] {
      if let value { arguments.append("\(option)=\(value)") }
    }
    guard let prove = try? ProveCommand.parse(arguments) else {
      throw UserError("unknown unit '\(unit)'", hint: "see 'pteproof list'")
    }
    let known = try KnownUnit.named(unit)
    let options = try prove.options(environment: surroundings.environment)
    let progress = surroundings.progress(unit: unit, verbose: false)
    defer { progress.finish() }
    do {
      return (try await KernelEngine().compile(options, known, progress).0, known.prefix)
    } catch let error as KernelError {
      if error.kind == .interrupted { throw CancellationError() }
      throw UserError(error.message, hint: error.hint)
    }
  }

  private func counts(_ costs: Costs) -> CostReport.Counts {
    CostReport.Counts(
      atomics: costs.atomics, pageLines: costs.pageLines.count, entryReads: costs.entryReads,
      entryWrites: costs.entryWrites, calls: costs.calls, instructions: costs.instructions)
  }
}
