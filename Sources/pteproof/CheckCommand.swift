import ArgumentParser
import Foundation
import KernelTree
import Proof
import Report

/// `pteproof check`: only the parsing, `CheckJob` does the work.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove what a proposed diff leaves, breaks or fixes.",
    discussion: """
      A patch is a file with a unified diff, a mail or a mailbox with a series; '-' for standard input; or, in a \
      git tree, a commit or a range such as base..head. The tree is not written to.

      Exit status: 0 every claim holds after the diff, 1 a claim is refuted after it, 2 usage or input error, \
      3 undecided, or not all that changes was looked at, 4 unmodelled, 5 internal error, 130 interrupted.
      """)

  @Argument(help: ArgumentHelp("Patches, '-', a commit or a range of commits.", valueName: "patch"))
  var patches: [String] = []

  @Option(help: ArgumentHelp("The kernel: a source tree, or a source tarball.", valueName: "path"))
  var kernel: String?

  @Flag(help: "Check what the working files of the git tree change in HEAD.")
  var worktree = false

  @Option(
    name: [.customShort("p"), .long],
    help: ArgumentHelp("How many leading folders of file names to drop.", valueName: "number"))
  var strip = "1"

  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp(
      "How many lines of context around a change must match (default: all).", valueName: "number"))
  var context: String?

  @Flag(help: "Check a series as one change, not each patch of it.")
  var lastOnly = false

  @Flag(help: "Exit with 0 where all claims hold, though not all that changes was looked at.")
  var partial = false

  @Option(
    name: .customLong("allow"),
    help: ArgumentHelp(
      "A claim that the diff changes on purpose, such as 'page = spec' or 'patched = base', repeatable.",
      valueName: "claim"))
  var allowed: [String] = []

  @Option(help: "The architecture.")
  var arch = "x86_64"

  @Option(
    help: ArgumentHelp(
      """
      The folio orders: 'all', from 1 on in one proof; or 3, or 0-3, each for itself; or a list with larger ones, such as \
      0-4, by the proof for all (default: all).
      """, valueName: "orders"))
  var orders: String?

  @Option(
    help: ArgumentHelp(
      """
      How loops over pages are treated: 'summaries' prove all orders at once, 'unrolled' each for itself, 'both' \
      hold one against the other at orders 0 to 3 (default: summaries, unrolled for a list of orders up to 3).
      """))
  var method: String?

  @Option(
    help: ArgumentHelp(
      "The window sizes, in PTEs, where fork-range is asked (default: \(WindowList.standard)).",
      valueName: "sizes"))
  var window = WindowList.standard

  @Option(
    help: ArgumentHelp(
      """
      The kernel configurations to check it in: debug (with DEBUG_VM), plain (as distributions have it), distro \
      (Debian's own) (default: \(ConfigurationList.standardText)).
      """,
      valueName: "names"))
  var configs: String?

  @Option(
    help: ArgumentHelp("A kernel configuration to use as it is, in the place of these.", valueName: "file"))
  var config: String?

  @Option(help: "How many proofs to run at the same time (default: one a processor).")
  var jobs: String?

  @Option(
    help: ArgumentHelp(
      "The limit for each claim at each order, and for executing the code at each (default: none).",
      valueName: "seconds"))
  var timeout: String?

  @Option(help: "How to write the answer: text, mail, json, sarif or ktap.")
  var format = "text"

  @Flag(help: "Write stages and slow queries to standard error.")
  var verbose = false

  @Option(
    help: ArgumentHelp(
      "The folder for prepared kernels and results (default: pteproof in the XDG cache folder).",
      valueName: "folder"))
  var cache: String?

  @Option(
    name: .customLong("claim"),
    help: ArgumentHelp("A claim to check, repeatable (default: all).", valueName: "name"))
  var claims: [String] = []

  @Option(
    name: .customLong("deny"),
    help: ArgumentHelp("An allowance to prove without, repeatable.", valueName: "name"))
  var denied: [String] = []

  @Option(
    help: ArgumentHelp(
      "What decides: cadical, with z3 for what is too hard for it, or z3 alone.", valueName: "name"))
  var solver: String?

  @Flag(help: "Have a second solver, cvc5, confirm each answer.")
  var secondOpinion = false

  @Option(
    help: ArgumentHelp(
      "A C file with a function of the base's parameters that calls the patched one, where a patch changes them.",
      valueName: "file"))
  var spec: String?

  @Option(help: ArgumentHelp("A folder of specs instead of the program's own.", valueName: "folder"))
  var specs: String?

  /// The options, checked.
  func options(environment: [String: String]) throws -> CheckOptions {
    guard let kernel, !kernel.isEmpty else {
      throw UserError("check needs a kernel", hint: "give --kernel PATH, a source tree or a source tarball")
    }
    if worktree, !patches.isEmpty {
      throw UserError("--worktree takes no patches", hint: "give one or the other")
    }
    if !worktree, patches.isEmpty {
      throw UserError(
        "nothing to check", hint: "give a patch, '-' for standard input, a commit, a range, or --worktree")
    }
    guard patches.filter({ $0 == "-" }).count <= 1 else {
      throw UserError("standard input can be read once only", hint: "give '-' once")
    }
    guard let format = CheckFormat(rawValue: format) else {
      let known = CheckFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw UserError("unknown format '\(format)'", hint: "known: \(known)")
    }
    let comparison = PatchedEqualsBase.name
    func isComparison(_ name: String) -> Bool { name.filter { !$0.isWhitespace } == "patched=base" }
    let own = claims.filter { !isComparison($0) }
    // A comparison alone still needs to know that there is something to compare.
    let wanted = own.isEmpty && !claims.isEmpty ? ["not vacuous"] : own
    let prove = try proveOptions(kernel, wanted, environment)
    let unit = try KnownUnit.named(prove.unit)
    var deliberate: [String] = []
    for name in allowed {
      let claim = isComparison(name) ? comparison : try unit.claim(name)
      guard claim != Claim.notVacuous.rawValue else {
        throw UserError(
          "'\(claim)' cannot be allowed to change", hint: "it says that the other claims are about something")
      }
      if !deliberate.contains(claim) { deliberate.append(claim) }
    }
    return CheckOptions(
      prove: prove, windows: try WindowList(parsing: window).sizes, patches: patches, worktree: worktree,
      apply: ApplyOptions(
        strip: try number(strip, "-p"),
        context: try context.map { text throws(UserError) in try number(text, "-C") }),
      lastOnly: lastOnly, partial: partial, allowed: deliberate,
      comparesWithBase: claims.isEmpty || claims.contains(where: isComparison),
      adapter: try adapter(), format: format)
  }

  /// The adapter's file, absolute and without links: clang reads it from another folder.
  private func adapter() throws(UserError) -> String? {
    guard let spec else { return nil }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: spec, isDirectory: &isFolder) else {
      throw UserError("there is no file '\(spec)' for --spec")
    }
    guard !isFolder.boolValue else {
      throw UserError("--spec '\(spec)' is a folder", hint: "a folder of specs is given with --specs")
    }
    let path = URL(filePath: spec).standardizedFileURL.resolvingSymlinksInPath().path
    guard !path.contains("\""), !path.contains("\\") else {
      throw UserError("--spec '\(spec)': a path with a quote or a backslash cannot be included from C")
    }
    return path
  }

  /// What a proof has too is parsed as for a proof, with the same errors.
  private func proveOptions(
    _ kernel: String, _ claims: [String], _ environment: [String: String]
  ) throws -> ProveOptions {
    var arguments = ["--kernel=\(kernel)", "--arch=\(arch)", "--orders=\(orders ?? "all")"]
    let isAll = orders == nil || orders == "all"
    if let method = method ?? (isAll ? "summaries" : nil) { arguments.append("--method=\(method)") }
    for (name, value) in [
      ("config", config), ("configs", configs), ("jobs", jobs), ("timeout", timeout), ("cache", cache),
      ("specs", specs),
      ("solver", solver),
    ] {
      if let value { arguments.append("--\(name)=\(value)") }
    }
    arguments += claims.map { "--claim=\($0)" } + denied.map { "--deny=\($0)" }
    if verbose { arguments.append("--verbose") }
    if secondOpinion { arguments.append("--second-opinion") }
    return try ProveCommand.parse(arguments).options(environment: environment)
  }

  private func number(_ text: String, _ option: String) throws(UserError) -> Int {
    guard let number = Int(text), (0...100).contains(number) else {
      throw UserError("\(option) '\(text)' is not a number", hint: "write a number from 0 to 100")
    }
    return number
  }
}
