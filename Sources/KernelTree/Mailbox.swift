import Foundation

/// The patches of a mail or a mailbox, taken out by git's own `mailsplit` and `mailinfo`, which know about
/// encodings. Cover letters and replies are passed over.
struct Mailbox {
  var git: Git

  /// Whether `text` begins as a mailbox or a mail does, not as a diff.
  static func isMail(_ text: Data) -> Bool {
    let start = String(decoding: text.prefix(1 << 16), as: UTF8.self)
    let lines = start.split(separator: "\n", omittingEmptySubsequences: false)
    var hasFrom = false
    for line in lines.drop(while: { $0.allSatisfy(\.isWhitespace) }) {
      if line.hasPrefix("From ") { return true }
      // A header's continuation.
      if hasFrom, line.first == " " || line.first == "\t" { continue }
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
        line[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
      else { return false }
      if ["from", "subject"].contains(line[..<colon].lowercased()) { return true }
      hasFrom = true
    }
    return false
  }

  /// The patches of `text`, in the order of their numbers in the series.
  func patches(of text: Data, name: String) async throws(KernelError) -> [Patch] {
    let folder = git.cache.temporary()
    defer { FileSystem.remove(folder) }
    try FileSystem.makeFolder(folder + "/mails", cache: git.cache.path)
    try FileSystem.writeAtomically(text, to: folder + "/mbox", cache: git.cache.path)
    let split = try await git.runIsolated(
      ["mailsplit", "-b", "--keep-cr", "-o" + folder + "/mails", folder + "/mbox"], in: folder)
    guard split.succeeded else {
      throw KernelError(.input, "\(name) cannot be read as a mailbox: \(split.firstError)")
    }
    let mails = ((try? FileManager.default.contentsOfDirectory(atPath: folder + "/mails")) ?? []).sorted()
    var found: [Patch] = []
    for mail in mails {
      if let one = try await patch(of: "\(folder)/mails/\(mail)", folder) { found.append(one) }
    }
    return try ordered(found, name)
  }

  private func patch(
    of mail: String, _ folder: String
  ) async throws(KernelError) -> Patch? {
    let info = try await git.runIsolated(
      ["-c", "i18n.commitEncoding=UTF-8", "mailinfo", "-k", folder + "/message", folder + "/patch"],
      in: folder, input: mail)
    guard info.succeeded, let text = FileManager.default.contents(atPath: folder + "/patch") else {
      return nil
    }
    let subject =
      info.text.split(separator: "\n").first { $0.hasPrefix("Subject: ") }?.dropFirst("Subject: ".count) ?? ""
    if SeriesPlace.isReply(subject) || DiffReader.read(text).files.isEmpty { return nil }
    var patch = Patch(title: SeriesPlace.title(of: subject), text: text)
    patch.place = SeriesPlace(subject: subject)
    return patch
  }

  /// Mailing list archives have the mails of a thread in any order; the numbers say what is meant.
  private func ordered(
    _ found: [Patch], _ name: String
  ) throws(KernelError) -> [Patch] {
    let places = found.compactMap(\.place)
    guard found.count > 1, places.count == found.count else { return found }
    for place in places where places.filter({ $0.number == place.number }).count > 1 {
      throw KernelError(
        .input, "\(name) holds more than one patch \(place.number)/\(place.count)",
        hint: "Give one version of the series.")
    }
    return found.sorted { ($0.place?.number ?? 0) < ($1.place?.number ?? 0) }
  }
}
