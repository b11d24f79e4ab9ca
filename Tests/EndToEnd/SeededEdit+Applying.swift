/// A pattern that does not fit the source: the kernel at hand is another, or the corpus is wrong.
struct EditError: Error, CustomStringConvertible {
  var description: String
}

extension SeededEdit {
  /// The edited text of the file.
  ///
  /// - Throws: `EditError` if a fragment does not occur exactly as often as it says, if its function is not
  ///   defined exactly once, or if two replacements overlap.
  func applied(to text: String) throws -> String {
    let source = SourceTokens(text)
    var changes: [(range: Range<Int>, text: String)] = []
    for replacement in replacements {
      let range = try place(of: replacement, in: source)
      let found = String(decoding: source.bytes[range], as: UTF8.self)
      changes.append((range, replacement.replace.replacing("$0", with: found)))
    }
    changes.sort { $0.range.lowerBound < $1.range.lowerBound }
    for (one, next) in zip(changes, changes.dropFirst()) where one.range.upperBound > next.range.lowerBound {
      throw error("two replacements overlap: '\(one.text)' and '\(next.text)'")
    }
    var result: [UInt8] = []
    var position = 0
    for change in changes {
      result += source.bytes[position..<change.range.lowerBound]
      result += change.text.utf8
      position = change.range.upperBound
    }
    result += source.bytes[position...]
    return String(decoding: result, as: UTF8.self)
  }

  private func place(of replacement: Replacement, in source: SourceTokens) throws -> Range<Int> {
    var scope = source.ranges.indices
    if let function = replacement.function {
      let bodies = source.bodies(of: function)
      guard bodies.count == 1 else { throw error("\(function)() is defined \(bodies.count) times") }
      scope = bodies[0]
    }
    let found = source.occurrences(of: SourceTokens(replacement.find), in: scope)
    guard found.count == replacement.of else {
      throw error(
        "'\(replacement.find)' occurs \(found.count) times in \(replacement.function ?? "the file"), "
          + "not \(replacement.of)")
    }
    return found[replacement.occurrence - 1]
  }

  private func error(_ what: String) -> EditError { EditError(description: "\(name): \(file): \(what)") }
}
