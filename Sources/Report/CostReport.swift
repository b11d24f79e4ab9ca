/// What a batch does and what page at a time does, counted on a folio all of whose pages are mapped.
public struct CostReport: Codable, Sendable, Equatable {
  public static let currentSchema = "pteproof.cost/1"

  /// Counts of one run over the whole folio.
  public struct Counts: Codable, Sendable, Equatable {
    /// Locked instructions.
    public var atomics: Int
    /// Cache lines of 64 bytes in struct pages, each once.
    public var pageLines: Int
    public var entryReads: Int
    public var entryWrites: Int
    public var calls: Int
    /// LLVM instructions before optimisation.
    public var instructions: Int

    public init(
      atomics: Int, pageLines: Int, entryReads: Int, entryWrites: Int, calls: Int, instructions: Int
    ) {
      self.atomics = atomics
      self.pageLines = pageLines
      self.entryReads = entryReads
      self.entryWrites = entryWrites
      self.calls = calls
      self.instructions = instructions
    }

    var all: [Int] { [atomics, pageLines, entryReads, entryWrites, calls, instructions] }
    static let titles = ["atomics", "lines", "reads", "writes", "calls", "instructions"]
  }

  public struct Row: Codable, Sendable, Equatable {
    public var order: Int
    public var batched: Counts
    public var paged: Counts

    public init(order: Int, batched: Counts, paged: Counts) {
      self.order = order
      self.batched = batched
      self.paged = paged
    }
  }

  public var schema: String
  public var program: ProgramReport
  public var unit: String
  public var rows: [Row]

  public init(program: ProgramReport, unit: String, rows: [Row]) {
    schema = Self.currentSchema
    self.program = program
    self.unit = unit
    self.rows = rows
  }
}

extension JSONRenderer {
  public func render(_ report: CostReport) throws -> String {
    try OrderedEncoder.encode(report).text() + "\n"
  }
}

extension TextRenderer {
  public func render(_ report: CostReport) -> String {
    let table = TextTable(
      titles: ["order", "per PTE"] + CostReport.Counts.titles,
      rows: report.rows.flatMap { row -> [[TextTable.Cell]] in
        let pages = 1 << row.order
        func cells(_ counts: CostReport.Counts) -> [TextTable.Cell] {
          counts.all.map { TextTable.Cell(Self.decimal($0, by: pages)) }
        }
        let ratios = zip(row.batched.all, row.paged.all).map { batched, paged in
          TextTable.Cell(paged == 0 ? (batched == 0 ? "1.00" : "-") : Self.decimal(batched, by: paged))
        }
        return [
          [TextTable.Cell("\(row.order)"), "batched"] + cells(row.batched),
          ["", "per page"] + cells(row.paged), ["", "ratio"] + ratios,
        ]
      }, headings: 2)
    let sections = [
      [styled("\(report.program.name) \(report.program.version): the cost of \(report.unit)", .heading)]
        + wrapped(
          "Counted on one folio of each order, all of whose pages are mapped, each PTE's share of the whole. Lines "
            + "are cache lines of struct pages, reads and writes those of PTEs. These are counts and not times: instructions are LLVM's before any optimisation, and most calls "
            + "are inlined by a compiler. A ratio below 1 means that the batch does less."),
      table.lines(width: options.width, colour: options.colour),
    ]
    return sections.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  /// A quotient with two decimals, rounded to the nearest.
  private static func decimal(_ number: Int, by divisor: Int) -> String {
    let hundredths = (number * 200 + divisor) / (2 * divisor)
    let rest = hundredths % 100
    return "\(hundredths / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
  }
}
