import Bitcode
import Proof
import Solving

/// Lets as many proofs run at the same time as there are processors to expect: two.
actor Gate {
  static let proofs = Gate(2)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ free: Int) { self.free = free }

  func enter() async {
    if free > 0 {
      free -= 1
    } else {
      await withCheckedContinuation { waiting.append($0) }
    }
  }

  func leave() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }

  func pass<Result: Sendable>(_ work: @Sendable () async throws -> Result) async rethrows -> Result {
    await enter()
    do {
      let result = try await work()
      leave()
      return result
    } catch {
      leave()
      throw error
    }
  }
}

/// What has been asked and answered in this run. An edit of the kernel asks mostly what another one has asked; were two
/// queries taken for one, bugs would be proved.
let answered = KnownQueries(path: "", program: "tests")

/// Claims of fork about a module, on one processor. A claim that takes longer than ten minutes at an order is
/// undecided, which no test accepts.
func prove(
  _ module: BitcodeModule, orders: [Int], claims: Set<Claim> = Set(Claim.allCases), denied: Set<String> = []
) async throws -> ProofResult {
  try await prove(module, sizes: orders.map { .order($0) }, claims: claims, denied: denied)
}

func prove(
  _ module: BitcodeModule, sizes: [FolioSizes],
  claims: Set<Claim> = Set(Claim.allCases),
  denied: Set<String> = [], confirmsRefutations: Bool = false
) async throws -> ProofResult {
  let plan = ProofPlan(
    module: module, unit: "ppf_fork", sizes: sizes, claims: claims, denied: denied, timeout: .seconds(600),
    jobs: 1, stopsWhenRefuted: true, witnessPatience: 0, confirmsRefutations: confirmsRefutations,
    largestBatch: 512,
    known: answered)
  return try await Prover(plan).run { _ in }
}

/// Claims of fork-range about a module, in some cases of the world: for one window, unrolled, or for all up to a size by
/// steps.
func proveRange(
  _ module: BitcodeModule, window: Int = 1, steps: Int? = nil, cases: [[Bool]]?, claims: Set<Claim>
) async throws -> ProofResult {
  let plan = ProofPlan(
    module: module, unit: "ppf_fork_range", sizes: [steps.map { .steps($0) } ?? .window(window)],
    claims: claims,
    timeout: .seconds(120), jobs: 1, stopsWhenRefuted: true, witnessPatience: 0, confirmsRefutations: false,
    countsAllowances: false, cases: cases, known: answered)
  return try await Prover(plan).run { _ in }
}

extension ProofResult {
  /// The claims that are refuted.
  var refuted: Set<Claim> { Set(claims.filter { $0.verdict == .refuted }.map(\.claim)) }

  /// All verdicts, for a test's message.
  var summary: String {
    claims.map { result in
      let order = result.sizes.map { "/\($0)" } ?? ""
      let why = result.finding?.what ?? result.note ?? ""
      return "\(result.claim.rawValue)\(order): \(result.verdict.rawValue) \(why)"
    }.joined(separator: "\n")
  }
}
