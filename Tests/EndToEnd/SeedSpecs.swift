import Foundation
import Proof
import Report
import Solving
import Specs

@testable import pteproof

/// The self-contained specs that the tests prove, as shipped or with an edit.
struct SeedSpecs: Sendable {
  /// The folder that the units are compiled from.
  let folder: String
  let cache: String

  static let cache = Products.folder.appending(path: "end-to-end/seed-cache").path

  struct NoSuchText: Error { let text: String }

  /// Written once: tests run side by side.
  private static let folder = Result { try Specs.materialise(into: cache) }

  /// As shipped.
  static func shipped() throws -> SeedSpecs {
    SeedSpecs(folder: try folder.get(), cache: cache)
  }

  /// A copy in which `text`, which must stand once in `file`, is replaced.
  static func edited(_ name: String, _ file: String, _ text: String, by replacement: String) throws
    -> SeedSpecs
  {
    let files = FileManager.default
    let copy = cache + "-edits/\(name)-\(UUID().uuidString)"
    defer { try? files.removeItem(atPath: copy) }
    try files.createDirectory(atPath: cache + "-edits", withIntermediateDirectories: true)
    try files.copyItem(atPath: try shipped().folder, toPath: copy)
    let path = "\(copy)/seed/\(file)"
    let original = try String(contentsOfFile: path, encoding: .utf8)
    guard original.components(separatedBy: text).count == 2 else { throw NoSuchText(text: text) }
    try original.replacingOccurrences(of: text, with: replacement)
      .write(toFile: path, atomically: true, encoding: .utf8)
    return SeedSpecs(folder: try Specs.materialise(into: cache, override: copy), cache: cache)
  }

  /// A copy with one unit more.
  static func adding(_ file: String, _ text: String, name: String) throws -> SeedSpecs {
    let files = FileManager.default
    let copy = cache + "-edits/\(name)-\(UUID().uuidString)"
    defer { try? files.removeItem(atPath: copy) }
    try files.createDirectory(atPath: cache + "-edits", withIntermediateDirectories: true)
    try files.copyItem(atPath: try shipped().folder, toPath: copy)
    try text.write(toFile: "\(copy)/seed/\(file)", atomically: true, encoding: .utf8)
    return SeedSpecs(folder: try Specs.materialise(into: cache, override: copy), cache: cache)
  }

  /// What the solver has said in this run: an edited unit asks mostly what the unit as shipped has asked.
  private static let answered = KnownParts()

  /// The report of a unit. A claim that takes ten minutes at an order is undecided, which no test accepts.
  func prove(
    _ unit: String, orders: [Int] = [0, 1], claims: [String] = [], allowed: [String] = [],
    denied: [String] = [], everyOrder: Bool = false,
    tableOrder: Int = 9
  ) async throws -> ProofReport {
    let options = ProveOptions(
      unit: unit, kernel: "", architecture: "x86_64", orders: orders,
      everyOrder: everyOrder, largestOrder: tableOrder, jobs: 1, timeout: 600,
      format: .text, verbose: false, cache: cache, claims: claims, denied: denied, assumptions: false,
      bisect: false, solver: .cadical, secondOpinion: false, specs: nil)
    let engine = SeedEngine(
      options: options, allowed: allowed, progress: SilentProgress(), known: Self.answered)
    return try await Gate.proofs.pass {
      try await engine.prove(try await engine.load(unit, specs: folder))
    }
  }
}

private struct SilentProgress: ProgressSink {
  func report(_ event: ProgressEvent) {}
}

extension ProofReport {
  /// The differences that the unit has, with the least order that shows each.
  var present: [String: Int] {
    var result: [String: Int] = [:]
    for difference in declaration?.differences ?? [] where difference.status == .present {
      result[difference.name] = difference.order
    }
    return result
  }

  func verdict(of claim: Claim) -> Verdict? {
    claims.first { $0.name == claim.rawValue }.map { Verdict.decide($0.results.map(\.verdict)) }
  }
}
