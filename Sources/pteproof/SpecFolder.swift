import ArgumentParser
import Specs

/// Where commands that read the self-contained specs find them, and where they keep what they compile.
struct SpecFolder: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The folder for compiled specs (default: pteproof in the XDG cache folder).", valueName: "folder"))
  var cache: String?

  @Option(help: ArgumentHelp("A folder of specs instead of the program's own.", valueName: "folder"))
  var specs: String?

  /// All units of the specs, compiled.
  func units(environment: [String: String]) async throws -> [SeedUnit] {
    let (specs, cache) = try folders(environment)
    var units: [SeedUnit] = []
    for name in try SeedUnit.names(specs: specs) {
      units.append(try await SeedUnit.load(name, specs: specs, cache: cache) { _ in })
    }
    return units
  }

  /// One of them.
  func unit(_ name: String, environment: [String: String]) async throws -> SeedUnit {
    let (specs, cache) = try folders(environment)
    return try await SeedUnit.load(name, specs: specs, cache: cache) { _ in }
  }

  private func folders(_ environment: [String: String]) throws(UserError) -> (specs: String, cache: String) {
    for (name, value) in [("--cache", cache), ("--specs", specs)] where value == "" {
      throw UserError("\(name) is empty", hint: "give a path")
    }
    let folder = if let cache { cache } else { try CacheFolder.standard(environment: environment) }
    do {
      return (try Specs.materialise(into: folder, override: specs), folder)
    } catch {
      throw UserError("cannot read the specs: \(error)", hint: "see --specs")
    }
  }
}
