import Digests
import Foundation

/// The specs that ship with the program: worlds, models and claims in C, and the header they share.
///
/// They are resources of the build, found beside the program, so that a spec can be read, copied and edited.
/// A proof compiles a copy in the cache, in a folder named after its contents: the specs of a report are those
/// of its digest, whatever happens to the originals meanwhile.
public enum Specs {
  /// Names a folder to use in place of the shipped specs, as `--specs` does.
  public static let environmentVariable = "PTEPROOF_SPECS"

  /// The folders that hold specs and their headers; all else is left out.
  static let parts = ["include", "linux", "seed"]

  /// Copies the specs to a folder below `directory`, named after their digest, and returns its path.
  ///
  /// The folder holds `include/pteproof.h` and `linux/*.c`. It is made whole or not at all; one that was
  /// tampered with is made anew.
  ///
  /// - Parameter override: a folder to use in place of the shipped specs; nil asks the environment.
  public static func materialise(into directory: String, override: String? = nil) throws -> String {
    let texts = try texts(override: override)
    let path = "\(directory)/specs-\(digest(of: texts).prefix(16))"
    if let present = try? read(path), present == texts { return path }
    let files = FileManager.default
    let temporary = "\(directory)/.specs-\(UUID().uuidString)"
    defer { try? files.removeItem(atPath: temporary) }
    do {
      try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
      // Another process may be making the same folder, or be using it already.
      let lock = try SpecsLock(directory + "/.specs-lock")
      defer { withExtendedLifetime(lock) {} }
      if let present = try? read(path), present == texts { return path }
      for (name, data) in texts {
        let file = temporary + "/" + name
        try files.createDirectory(
          atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try data.write(to: URL(fileURLWithPath: file))
      }
      if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
      try files.moveItem(atPath: temporary, toPath: path)
    } catch {
      throw SpecsError(message: "cannot write the specs to \(directory): \(error.localizedDescription)")
    }
    return path
  }

  /// SHA-256 (hex) over the names and contents of all spec files.
  public static func digest(override: String? = nil) throws -> String {
    digest(of: try texts(override: override))
  }

  /// The folder that the specs are read from: `override`, the environment's, the resources beside the program,
  /// `../share/pteproof/specs` from the program, or the source checkout it was built in.
  public static func folder(override: String? = nil) throws -> String {
    let environment = ProcessInfo.processInfo.environment[environmentVariable].flatMap {
      $0.isEmpty ? nil : $0
    }
    if let chosen = override ?? environment {
      guard isSpecs(chosen) else {
        throw SpecsError(message: "\(chosen) holds no specs: it lacks include/pteproof.h")
      }
      return chosen
    }
    let candidates = shippedFolders()
    guard let found = candidates.first(where: isSpecs) else {
      throw SpecsError(
        message: "the specs that ship with the program are not in \(candidates.joined(separator: " or ")); "
          + "give their folder with --specs or \(environmentVariable)")
    }
    return found
  }

  private static func texts(override: String?) throws -> [String: Data] {
    let folder = try folder(override: override)
    do { return try read(folder) } catch {
      throw SpecsError(message: "cannot read the specs in \(folder): \(error.localizedDescription)")
    }
  }

  private static func shippedFolders() -> [String] {
    let files = FileManager.default
    var folders: [String] = []
    if let program = try? files.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
      let home = (program as NSString).deletingLastPathComponent
      // SwiftPM names a resource bundle after the package and the target.
      let bundles = ((try? files.contentsOfDirectory(atPath: home)) ?? []).filter {
        $0.hasSuffix("_Specs.resources")
      }
      folders += bundles.sorted().map { home + "/" + $0 }
      folders.append(((home as NSString).deletingLastPathComponent) + "/share/pteproof/specs")
    }
    folders.append((#filePath as NSString).deletingLastPathComponent)
    return folders
  }

  private static func isSpecs(_ folder: String) -> Bool {
    FileManager.default.fileExists(atPath: folder + "/include/pteproof.h")
  }

  /// The C files and headers of `folder` by their path in it.
  private static func read(_ folder: String) throws -> [String: Data] {
    var texts: [String: Data] = [:]
    for part in parts where FileManager.default.fileExists(atPath: folder + "/" + part) {
      for name in try FileManager.default.subpathsOfDirectory(atPath: folder + "/" + part)
      where name.hasSuffix(".c") || name.hasSuffix(".h") {
        texts[part + "/" + name] = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(part)/\(name)"))
      }
    }
    return texts
  }

  private static func digest(of texts: [String: Data]) -> String {
    var hash = SHA256()
    for (name, data) in texts.sorted(by: { $0.key < $1.key }) {
      hash.update("\(name) \(data.count)\n")
      hash.update(data)
    }
    return hash.hex
  }
}

/// An exclusive lock on a file, held as long as this lives. Child processes do not inherit it.
private final class SpecsLock {
  private let file: Int32

  init(_ path: String) throws {
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw SpecsError(message: String(cString: strerror(errno))) }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else {
        let reason = String(cString: strerror(errno))
        close(file)
        throw SpecsError(message: reason)
      }
    }
  }

  deinit {
    flock(file, LOCK_UN)
    close(file)
  }
}

/// Why the specs cannot be used: one line for the user.
public struct SpecsError: Error, Sendable, CustomStringConvertible {
  public var message: String
  public var description: String { message }
}
