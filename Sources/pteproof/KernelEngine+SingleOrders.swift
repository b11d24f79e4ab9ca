import Bitcode
import KernelTree
import Proof
import Report

extension KernelEngine {
  /// Up to this order single orders are asked where all at once are not decided.
  static let largestSingle = 2
  /// The same of windows that steps leave open.
  static let largestSingleWindow = 2

  /// A proof, and of each claim that summaries leave open for all orders at once what single orders say of it,
  /// with their loops unrolled.
  func proveAlsoSingly(
    _ module: BitcodeModule, _ kernel: PreparedKernel, _ unit: KnownUnit, _ claims: Set<Claim>,
    _ options: ProveOptions, _ progress: any ProgressSink, batchPrefix: String = "", batchLimit: Int? = nil,
    excusesWrongPages: Bool = false, stopsWhenRefuted: Bool = false, scouts: Bool = true,
    thoroughness: Thoroughness = .full
  ) async throws -> ProofReport {
    var report = try await prove(
      module, kernel, unit, claims, options, progress, batchPrefix: batchPrefix, batchLimit: batchLimit,
      excusesWrongPages: excusesWrongPages, stopsWhenRefuted: stopsWhenRefuted,
      scouts: scouts, thoroughness: thoroughness)
    // A part that holds is not worth the time where another claim is refuted.
    let isRefuted = report.claims.contains { $0.results.contains { $0.verdict == .refuted } }
    if thoroughness == .little || thoroughness == .smallest || thoroughness == .untilRefuted && isRefuted {
      return report
    }
    let open = Set(report.claims.filter(\.isOpenForAllOrders).compactMap { Claim(rawValue: $0.name) })
    var single = options
    single.everyOrder = false
    if let largest = options.windowsUpTo {
      single.windowsUpTo = nil
      single.windows = Array(1...min(largest, Self.largestSingleWindow)).filter {
        !options.windows.contains($0)
      }
    } else {
      single.orders = Array(1...Self.largestSingle).filter { !options.orders.contains($0) }
    }
    guard !open.isEmpty, !single.sizes.isEmpty else { return report }
    let more = try await prove(
      module, kernel, unit, open, single, progress, batchPrefix: batchPrefix, batchLimit: batchLimit,
      excusesWrongPages: excusesWrongPages)
    report.add(more)
    return report
  }
}

extension ClaimReport {
  /// All orders at once are not decided.
  var isOpenForAllOrders: Bool { results.contains(where: \.isOpenForAllOrders) }
}

extension OrderResult {
  fileprivate var isOpenForAllOrders: Bool { upTo != nil && verdict == .undecided }
}

extension ProofReport {
  /// Takes over what a proof of further orders says.
  fileprivate mutating func add(_ more: ProofReport) {
    for index in claims.indices {
      guard let own = more.claims.first(where: { $0.name == claims[index].name }) else { continue }
      claims[index].results += own.results
    }
    findings += more.findings.filter { new in
      !findings.contains { $0.claim == new.claim && $0.order == new.order }
    }
    for index in allowances.indices {
      let users = more.allowances.first { $0.name == allowances[index].name }?.usedBy ?? []
      allowances[index].usedBy += users.filter { !allowances[index].usedBy.contains($0) }
    }
    totals.addQueries(of: more.totals)
  }
}
