import Bitcode
import Foundation
import Replay

/// Runs witnesses natively: the same C, on the machine's own processor.
///
/// The executor's word for a refutation is that of a model of memory and of LLVM's bitcode. The processor needs neither.
public struct WitnessReplayer: Sendable {
  private let module: BitcodeModule
  private let unit: String

  /// - Parameters:
  ///   - module: that was proved about, linked from files that are still there.
  ///   - unit: the prefix of the names of the spec's functions.
  public init(_ module: BitcodeModule, unit: String) {
    self.module = module
    self.unit = unit
  }

  /// The same findings, with what became of those that can be run.
  ///
  /// - Throws: `CancellationError`. What else goes wrong is told with each finding.
  public func replayed(_ findings: [Finding]) async throws -> [Finding] {
    guard findings.contains(where: { !$0.replayedRuns.isEmpty }) else { return findings }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "pteproof-replay-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let calls = findings.flatMap(\.replayedRuns).flatMap(\.native.calls).map(\.function)
      let native = try await NativeUnit.build(
        bitcode: module.paths, entryPoints: Set(calls).union(["\(unit)_world"]),
        compiler: "clang-\(BitcodeModule.readerMajor)",
        workDirectory: folder)
      var result: [Finding] = []
      for finding in findings { result.append(try await replayed(finding, in: native)) }
      return result
    } catch ReplayError.interrupted {
      throw CancellationError()
    } catch let error where !(error is CancellationError) {
      let isOwn = error is ReplayError || error is BitcodeError
      let why = isOwn ? "\(error)" : error.localizedDescription
      return findings.map { finding in
        var finding = finding
        if !finding.replayedRuns.isEmpty { finding.replay = .impossible(why) }
        return finding
      }
    }
  }

  private func replayed(_ finding: Finding, in native: NativeUnit) async throws(ReplayError) -> Finding {
    var finding = finding
    let runs = finding.replayedRuns
    guard !runs.isEmpty else { return finding }
    if let why = runs.compactMap(\.undefined).first {
      finding.replay = .impossible("there is nothing to compare with: \(why)")
      return finding
    }
    let outcomes = try await native.run(runs.map(\.native))
    for (run, outcome) in zip(runs, outcomes) {
      if let why = run.reasonNotToCompare(with: outcome) {
        finding.replay = .impossible(why)
        return finding
      }
      guard let first = try run.disagreements(with: outcome, in: native).first else { continue }
      finding.replay = .otherwise(first)
      return finding
    }
    finding.replay = .same
    return finding
  }
}

extension ProofResult {
  /// The same with its findings run natively.
  public func replayed(by replayer: WitnessReplayer) async throws -> ProofResult {
    var result = self
    result.findings = try await replayer.replayed(findings)
    return result
  }

  fileprivate var findings: [Finding] {
    get { claims.compactMap(\.finding) }
    set {
      for (position, finding) in zip(claims.indices.filter { claims[$0].finding != nil }, newValue) {
        claims[position].finding = finding
        guard case .otherwise(let what)? = finding.replay else { continue }
        claims[position].verdict = .internal
        claims[position].note = "the witness, run natively, does otherwise: \(what)"
      }
    }
  }
}

extension FindingAnalysis {
  /// The same with all findings run natively, those of each difference among them.
  public func replayed(by replayer: WitnessReplayer) async throws -> FindingAnalysis {
    var result = self
    let present = presences.indices.filter { presences[$0].finding != nil }
    // In one list: the unit is compiled once.
    var found = try await replayer.replayed(
      presences.compactMap(\.finding) + plain.findings + (allAllowed?.findings ?? []))[...]
    for (position, finding) in zip(present, found) {
      result.presences[position].finding = finding
      guard case .otherwise(let what)? = finding.replay else { continue }
      result.presences[position].undecided = "the witness, run natively, does otherwise: \(what)"
    }
    found = found.dropFirst(present.count)
    result.plain.findings = Array(found.prefix(plain.findings.count))
    result.allAllowed?.findings = Array(found.dropFirst(plain.findings.count))
    return result
  }
}
