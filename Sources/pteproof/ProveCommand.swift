import ArgumentParser
import Foundation
import Report
import Solving

/// `pteproof prove`: only the parsing, `ProveJob` does the work.
struct ProveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: "Prove a unit of a kernel, or show the page table for which it is wrong.",
    discussion: """
      Exit status: 0 proved, 1 refuted, 2 usage or input error, 3 undecided, 4 unmodelled, \
      5 internal error, 130 interrupted. Of several verdicts the first of 5, 1, 4, 3, 0 decides. \
      Without a unit and a kernel: 0 if each unit came out as its spec declares, otherwise 1.
      """)

  static let supportedArchitectures = ["x86_64"]

  @Argument(
    help:
      "What to prove; 'pteproof list' names the units (default: all that need no kernel; with --kernel, fork)."
  )
  var unit: String?

  @Option(help: ArgumentHelp("The kernel: a source tree, or a source tarball.", valueName: "path"))
  var kernel: String?

  @Option(help: "The architecture.")
  var arch = "x86_64"

  @Option(
    help: ArgumentHelp(
      """
      The folio orders: 'all', from 1 on in one proof; or 3, or 0,2,4, each for itself; of a kernel, a list with \
      orders above 3, such as 0-4, by the proof for all.
      """,
      valueName: "orders"))
  var orders: String?

  @Option(
    help: ArgumentHelp(
      "For fork-range: how many PTEs the range has: 1-8, or 3, or 1,2,4 (default: \(WindowList.standard)).",
      valueName: "sizes"))
  var window: String?

  @Option(
    help: ArgumentHelp(
      """
      How loops over pages are treated: 'summaries' prove all orders at once, 'unrolled' each for itself, 'both' \
      hold one against the other at orders 0 to 3, or at those of the list (default: both; unrolled for a list of orders \
      up to 3, summaries for others). For fork-range: 'steps' prove all windows up to the largest at once, 'unrolled' each for itself, 'both' also window 1 (default).
      """))
  var method: String?

  @Option(
    help: ArgumentHelp(
      "The entries of a page table, a power of two from 512 to 8192, for units that need no kernel (default: 512).",
      valueName: "entries"))
  var ptrsPerPte: String?

  @Option(
    help: ArgumentHelp(
      """
      The kernel configurations to prove it in: debug (with DEBUG_VM), plain (as distributions have it), distro \
      (Debian's own) (default: \(ConfigurationList.standardText)).
      """,
      valueName: "names"))
  var configs: String?

  @Option(
    help: ArgumentHelp("A kernel configuration to use as it is, in the place of these.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("How many proofs to run at the same time (default: one a processor)."))
  var jobs: String?

  @Option(
    help: ArgumentHelp(
      "The limit for each claim at each order, and for executing the code at each (default: none).",
      valueName: "seconds"))
  var timeout: String?

  @Option(help: "How to write the report: text or json.")
  var format = "text"

  @Flag(help: "Write stages and slow queries to standard error.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "The folder for prepared kernels (default: pteproof in the XDG cache folder).", valueName: "folder"))
  var cache: String?

  @Option(
    name: .customLong("claim"),
    help: ArgumentHelp("A claim to prove, repeatable (default: all).", valueName: "name"))
  var claims: [String] = []

  @Option(
    name: .customLong("deny"),
    help: ArgumentHelp("An allowance to prove without, repeatable.", valueName: "name"))
  var denied: [String] = []

  @Option(
    name: .customLong("allow"),
    help: ArgumentHelp("A difference to allow by name, repeatable (units of the seed).", valueName: "name"))
  var allowed: [String] = []

  @Flag(help: "List each assumption with its reason.")
  var assumptions = false

  @Flag(help: "Exit for 'git bisect run': 125 for all but proved and refuted.")
  var bisect = false

  @Option(
    help: ArgumentHelp(
      "What decides: cadical, with z3 for what is too hard for it, or z3 alone.", valueName: "name"))
  var solver: String?

  @Flag(help: "Have a second solver, cvc5, confirm each answer.")
  var secondOpinion = false

  @Option(help: ArgumentHelp("A folder of specs instead of the program's own.", valueName: "folder"))
  var specs: String?

  /// The options, checked.
  /// - Parameter environment: for the cache's default place.
  func options(environment: [String: String]) throws(UserError) -> ProveOptions {
    let unit = try KnownUnit.named(unit ?? KnownUnit.fork.name)
    guard Self.supportedArchitectures.contains(arch) else {
      throw UserError(
        "unsupported architecture '\(arch)'",
        hint: "supported: \(Self.supportedArchitectures.joined(separator: ", "))")
    }
    guard let kernel, !kernel.isEmpty else {
      throw UserError(
        "proving \(unit.name) needs a kernel", hint: "give --kernel PATH, a source tree or a source tarball")
    }
    if ptrsPerPte != nil {
      throw UserError(
        "--ptrs-per-pte has no use for \(unit.name)", hint: "the kernel says how many entries a table has")
    }
    if let name = allowed.first {
      throw UserError(
        "--allow '\(name)': the unit \(unit.name) has no difference to allow", hint: "see 'pteproof list'")
    }
    if unit.isAboutWindows {
      if orders != nil {
        throw UserError(
          "--orders has no use for \(unit.name)", hint: "it is proved for windows: see --window")
      }
    } else {
      try refuseWindow(unit.name)
    }
    var options = try common(
      unit.name, kernel, orders: unit.isAboutWindows ? "" : "all", claims: try unique(claims, unit.claim),
      denied: try unique(denied, unit.allowance), environment)
    if unit.isAboutWindows {
      let list = try WindowList(parsing: window ?? WindowList.standard)
      (options.windows, options.windowsUpTo) = try list.parts(method ?? "both")
    }
    return options
  }

  private func refuseWindow(_ unit: String) throws(UserError) {
    if window != nil {
      throw UserError("--window has no use for \(unit)", hint: "it is proved for folio orders: see --orders")
    }
  }

  /// What no kind of unit is needed for, with what the kind of unit decides.
  ///
  /// - Parameter fallback: the orders if nobody says; empty for a unit that is not about orders.
  private func common(
    _ unit: String, _ kernel: String, orders fallback: String, claims: [String], denied: [String],
    _ environment: [String: String]
  ) throws(UserError) -> ProveOptions {
    guard let format = ReportFormat(rawValue: format) else {
      let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw UserError("unknown format '\(format)'", hint: "known: \(known)")
    }
    let limit = try timeoutSeconds()
    let folder =
      if let cache = try nonempty(cache, "--cache") { cache } else {
        try CacheFolder.standard(environment: environment)
      }
    let largest = try tableOrder()
    let folios: (unrolled: [Int], everyOrder: Bool) =
      if fallback.isEmpty { ([], false) } else { try folioOrders(fallback, largest) }
    return ProveOptions(
      unit: unit, kernel: kernel, architecture: arch, orders: folios.unrolled,
      everyOrder: folios.everyOrder, largestOrder: largest,
      takesDefaultOrders: orders == nil && method == nil,
      configurations: try ConfigurationList.parse(configs, file: try nonempty(config, "--config")),
      jobs: try jobCount(), timeout: limit,
      format: format, verbose: verbose,
      cache: folder, claims: claims, denied: denied,
      assumptions: assumptions, bisect: bisect, solver: try solverChoice(), secondOpinion: secondOpinion,
      specs: try nonempty(specs, "--specs"))
  }

  private func solverChoice() throws(UserError) -> SolverChoice {
    guard let solver else { return .cadical }
    guard let choice = SolverChoice(rawValue: solver) else {
      throw UserError(
        "unknown solver '\(solver)'",
        hint: "known: \(SolverChoice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  /// The largest order that is proved with its loops unrolled if nobody says how.
  private static let largestUnrolled = 3

  /// Which orders are proved with their loops unrolled, and whether all are at once.
  private func folioOrders(_ fallback: String, _ largest: Int) throws(UserError) -> (
    unrolled: [Int], everyOrder: Bool
  ) {
    let orders = orders ?? fallback
    let isAll = orders == "all"
    // Larger orders take minutes each, and all at once half of one. (Not of each unit that needs no kernel.)
    if method == nil, !isAll, fallback == "all" {
      let list = try OrderList(parsing: orders, highest: largest).orders
      guard let last = list.max(), last > Self.largestUnrolled else { return (list, false) }
      // A folio of one page has no loop over pages. Whoever names orders wants their verdicts; to hold the methods
      // against each other too is what a run without a list is for, or `--method both`.
      return (list.filter { $0 == 0 }, true)
    }
    switch method ?? (isAll ? "both" : "unrolled") {
    case "unrolled":
      return (
        isAll ? Array(0...largest) : try OrderList(parsing: orders, highest: largest).orders, false
      )
    case "both":
      return (
        isAll
          ? Array(0...min(Self.largestUnrolled, largest))
          : try OrderList(parsing: orders, highest: largest).orders, true
      )
    case "summaries":
      guard isAll else {
        throw UserError(
          "--method summaries is for all orders at once, not for --orders \(orders)",
          hint: "leave --orders out, or take --method unrolled")
      }
      // A folio of one page has no loop over pages.
      return ([0], true)
    default:
      throw UserError(
        "unknown method '\(method ?? "")'", hint: "known: summaries, unrolled, both")
    }
  }

  /// The largest folio order: of the seed's units log2 of the entries of a page table.
  private func tableOrder() throws(UserError) -> Int {
    guard let ptrsPerPte else { return isAboutSeed ? OrderList.highest : OrderList.highestOfKernel }
    guard let entries = Int(ptrsPerPte), (512...8192).contains(entries), entries.nonzeroBitCount == 1 else {
      throw UserError(
        "--ptrs-per-pte '\(ptrsPerPte)' is no size of a page table",
        hint: "write a power of two from 512 to 8192, such as 8192 for arm64 with pages of 64 KiB")
    }
    return entries.trailingZeroBitCount
  }

  /// Whether the question is about units that need no kernel.
  var isAboutSeed: Bool {
    guard let unit else { return kernel == nil && config == nil }
    return unit == SeedOptions.everyUnit || unit.hasPrefix(SeedUnit.prefix)
  }

  /// The options for units that need no kernel, checked as far as that goes without their specs.
  func seedOptions(environment: [String: String]) throws(UserError) -> SeedOptions {
    try refuseWindow(unit ?? SeedOptions.everyUnit)
    for (name, value) in [("--kernel", kernel), ("--config", config), ("--configs", configs)]
    where value != nil {
      throw UserError(
        "\(name) has no use for \(unit ?? SeedOptions.everyUnit)", hint: "these units need no kernel")
    }
    let unit = unit == SeedOptions.everyUnit ? nil : unit
    if unit == nil {
      for (name, value) in [("--claim", claims), ("--allow", allowed), ("--deny", denied)]
      where !value.isEmpty {
        throw UserError(
          "\(name) needs a unit", hint: "without one, each is compared with what its spec declares, as it is")
      }
      if bisect {
        throw UserError("--bisect needs a unit", hint: "without one there is no single verdict")
      }
    }
    return SeedOptions(
      unit: unit, allowed: try unique(allowed) { name throws(UserError) in name },
      common: try common(
        unit ?? SeedOptions.everyUnit, "", orders: SeedOptions.defaultOrders,
        claims: try unique(claims) { name throws(UserError) in name },
        denied: try unique(denied) { name throws(UserError) in name }, environment))
  }

  private func nonempty(_ path: String?, _ option: String) throws(UserError) -> String? {
    if path == "" { throw UserError("\(option) is empty", hint: "give a path") }
    return path
  }

  private func jobCount() throws(UserError) -> Int {
    guard let jobs else { return ProcessInfo.processInfo.activeProcessorCount }
    guard let count = Int(jobs), (1...1024).contains(count) else {
      throw UserError("--jobs '\(jobs)' is not a number of workers", hint: "write a number from 1 to 1024")
    }
    return count
  }

  private func timeoutSeconds() throws(UserError) -> Double? {
    guard let timeout else { return nil }
    guard let seconds = Double(timeout), seconds.isFinite, seconds > 0 else {
      throw UserError("--timeout '\(timeout)' is not a time", hint: "write seconds, such as 60 or 0.5")
    }
    return seconds
  }

  private func unique(
    _ names: [String], _ resolve: (String) throws(UserError) -> String
  ) throws(UserError) -> [String] {
    var result: [String] = []
    for name in names {
      let resolved = try resolve(name)
      if !result.contains(resolved) { result.append(resolved) }
    }
    return result
  }
}
