import Foundation

/// The command line that kbuild kept in a `.cmd` file.
enum SavedCommand {
  /// The words of the saved command of `text`; nil where there is none that can be read.
  ///
  /// The first line reads `savedcmd_TARGET := COMMAND` (before Linux 6.2 `cmd_TARGET := COMMAND`), with `$`
  /// and `#` escaped for make as scripts/Kbuild.include does it.
  static func words(of text: String) -> [String]? {
    for line in text.split(separator: "\n", omittingEmptySubsequences: true) {
      guard line.hasPrefix("savedcmd_") || line.hasPrefix("cmd_") else { continue }
      guard let assignment = line.range(of: ":=") else { continue }
      let command = line[assignment.upperBound...]
        .replacingOccurrences(of: "$(pound)", with: "#")
        .replacingOccurrences(of: "$$", with: "$")
      return ShellWords.split(command)
    }
    return nil
  }
}
