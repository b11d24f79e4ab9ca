import Foundation

extension KernelRequest {
  /// `pteproof` in the XDG cache folder: `$XDG_CACHE_HOME`, or `~/.cache` where that is unset or relative
  /// (the XDG base directory specification ignores relative values).
  public static func defaultCache(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String {
    if let folder = environment["XDG_CACHE_HOME"], folder.hasPrefix("/") { return folder + "/pteproof" }
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
    return home + "/.cache/pteproof"
  }
}
