import Foundation

/// The probes of a spec folder: by what kernels differ for specs, as pieces of C that must compile with the tree's flags.
///
/// The file is C, which clang reads as a whole; each probe is a function of its own:
///
///     PP_PROBE(FLAGS_STRUCT, "the flags of a struct page are a structure") { (void)page->flags.f; }
///     PP_ONE_OF("the flags of a struct page", "specs/linux/page-bits.h", FLAGS_WORD, FLAGS_STRUCT)
///
/// A probe holds if clang finds no error in its lines. The specs see it as the macro `PPE_NAME`, which is 1.
struct ProbeSheet: Sendable, Equatable {
  struct Probe: Sendable, Equatable {
    var name: String
    /// What a kernel has if it holds.
    var what: String
    /// In the file, from 1.
    var lines: ClosedRange<Int>
  }

  /// Alternatives, one of which each kernel must have that the specs are for.
  struct Group: Sendable, Equatable {
    var subject: String
    /// Where the specs choose between them.
    var file: String
    var probes: [String]
  }

  var probes: [Probe] = []
  var groups: [Group] = []

  init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var starts: [(line: Int, probe: Probe?)] = []
    for (index, line) in lines.enumerated() {
      if line.hasPrefix("PP_PROBE(") {
        let (words, texts) = Self.parts(line)
        guard let name = words.first, let what = texts.first else { continue }
        starts.append((index + 1, Probe(name: name, what: what, lines: 1...1)))
      } else if line.hasPrefix("PP_ONE_OF(") {
        starts.append((index + 1, nil))
        // It may go on in the next lines.
        var whole = String(line)
        for next in lines[(index + 1)...] where !whole.contains(")") { whole += next }
        let (words, texts) = Self.parts(whole[...])
        guard texts.count == 2 else { continue }
        groups.append(Group(subject: texts[0], file: texts[1], probes: words))
      }
    }
    for (index, start) in starts.enumerated() {
      guard var probe = start.probe else { continue }
      let end = index + 1 < starts.count ? starts[index + 1].line - 1 : lines.count
      probe.lines = start.line...end
      probes.append(probe)
    }
  }

  /// The words and the strings between the parentheses of a macro.
  private static func parts(_ line: Substring) -> (words: [String], texts: [String]) {
    var words: [String] = []
    var texts: [String] = []
    guard let open = line.firstIndex(of: "(") else { return ([], []) }
    for (index, piece) in line[line.index(after: open)...].split(
      separator: "\"", omittingEmptySubsequences: false
    )
    .enumerated() {
      guard index.isMultiple(of: 2) else {
        texts.append(String(piece))
        continue
      }
      let end = piece.firstIndex(of: ")") ?? piece.endIndex
      words += piece[..<end].split { $0 == "," || $0.isWhitespace }.map(String.init)
      if end != piece.endIndex { break }
    }
    return (words, texts)
  }

  /// The probes that hold, by what clang said of the file; nil where it complains of something else besides.
  ///
  /// - Parameter file: as clang names it.
  func answers(_ errors: String, file: String) -> [String]? {
    var failed: Set<String> = []
    for line in errors.split(separator: "\n")
    where line.contains(": error: ") || line.contains(": fatal error: ") {
      guard line.hasPrefix(file + ":"),
        let number = Int(line.dropFirst(file.count + 1).prefix { $0.isNumber }),
        let probe = probes.first(where: { $0.lines.contains(number) })
      else { return nil }
      failed.insert(probe.name)
    }
    return probes.map(\.name).filter { !failed.contains($0) }
  }

  /// The first group of which no probe holds.
  func unanswered(_ holding: [String]) -> Group? {
    groups.first { group in !group.probes.contains(where: holding.contains) }
  }

  /// One line about a group of which no probe holds: what was asked for, and what would have to be written.
  func complaint(_ group: Group, version: String) -> String {
    let wanted = group.probes.map { name in
      "\(name) (\(probes.first { $0.name == name }?.what ?? "unknown"))"
    }
    return "no spec is written for \(group.subject) of Linux \(version): none of its probes holds: "
      + wanted.joined(separator: ", ")
  }
}
