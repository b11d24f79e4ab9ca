import Foundation
import Synchronization

/// An SMT-LIB solver that runs as a process of its own, one process a script.
public struct ExternalSolver: Sendable {
  /// What the process made of a script.
  public enum Verdict: Equatable, Sendable {
    case satisfiable
    case unsatisfiable
    /// It said `unknown`, or ran out of time.
    case unknown
    /// It could not be started, or printed something else; the text is what it printed.
    case failed(String)
  }

  /// The program's path, and the arguments before the script's path.
  public let executable: String
  public let arguments: [String]

  /// - Parameters:
  ///   - executable: an absolute path.
  ///   - arguments: arguments before the path of the script.
  public init(executable: String, arguments: [String] = []) {
    self.executable = executable
    self.arguments = arguments
  }

  /// cvc5 as found on the search path; nil if it is not installed.
  public static func cvc5(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> ExternalSolver? {
    let folders = (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
    for folder in folders {
      let path = "\(folder)/cvc5"
      if path.hasPrefix("/"), FileManager.default.isExecutableFile(atPath: path) {
        return ExternalSolver(executable: path, arguments: ["--lang=smt2", "--quiet"])
      }
    }
    return nil
  }

  /// Runs one script to its answer.
  ///
  /// - Parameters:
  ///   - script: SMT-LIB text with one `(check-sat)`.
  ///   - limit: wall-clock time after which the process is killed and the answer is `.unknown`.
  ///   - interruption: kills the process as well.
  public func run(_ script: String, limit: Duration?, interruption: Interruption) -> Verdict {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("pteproof-\(UUID().uuidString).smt2")
    do {
      try Data(script.utf8).write(to: file)
    } catch {
      return .failed("cannot write \(file.path): \(error.localizedDescription)")
    }
    defer { try? FileManager.default.removeItem(at: file) }

    let process: ChildProcess
    switch ChildProcess.spawn(executable, arguments + [file.path]) {
    case .success(let child): process = child
    case .failure(let error): return .failed("cannot start \(executable): \(error)")
    }
    let deadline = limit.map { ContinuousClock.now + $0 }
    let output = process.collectOutput(until: deadline, interruption: interruption)
    guard let output else { return .unknown }
    return Self.verdict(of: output)
  }

  /// The first line that is an answer decides; anything but blank lines before it is a failure.
  private static func verdict(of output: String) -> Verdict {
    let lines = output.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    switch lines.first(where: { !$0.isEmpty }) {
    case "sat": return .satisfiable
    case "unsat": return .unsatisfiable
    case "unknown": return .unknown
    default: return .failed(String(output.prefix(400)))
    }
  }
}
