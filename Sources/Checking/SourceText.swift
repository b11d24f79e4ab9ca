/// What stands where in a C file, as far as that can be told without a preprocessor: functions, macros, and
/// which lines hold code at all.
///
/// It serves to name what a change is in. What a change does is decided by the bitcode.
public struct SourceText: Sendable, Equatable {
  /// A function or a macro with its lines, from 1.
  public struct Region: Sendable, Hashable {
    public var name: String
    public var lines: ClosedRange<Int>
    public var isEnumeration = false
  }

  public enum LineKind: Sendable, Equatable {
    /// Blank, or comments only.
    case empty
    /// Of the preprocessor, but no definition of a macro.
    case directive
    /// Part of a macro's definition.
    case macro
    case code
  }

  public private(set) var functions: [Region] = []
  public private(set) var macros: [Region] = []
  /// Structures, unions and enumerations by their tags; those without one are left out.
  public private(set) var types: [Region] = []
  /// Variables outside functions, where they have an initial value.
  public private(set) var variables: [Region] = []
  /// Statements inside functions: from what follows one of `;{}` to the next of them.
  private var statements: [ClosedRange<Int>] = []
  /// The names on a line that holds code.
  private var names: [Int: Set<String>] = [:]
  private var kinds: [LineKind] = []
  /// For a line that begins within brackets: the line on which they open.
  private var openers: [Int?] = []

  public init(_ text: String) {
    var scanner = Scanner()
    for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      openers.append(scanner.bracketLine)
      kinds.append(scanner.scan(Array(line), number: index + 1))
    }
    functions = scanner.functions
    macros = scanner.macros
    types = scanner.types
    variables = scanner.variables
    statements = scanner.statements
    names = scanner.names
  }

  /// What a line is; `empty` beyond the end.
  public func kind(of line: Int) -> LineKind {
    kinds.indices.contains(line - 1) ? kinds[line - 1] : .empty
  }

  public func function(at line: Int) -> Region? { functions.first { $0.lines.contains(line) } }

  public func macro(at line: Int) -> Region? { macros.first { $0.lines.contains(line) } }

  public func type(at line: Int) -> Region? { types.first { $0.lines.contains(line) } }

  public func variable(at line: Int) -> Region? { variables.first { $0.lines.contains(line) } }

  /// The lines of the statements of a function that are on `line`.
  public func statement(at line: Int) -> ClosedRange<Int>? {
    let found = statements.filter { $0.contains(line) }
    guard let first = found.map(\.lowerBound).min(), let last = found.map(\.upperBound).max() else {
      return nil
    }
    return first...last
  }

  /// The identifiers of a line of code, without types as far as these can be told.
  public func names(of line: Int) -> Set<String> { names[line] ?? [] }

  /// The line on which the brackets open in which `line` begins: the arguments of a macro leave their tokens
  /// there.
  public func opener(of line: Int) -> Int? { openers.indices.contains(line - 1) ? openers[line - 1] : nil }
}

extension SourceText {
  /// Goes through a file line by line.
  private struct Scanner {
    var functions: [Region] = []
    var macros: [Region] = []
    var types: [Region] = []
    var variables: [Region] = []
    var statements: [ClosedRange<Int>] = []
    var names: [Int: Set<String>] = [:]
    /// Where the outermost open bracket is.
    private(set) var bracketLine: Int?

    private var isInComment = false
    /// The macro's name and first line, or nothing for another directive; set while one is continued.
    private var directive: (name: String?, start: Int)?
    private var braces = 0
    private var brackets = 0
    /// Of the declaration at the top level that is being read.
    private var start: Int?
    private var name: String?
    private var hasEquals = false
    private var lastWord = ""
    /// The word before the last.
    private var wordBefore = ""
    /// The tag of the type that is being read, and the name of the variable.
    private var tag: (name: String, start: Int, isEnumeration: Bool)?
    private var variable: String?
    /// Where the statement begins that is being read.
    private var statement: Int?
    /// The function whose body is being read.
    private var function: (name: String, start: Int)?

    /// Words before a bracket that name no function.
    private static let attributes: Set<String> = [
      "__attribute__", "__printf", "__scanf", "__acquires", "__releases", "__must_hold", "__cond_acquires",
      "__aligned", "__section", "__alias", "__no_sanitize", "__alloc_size", "__assume_aligned",
      "__malloc", "asm", "__asm__", "_Alignas", "__diag_ignore", "typeof", "__typeof__",
    ]

    mutating func scan(_ line: [UInt8], number: Int) -> LineKind {
      var tokens = tokens(of: line)
      let isContinued = Self.isContinued(line)
      if directive == nil, tokens.first == "#" {
        tokens.removeFirst()
        let isMacro = tokens.first == "define" && tokens.count > 1
        directive = (isMacro ? tokens[1] : nil, number)
      } else if directive == nil {
        guard !tokens.isEmpty else { return .empty }
        resetBraces(line)
        names[number] = Self.names(tokens)
        for token in tokens { read(token, number) }
        return .code
      }
      guard let current = directive else { return .empty }
      if !isContinued {
        if let name = current.name { macros.append(Region(name: name, lines: current.start...number)) }
        directive = nil
      }
      return current.name == nil ? .directive : .macro
    }

    private static func isContinued(_ line: [UInt8]) -> Bool {
      let text = line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...]
      return text.last == UInt8(ascii: "\\")
    }

    /// Functions begin and end in the first column; what `#if` and `#else` leave unbalanced ends there.
    private mutating func resetBraces(_ line: [UInt8]) {
      if line.first == UInt8(ascii: "}"), !isInComment, braces > 1 { braces = 1 }
      if line.first == UInt8(ascii: "{"), !isInComment, braces > 0 {
        braces = 0
        brackets = 0
        bracketLine = nil
      }
    }

    private mutating func read(_ token: String, _ number: Int) {
      if braces == 0, start == nil, token != ";", token != "}" { start = number }
      readStatement(token, number)
      if braces == 0, brackets == 0 { readDeclaration(token, number) }
      switch token {
      case "(":
        if braces == 0, brackets == 0, name == nil, !Self.attributes.contains(lastWord), !lastWord.isEmpty {
          name = lastWord
        }
        if brackets == 0 { bracketLine = number }
        brackets += 1
      case ")":
        brackets = max(0, brackets - 1)
        if brackets == 0 { bracketLine = nil }
      case "{":
        if braces == 0, brackets == 0, let name, !hasEquals { function = (name, start ?? number) }
        braces += 1
      case "}":
        braces = max(0, braces - 1)
        if braces == 0 {
          if let tag {
            types.append(
              Region(
                name: tag.name, lines: tag.start...max(tag.start, number), isEnumeration: tag.isEnumeration))
          }
          tag = nil
          if let function {
            functions.append(Region(name: function.name, lines: function.start...max(function.start, number)))
            self.function = nil
            endDeclaration()
          }
          // A type's or an initialiser's end is not that of its declaration.
        }
      case ";": if braces == 0, brackets == 0 { endDeclaration() }
      case "=": if braces == 0, brackets == 0 { hasEquals = true }
      default: break
      }
      wordBefore = lastWord
      lastWord = Self.isWord(token) ? token : ""
    }

    /// Inside a function; the brackets of a `for` hold semicolons that end nothing.
    private mutating func readStatement(_ token: String, _ number: Int) {
      guard function != nil else {
        statement = nil
        return
      }
      if brackets == 0, [";", "{", "}"].contains(token) {
        if let statement { statements.append(statement...max(statement, number)) }
        statement = nil
      } else if statement == nil {
        statement = number
      }
    }

    /// Outside functions.
    private mutating func readDeclaration(_ token: String, _ number: Int) {
      switch token {
      case "{":
        if !hasEquals, ["struct", "union", "enum"].contains(wordBefore), !lastWord.isEmpty {
          tag = (lastWord, start ?? number, wordBefore == "enum")
        }
      case "[", "=": if variable == nil, !hasEquals, !lastWord.isEmpty { variable = lastWord }
      case ";":
        if hasEquals, let variable, let start {
          variables.append(Region(name: variable, lines: start...max(start, number)))
        }
        variable = nil
      default: break
      }
    }

    private mutating func endDeclaration() {
      start = nil
      variable = nil
      name = nil
      hasEquals = false
      brackets = 0
      bracketLine = nil
    }

    private static let keywords: Set<String> = [
      "auto", "break", "case", "const", "continue", "default", "do", "else", "enum", "extern", "for", "goto",
      "if",
      "inline", "register", "restrict", "return", "sizeof", "static", "struct", "switch", "typedef", "typeof",
      "union",
      "volatile", "while", "void", "char", "short", "int", "long", "float", "double", "signed", "unsigned",
      "bool",
      "true", "false", "NULL", "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "__always_inline",
      "__maybe_unused", "likely", "unlikely",
    ]

    /// Words that are neither keywords nor types: no tag behind `struct`, no `pte_t`.
    private static func names(_ tokens: [String]) -> Set<String> {
      var found: Set<String> = []
      for (index, token) in tokens.enumerated() {
        guard isWord(token), !keywords.contains(token), !token.hasSuffix("_t"),
          index == 0 || !["struct", "union", "enum"].contains(tokens[index - 1])
        else { continue }
        found.insert(token)
      }
      return found
    }

    private static func isWord(_ token: String) -> Bool {
      token.utf8.first.map { isWord($0) && !($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) } ?? false
    }

    private static func isWord(_ byte: UInt8) -> Bool {
      (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")) || byte == UInt8(ascii: "_")
        || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9"))
    }

    /// Words and single other characters; a literal is one token.
    private mutating func tokens(of line: [UInt8]) -> [String] {
      var tokens: [String] = []
      var position = 0
      func at(_ offset: Int) -> UInt8 { position + offset < line.count ? line[position + offset] : 0 }
      while position < line.count {
        if isInComment {
          if at(0) == UInt8(ascii: "*"), at(1) == UInt8(ascii: "/") {
            isInComment = false
            position += 1
          }
          position += 1
        } else if at(0) <= UInt8(ascii: " ") || at(0) == UInt8(ascii: "\\") {
          position += 1
        } else if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "*") {
          isInComment = true
          position += 2
        } else if at(0) == UInt8(ascii: "/"), at(1) == UInt8(ascii: "/") {
          break
        } else {
          let start = position
          let first = at(0)
          position += 1
          if Self.isWord(first) {
            while position < line.count, Self.isWord(line[position]) { position += 1 }
          } else if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            while position < line.count, line[position] != first {
              position += line[position] == UInt8(ascii: "\\") ? 2 : 1
            }
            position = min(position + 1, line.count)
          }
          tokens.append(String(decoding: line[start..<position], as: UTF8.self))
        }
      }
      return tokens
    }
  }
}
