import Report

/// The engine that the program ships with.
struct ShippedEngine: ProofEngine {
  func run(_ options: ProveOptions, progress: any ProgressSink) async throws -> ProofReport {
    throw UserError("this build has no proof engine", hint: "")
  }
}
