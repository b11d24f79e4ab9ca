import Digests
import Foundation
import Synchronization

/// Answers to queries, as found out by this run and by earlier ones of the same program.
///
/// A proof of slightly other code asks mostly what has been asked before. Of "unsatisfiable" the digest is all there is
/// to keep. "Satisfiable" is kept with its model, which whoever takes it up evaluates again. What was too hard is kept with
/// the effort that it was worth: who offers no more need not ask.
public final class KnownQueries: Sendable {
  enum Known: Equatable, Sendable {
    case unsatisfiable
    /// The values of the query's variables, by their numbers in it.
    case satisfiable([UInt64])
    /// It was not decided with so much effort.
    case tooHard(Effort)
  }

  private struct Content {
    /// Of the file.
    var old: [QueryDigest: Known] = [:]
    /// Of this run.
    var new: [QueryDigest: Known] = [:]
  }

  private let content = Mutex(Content())
  private let path: String
  private let program: String

  /// Beyond this many bytes a file is begun anew: it is read as a whole.
  static let mostBytes = 64 << 20

  /// Reads what is known. A file that is not whole, or that another program wrote, is as good as absent.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - program: what names the program, its build included: another may ask and answer otherwise.
  public init(path: String, program: String) {
    self.path = path
    self.program = program
    guard let data = FileManager.default.contents(atPath: path),
      let end = data.firstIndex(of: UInt8(ascii: "\n"))
    else { return }
    let body = Array(data[data.index(after: end)...])
    guard body.count <= Self.mostBytes, String(decoding: data[..<end], as: UTF8.self) == heading(of: body),
      let known = Self.read(body)
    else { return }
    content.withLock { $0.old = known }
  }

  /// Knows nothing at first, and keeps nothing.
  public init() {
    path = ""
    program = ""
  }

  /// How many queries are known.
  public var count: Int { content.withLock { $0.old.count + $0.new.count } }

  subscript(digest: QueryDigest) -> Known? {
    get { content.withLock { $0.new[digest] ?? $0.old[digest] } }
    set {
      content.withLock { content in
        if content.old[digest] != newValue { content.new[digest] = newValue }
      }
    }
  }

  /// Writes what is known, if there is something new. A file that cannot be written costs time and nothing else.
  public func save() {
    let content = content.withLock(\.self)
    guard !content.new.isEmpty, !path.isEmpty else { return }
    var body = Self.written(content.old.merging(content.new) { $1 })
    if body.count > Self.mostBytes { body = Self.written(content.new) }
    guard body.count <= Self.mostBytes else { return }
    let url = URL(filePath: path)
    try? FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    // A temporary name and a rename: a reader sees all of it or nothing.
    try? (Data((heading(of: body) + "\n").utf8) + body).write(to: url, options: .atomic)
  }

  private func heading(of body: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(program + "\n")
    hash.update(body)
    return "pteproof-queries " + hash.hex
  }

  // MARK: The file

  /// Entries in the order of their digests: the digest; 0 for unsatisfiable, 1 and the conflicts for too hard, else the
  /// number of values and 2, and the values. Numbers are in groups of seven bits, the lowest first, the eighth bit set in
  /// all but the last.
  private static func written(_ known: [QueryDigest: Known]) -> [UInt8] {
    var body: [UInt8] = []
    func append(_ number: UInt64) {
      var rest = number
      while rest > 127 {
        body.append(UInt8(truncatingIfNeeded: rest) | 128)
        rest >>= 7
      }
      body.append(UInt8(rest))
    }
    for (digest, answer) in known.sorted(by: { ($0.key.high, $0.key.low) < ($1.key.high, $1.key.low) }) {
      for word in [digest.high, digest.low] {
        for shift in stride(from: 56, through: 0, by: -8) {
          body.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
      }
      switch answer {
      case .unsatisfiable: append(0)
      case .satisfiable(let values):
        append(UInt64(values.count) + 2)
        for value in values { append(value) }
      case .tooHard(let effort):
        append(1)
        append(UInt64(effort.conflicts))
      }
    }
    return body
  }

  private static func read(_ body: [UInt8]) -> [QueryDigest: Known]? {
    var known: [QueryDigest: Known] = [:]
    var position = 0
    func number() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 64, by: 7) {
        guard position < body.count else { return nil }
        let byte = body[position]
        position += 1
        value |= UInt64(byte & 127) << shift
        if byte < 128 { return value }
      }
      return nil
    }
    func word() -> UInt64 {
      defer { position += 8 }
      return body[position..<(position + 8)].reduce(0) { $0 << 8 | UInt64($1) }
    }
    while position < body.count {
      guard position + QueryDigest.size < body.count else { return nil }
      let digest = QueryDigest(high: word(), low: word())
      guard let count = number(), count <= UInt64(body.count) else { return nil }
      if count == 0 {
        known[digest] = .unsatisfiable
        continue
      }
      if count == 1 {
        guard let conflicts = number(), let most = Int32(exactly: conflicts) else { return nil }
        known[digest] = .tooHard(Effort(conflicts: most))
        continue
      }
      var values: [UInt64] = []
      for _ in 2..<count {
        guard let value = number() else { return nil }
        values.append(value)
      }
      known[digest] = .satisfiable(values)
    }
    return known
  }
}

/// Queries that are known to the parts of a proof, each to its own: for a proof that is repeated with other claims.
///
/// Parts that run side by side would hand each other models now and then. So what comes out does not depend on
/// which of them is first.
public final class KnownParts: Sendable {
  private let parts = Mutex<[String: KnownQueries]>([:])

  public init() {}

  /// What is known to the part of that name.
  public func part(_ name: String) -> KnownQueries {
    parts.withLock { parts in
      if let known = parts[name] { return known }
      let new = KnownQueries()
      parts[name] = new
      return new
    }
  }
}
