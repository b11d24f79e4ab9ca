import ArgumentParser

/// The root command: names, abstracts, version.
struct PteproofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pteproof",
    abstract: "Prove that the Linux kernel's PTE batching does to every page what page at a time does.",
    version: "pteproof \(PteproofVersion.current)",
    subcommands: [
      ProveCommand.self, CheckCommand.self, ListCommand.self, ExplainCommand.self, CostCommand.self,
    ])
}

/// The program's version.
enum PteproofVersion {
  static let current = "0.1.0"
}
