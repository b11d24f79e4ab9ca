import Digests
import Foundation
import Report
import Solving

/// Reports of proofs, kept by all that decides them: the digest of the code, the spec, the options, the program itself and
/// its solvers.
///
/// An entry that is not whole, or that another program wrote, is as good as absent. A program that cannot say which build
/// it is keeps nothing, and finds nothing.
struct ResultStore: Sendable {
  private let folder: String
  /// What names the program that answers; nil: nothing does.
  private let program: String?

  /// - Parameter program: what names the program, its build and its solvers; nil: there is no name.
  init(folder: String, program: String? = Self.name(executable: "/proc/self/exe")) {
    self.folder = folder
    self.program = program
  }

  /// The name of a program: another build of the same version may prove otherwise, and so may the same build with other
  /// solvers, which are libraries of the system.
  ///
  /// - Returns: nil if the executable cannot be read.
  static func name(executable path: String, solvers: [String] = SolverChoice.versions) -> String? {
    guard let executable = FileManager.default.contents(atPath: path), !executable.isEmpty else { return nil }
    return ([PteproofVersion.current, SHA256.hex(of: executable)] + solvers).joined(separator: "; ")
  }

  /// The queries that proofs of earlier runs had answered by the same solver.
  func queries(of solver: SolverChoice) -> KnownQueries {
    guard let program else { return KnownQueries() }
    return KnownQueries(path: "\(folder)/queries-\(solver.rawValue)", program: program)
  }

  /// The name of a result, from what decides it.
  func key(_ parts: [String]) -> String {
    var hash = SHA256()
    for part in [program ?? ""] + parts { hash.update("\(part.utf8.count) \(part)\n") }
    return hash.hex
  }

  /// A line with the key and the digest of what follows; then the report in JSON.
  func report(_ key: String) -> ProofReport? {
    guard program != nil, let data = FileManager.default.contents(atPath: path(key)),
      let end = data.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let body = data[data.index(after: end)...]
    guard String(decoding: data[..<end], as: UTF8.self) == heading(key, body) else { return nil }
    return try? JSONRenderer.report(from: String(decoding: body, as: UTF8.self))
  }

  /// Keeps a report if what it says does not depend on how fast the machine is. A store that cannot be written
  /// costs time and nothing else.
  func keep(_ report: ProofReport, _ key: String) {
    guard program != nil, [.proved, .refuted, .unmodelled].contains(report.verdict),
      report.claims.allSatisfy({ claim in
        claim.results.allSatisfy { ![.undecided, .internal].contains($0.verdict) }
      }), let text = try? JSONRenderer(coverage: true).render(report)
    else { return }
    let body = Data(text.utf8)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    // A temporary name and a rename: a reader sees all of it or nothing.
    try? (Data((heading(key, body) + "\n").utf8) + body).write(
      to: URL(filePath: path(key)), options: .atomic)
  }

  func path(_ key: String) -> String { "\(folder)/\(key).json" }

  private func heading(_ key: String, _ body: Data) -> String {
    "pteproof-result \(key) \(SHA256.hex(of: body))"
  }
}
