/// Which patch of a series a mail is, by its subject: `[PATCH v3 02/15]`.
struct SeriesPlace: Equatable {
  var number: Int
  var count: Int

  init?(subject: Substring) {
    guard subject.hasPrefix("["), let end = subject.firstIndex(of: "]") else { return nil }
    let words = subject[subject.index(after: subject.startIndex)..<end].split(separator: " ")
    for word in words {
      let parts = word.split(separator: "/", omittingEmptySubsequences: false)
      if parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]) {
        self.number = number
        self.count = count
        return
      }
    }
    return nil
  }

  static func isReply(_ subject: Substring) -> Bool {
    ["re:", "aw:", "fwd:"].contains { subject.lowercased().hasPrefix($0) }
  }

  /// The subject without `[PATCH ...]` before it.
  static func title(of subject: Substring) -> String {
    var rest = subject
    while rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      rest = rest[rest.index(after: end)...].drop { $0 == " " }
    }
    return String(rest)
  }

  /// Throws where a patch of a series is not among those given: what follows it is not what its author sent. One patch alone
  /// was chosen by whoever gives it.
  static func checkIsWhole(_ patches: [Patch]) throws(KernelError) {
    guard patches.count > 1 else { return }
    for (count, places) in Dictionary(grouping: patches.compactMap(\.place), by: \.count).sorted(by: {
      $0.key < $1.key
    }) {
      let given = Set(places.map(\.number))
      guard (2...10_000).contains(count) else { continue }
      let missing = (1...count).filter { !given.contains($0) }
      guard !missing.isEmpty else { continue }
      func names(_ numbers: [Int]) -> String {
        let told = numbers.prefix(6).map { "\($0)/\(count)" }.joined(separator: ", ")
        return numbers.count > 6 ? told + ", ..." : told
      }
      throw KernelError(
        .input, "the series is not whole: it lacks \(names(missing)), and has \(names(given.sorted()))",
        hint: "Give all its patches, or one alone.")
    }
  }
}
