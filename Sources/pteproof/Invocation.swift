import ArgumentParser
import Report

/// One run of the program: from arguments to an exit status, with everything it touches handed in.
struct Invocation: Sendable {
  var arguments: [String]
  var surroundings: Surroundings
  var engine: any ProofEngine
  var checker: any DiffChecker = KernelChecker()

  /// - Returns: the exit status. Whatever goes wrong has been said on standard error by then.
  func run() async -> Int32 {
    do {
      return try await dispatch()
    } catch {
      surroundings.standardError.write(ErrorLine.text(error))
      // For git bisect run any other status up to 127 means "bad", which a usage error says nothing about.
      if arguments.contains("--bisect") { return ExitStatus.bisectSkip }
      return error is UserError ? ExitStatus.usage : ExitStatus.internal
    }
  }

  private func dispatch() async throws -> Int32 {
    switch try parse() {
    case .answer(let text):
      try surroundings.standardOutput.write(text)
      return ExitStatus.success
    case .command(let prove as ProveCommand) where prove.isAboutSeed:
      let options = try prove.seedOptions(environment: surroundings.environment)
      return try await SeedJob(options: options, surroundings: surroundings).run()
    case .command(let prove as ProveCommand):
      let options = try prove.options(environment: surroundings.environment)
      return try await ProveJob(options: options, surroundings: surroundings, engine: engine).run()
    case .command(let check as CheckCommand):
      let options = try check.options(environment: surroundings.environment)
      return try await CheckJob(options: options, surroundings: surroundings, checker: checker).run()
    case .command(let list as ListCommand):
      let seed = try await list.folder.units(environment: surroundings.environment)
      try surroundings.standardOutput.write(ListCommand.text(seed: seed))
      return ExitStatus.success
    case .command(let cost as CostCommand):
      try surroundings.standardOutput.write(try await cost.text(surroundings))
      return ExitStatus.success
    case .command(let explain as ExplainCommand):
      try surroundings.standardOutput.write(try await explain.text(surroundings))
      return ExitStatus.success
    case .command:
      throw UserError("no command given", hint: "see 'pteproof --help'")
    }
  }

  private enum Parsed {
    case command(any ParsableCommand)
    /// Help, a version, a completion script.
    case answer(String)
  }

  /// ArgumentParser would exit with 64 and several lines on a mistake; here it is one line and 2.
  private func parse() throws -> Parsed {
    do {
      var command = try PteproofCommand.parseAsRoot(arguments)
      // ArgumentParser's own commands, such as help, answer by throwing.
      if !(command is PteproofCommand || command is ProveCommand || command is CheckCommand
        || command is ListCommand || command is ExplainCommand || command is CostCommand)
      {
        try command.run()
      }
      return .command(command)
    } catch {
      if PteproofCommand.exitCode(for: error).isSuccess {
        return .answer(PteproofCommand.fullMessage(for: error, columns: surroundings.columns) + "\n")
      }
      let message = PteproofCommand.message(for: error)
      let sentence = message.split(separator: "\n").first.map(String.init) ?? "bad usage"
      throw UserError(UsageMessage.plain(sentence), hint: "see 'pteproof --help'")
    }
  }
}
