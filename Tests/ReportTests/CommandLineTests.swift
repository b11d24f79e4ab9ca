import Foundation
import Report
import Synchronization
import Testing

@testable import pteproof

/// The program in process, with an engine of the test's.
@Suite struct CommandLineTests {
  private static let prove = ["prove", "fork", "--kernel", "../linux"]

  /// The options that the engine gets for some arguments.
  private func options(
    _ arguments: [String], environment: [String: String] = ["HOME": "/home/someone"]
  ) async throws -> ProveOptions {
    let seen = Mutex<ProveOptions?>(nil)
    let run = try await TestRun(arguments, environment: environment) { options, _ in
      seen.withLock { $0 = options }
      return Sample.proved
    }
    #expect(run.errors.isEmpty, "\(run.errors)")
    return try #require(seen.withLock { $0 })
  }

  @Test func defaults() async throws {
    let options = try await options(Self.prove)
    #expect(
      options
        == ProveOptions(
          unit: "fork", kernel: "../linux", architecture: "x86_64", orders: [0, 1, 2, 3],
          everyOrder: true, largestOrder: 10, takesDefaultOrders: true, configurations: [.debug, .plain],
          jobs: ProcessInfo.processInfo.activeProcessorCount,
          timeout: nil, format: .text,
          verbose: false, cache: "/home/someone/.cache/pteproof", claims: [], denied: [], assumptions: false,
          bisect: false, solver: .cadical, secondOpinion: false, specs: nil))
    #expect(try await self.options(["prove", "--kernel", "../linux"]) == options)
  }

  @Test func everyOption() async throws {
    let arguments =
      Self.prove + [
        "--arch", "x86_64", "--orders", "0,2", "--config", "c", "--jobs", "3", "--timeout", "1.5", "--format",
        "json", "--verbose", "--cache", "/c", "--claim", "batch=pages", "--claim", "pte-laws", "--claim",
        "batch = pages", "--deny", "dirty-encoding", "--assumptions", "--bisect", "--solver", "z3",
        "--second-opinion",
        "--specs",
        "s",
      ]
    #expect(
      try await options(arguments)
        == ProveOptions(
          unit: "fork", kernel: "../linux", architecture: "x86_64", orders: [0, 2], largestOrder: 10,
          configurations: [.file("c")],
          jobs: 3,
          timeout: 1.5, format: .json, verbose: true, cache: "/c", claims: ["batch = pages", "pte-laws"],
          denied: ["dirty-encoding"], assumptions: true, bisect: true, solver: .z3, secondOpinion: true,
          specs: "s"))
  }

  /// The windows that are unrolled, and up to which all are proved step by step.
  @Test func methodsForWindows() async throws {
    func windows(_ arguments: String...) async throws -> ([Int], Int?) {
      let options = try await options(["prove", "fork-range", "--kernel", "k"] + arguments)
      #expect(options.orders.isEmpty && !options.everyOrder)
      return (options.windows, options.windowsUpTo)
    }
    #expect(try await windows() == ([1, 2], 8))
    #expect(try await windows("--window", "1") == ([1], nil))
    #expect(try await windows("--window", "2,4") == ([2], 4))
    #expect(try await windows("--window", "1-2") == ([1, 2], 2))
    #expect(try await windows("--window", "1-3", "--method", "unrolled") == ([1, 2, 3], nil))
    #expect(try await windows("--window", "1-3", "--method", "steps") == ([], 3))
  }

  /// The parts of the proof for each method.
  @Test func methods() async throws {
    func folios(_ arguments: String...) async throws -> ([Int], Bool) {
      let options = try await options(Self.prove + arguments)
      return (options.orders, options.everyOrder)
    }
    #expect(try await folios("--orders", "all") == ([0, 1, 2, 3], true))
    #expect(try await folios("--method", "summaries") == ([0], true))
    #expect(try await folios("--method", "unrolled") == (Array(0...10), false))
    #expect(try await folios("--orders", "1,2") == ([1, 2], false))
    #expect(try await folios("--orders", "1,2", "--method", "both") == ([1, 2], true))
    #expect(try await folios("--orders", "1,3") == ([1, 3], false))
    #expect(try await folios("--orders", "1,7") == ([], true))
    #expect(try await folios("--orders", "0-4") == ([0], true))
    #expect(try await folios("--orders", "1,7", "--method", "unrolled") == ([1, 7], false))
    let run = try await TestRun(
      Self.prove + ["--orders", "2", "--method", "summaries"], environment: ["HOME": "/h"])
    #expect(run.status == 2)
    #expect(run.errors.contains("--method summaries is for all orders at once"))
  }

  @Test func theCacheFollowsTheXDGSpecification() async throws {
    func cache(_ environment: [String: String]) async throws -> String {
      try await options(Self.prove, environment: environment).cache
    }
    #expect(try await cache(["HOME": "/h", "XDG_CACHE_HOME": "/x"]) == "/x/pteproof")
    #expect(try await cache(["HOME": "/h", "XDG_CACHE_HOME": "x"]) == "/h/.cache/pteproof")
    let run = try await TestRun(Self.prove, environment: [:])
    #expect(run.status == 2)
    #expect(run.errors.contains("give --cache FOLDER"))
  }

  /// Each mistake gets one line, on standard error, and status 2.
  @Test(
    arguments: [
      ([], "no command given"), (["frob"], "unexpected argument 'frob'"),
      (["prove", "fork"], "proving fork needs a kernel"),
      (["prove", "--claim", "invariants"], "--claim needs a unit"),
      (["prove", "seed", "--allow", "dirty-smear"], "--allow needs a unit"),
      (["prove", "seed", "--deny", "dirty-encoding"], "--deny needs a unit"),
      (["prove", "seed/mail", "--kernel", "k"], "--kernel has no use for seed/mail"),
      (["prove", "seed", "--config", "c"], "--config has no use for seed"),
      (["prove", "seed/mail", "--orders", "10"], "beyond 9"),
      (prove + ["--allow", "x"], "--allow 'x': the unit fork has no difference to allow"),
      (["explain"], "missing expected argument"),
      (["prove", "frob", "--kernel", "k"], "unknown unit 'frob'; known: fork"),
      (["prove", "--kernel", ""], "proving fork needs a kernel"),
      (["prove", "--kernel"], "missing value for '--kernel"),
      (prove + ["extra"], "unexpected argument 'extra'"), (prove + ["--frob"], "unknown option '--frob'"),
      (prove + ["--arch", "sparc"], "unsupported architecture 'sparc'; supported: x86_64"),
      (prove + ["--window", "2"], "--window has no use for fork"),
      (["prove", "seed/mail", "--window", "2"], "--window has no use for seed/mail"),
      (["prove", "fork-range", "--kernel", "k", "--orders", "1"], "--orders has no use for fork-range"),
      (["prove", "fork-range", "--kernel", "k", "--method", "summaries"], "unknown method 'summaries'"),
      (["prove", "fork-range", "--kernel", "k", "--window", "9"], "a window of 9 PTEs is beyond 8"),
      (["prove", "fork-range", "--kernel", "k", "--window", "0-2"], "a window of 0 PTEs is empty"),
      (["prove", "fork-range", "--kernel", "k", "--window", "2-1"], "'2-1' runs backwards"),
      (prove + ["--orders", "4-2"], "'4-2' runs backwards"), (prove + ["--orders", "0-99"], "beyond 10"),
      (prove + ["--jobs", "0"], "--jobs '0' is not a number of workers"),
      (prove + ["--jobs", "two"], "--jobs 'two' is not a number of workers"),
      (prove + ["--timeout", "0"], "--timeout '0' is not a time"),
      (prove + ["--timeout", "inf"], "--timeout 'inf' is not a time"),
      (prove + ["--timeout=-1"], "--timeout '-1' is not a time"),
      (prove + ["--format", "xml"], "unknown format 'xml'; known: text, json"),
      (prove + ["--claim", "frob"], "unknown claim 'frob' of unit fork; known: 'batch = pages'"),
      (prove + ["--deny", "frob"], "unknown allowance 'frob' of unit fork; known: 'shared-mixed-write'"),
      (prove + ["--config", ""], "--config is empty"), (prove + ["--cache", ""], "--cache is empty"),
      (prove + ["--specs", ""], "--specs is empty"), (["list", "frob"], "unexpected argument 'frob'"),
    ] as [([String], String)]) func mistakes(_ arguments: [String], _ part: String) async throws
  {
    let run = try await TestRun(arguments)
    #expect(run.status == 2)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("pteproof: error: "), "\(run.errors)")
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.errors.filter { $0 == "\n" }.count == 1 && run.errors.hasSuffix("\n"), "\(run.errors)")
  }

  @Test func theVerdictIsTheExitStatus() async throws {
    for verdict in Verdict.allCases {
      for bisect in [false, true] {
        let run = try await TestRun(Self.prove + (bisect ? ["--bisect"] : [])) { _, _ in
          var report = Sample.refuted
          report.claims[0].results[0].verdict = verdict
          return report
        }
        #expect(run.status == (bisect ? verdict.bisectExitStatus : verdict.exitStatus))
        #expect(run.errors.isEmpty)
        #expect(!run.output.isEmpty)
      }
    }
  }

  @Test func errorsOfTheEngine() async throws {
    let user = try await TestRun(Self.prove) { _, _ in
      throw UserError("no kernel source tree: ../linux\nhas no Kconfig", hint: "give its path")
    }
    #expect(user.status == 2)
    #expect(user.errors == "pteproof: error: no kernel source tree: ../linux has no Kconfig; give its path\n")
    let fault = try await TestRun(Self.prove) { _, _ in throw InternalError("x") }
    #expect(fault.status == 5)
    #expect(fault.errors == "pteproof: error: internal: x; please report this with the command line\n")
    struct Unforeseen: Error {}
    #expect(try await TestRun(Self.prove) { _, _ in throw Unforeseen() }.status == 5)
    for error in [UserError("x"), InternalError("x"), Unforeseen()] as [any Error] {
      #expect(try await TestRun(Self.prove + ["--bisect"]) { _, _ in throw error }.status == 125)
    }
    #expect(try await TestRun(["prove", "--bisect"]).status == 125)
    let cancelled = try await TestRun(Self.prove + ["--bisect"]) { _, _ in throw CancellationError() }
    #expect(cancelled.status == 130)
    #expect(cancelled.errors == "pteproof: interrupted\n")
  }

  @Test func theReportIsTheRendererss() async throws {
    let plain = try await TestRun(Self.prove)
    #expect(plain.output == TextRenderer().render(Sample.proved))
    let json = try await TestRun(Self.prove + ["--format", "json"], columns: 80)
    #expect(try json.output == JSONRenderer().render(Sample.proved))
    let assumptions = try await TestRun(Self.prove + ["--assumptions"])
    #expect(assumptions.output.contains("vma_needs_copy(dst, src)"))
  }

  @Test func colourOnTerminalsOnly() async throws {
    func isColoured(_ environment: [String: String], columns: Int?) async throws -> Bool {
      let all = environment.merging(["HOME": "/h"]) { first, _ in first }
      return try await TestRun(Self.prove, environment: all, columns: columns).output.contains("\u{1B}")
    }
    #expect(try await isColoured([:], columns: 80))
    #expect(try await isColoured(["NO_COLOR": ""], columns: 80))
    #expect(try await !isColoured(["NO_COLOR": "0"], columns: 80))
    #expect(try await !isColoured(["TERM": "dumb"], columns: 80))
    #expect(try await !isColoured([:], columns: nil))
  }

  @Test func answers() async throws {
    #expect(try await TestRun(["--version"]).output == "pteproof \(PteproofVersion.current)\n")
    for arguments in [["--help"], ["help"], ["prove", "--help"], ["help", "prove"], ["list", "-h"]] {
      let run = try await TestRun(arguments)
      #expect(run.status == 0)
      #expect(run.output.contains("USAGE"))
      #expect(run.errors.isEmpty)
    }
    let cache = URL.temporaryDirectory.appending(path: "pteproof-list-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: cache) }
    let list = try await TestRun(["list", "--cache", cache])
    #expect(list.status == 0)
    for name in ["copy_present_ptes", "batch = pages", "pte-laws", "shared-mixed-write", "dirty-encoding"] {
      #expect(list.output.contains(name))
    }
    #expect(list.output.split(separator: "\n").allSatisfy { $0.count <= 75 })
  }
}
