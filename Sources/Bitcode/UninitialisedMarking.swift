import CLLVM

/// Gives each local, before any pass runs, an explicit opaque value where C leaves it uninitialised.
enum UninitialisedMarking {
  static let prefix = "pteproof."
  private static let markPrefix = "pteproof.uninitialised."
  static let keepName = "pteproof.keep"

  static func isMark(_ name: String) -> Bool { name.hasPrefix(markPrefix) }

  /// The C variable that a value's name in the bitcode stands for.
  static func variable(from name: String) -> String {
    String(name.prefix { $0 != "!" })
  }
}
