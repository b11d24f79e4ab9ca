import ArgumentParser

/// `pteproof explain NAME`: only the parsing, `Explanation` has the text.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Say what a unit, claim, tag, allowance or difference means, and why.")

  @Argument(help: "A name that 'pteproof list' shows.")
  var name: String

  @OptionGroup var folder: SpecFolder
}
