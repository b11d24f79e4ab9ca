/// Where prepared kernels are kept unless the user says otherwise.
enum CacheFolder {
  /// `pteproof` in `$XDG_CACHE_HOME`, or in `~/.cache` where that is not set. The XDG base directory
  /// specification has relative paths ignored.
  static func standard(environment: [String: String]) throws(UserError) -> String {
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") { return base + "/pteproof" }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw UserError(
        "no place for the cache: neither XDG_CACHE_HOME nor HOME is set", hint: "give --cache FOLDER")
    }
    return home + "/.cache/pteproof"
  }
}
