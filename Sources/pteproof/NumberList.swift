/// Numbers as an option takes them: `3`, `0,2,4`, `0-9`, or a mixture such as `0-4,9`.
struct NumberList: Equatable, Sendable {
  /// The option, and what its numbers may be.
  struct Kind: Sendable {
    var option: String
    /// What a number is, and why none is larger.
    var limits: ClosedRange<Int>
    var tooLarge: @Sendable (_ digits: String) -> String
    var tooSmall: @Sendable (_ digits: String) -> String
    var hint: String
  }

  /// Ascending, each once.
  var numbers: [Int]

  /// - Throws: `UserError` that names the part that is wrong.
  init(parsing text: String, _ kind: Kind) throws(UserError) {
    var found: Set<Int> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      found.formUnion(try NumberList.range(String(part), of: text, kind))
    }
    numbers = found.sorted()
  }

  private static func range(
    _ part: String, of text: String, _ kind: Kind
  ) throws(UserError) -> ClosedRange<Int> {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard ends.count <= 2 else { throw mistake("'\(part)' has more than one '-'", text, kind) }
    var numbers: [Int] = []
    for end in ends { numbers.append(try number(end, of: part, text, kind)) }
    guard let first = numbers.first, let last = numbers.last else {
      throw mistake("it is empty", text, kind)
    }
    guard first <= last else { throw mistake("'\(part)' runs backwards", text, kind) }
    return first...last
  }

  private static func number(
    _ digits: String, of part: String, _ text: String, _ kind: Kind
  ) throws(UserError) -> Int {
    guard !digits.isEmpty else {
      throw mistake(part.isEmpty ? "a number is missing" : "'\(part)' lacks a number", text, kind)
    }
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else {
      throw mistake("'\(digits)' is not a number", text, kind)
    }
    guard let number = Int(digits), number <= kind.limits.upperBound else {
      throw mistake(kind.tooLarge(digits), text, kind)
    }
    guard number >= kind.limits.lowerBound else { throw mistake(kind.tooSmall(digits), text, kind) }
    return number
  }

  private static func mistake(_ what: String, _ text: String, _ kind: Kind) -> UserError {
    UserError("\(kind.option) '\(text)': \(what)", hint: kind.hint)
  }
}
