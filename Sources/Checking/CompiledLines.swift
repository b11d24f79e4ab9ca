import Bitcode

/// What lines of the tree's files compile to, in some functions of a module.
public struct CompiledLines: Sendable {
  private struct Line: Hashable {
    var file: String
    var line: Int
  }

  private var pieces: [Line: Set<CodePiece>] = [:]
  /// By file, ascending.
  private var lines: [String: [Int]] = [:]

  /// - Parameters:
  ///   - files: tree-relative paths to ask about.
  ///   - functions: the functions that count.
  public init(_ module: BitcodeModule, files: Set<String>, functions: Set<String>) {
    var pieces: [Line: Set<CodePiece>] = [:]
    func place(_ index: Int32) -> Line? {
      guard index >= 0, Int(index) < module.locations.count else { return nil }
      let location = module.locations[Int(index)]
      guard location.origin == .tree, location.line > 0, files.contains(location.file) else { return nil }
      return Line(file: location.file, line: location.line)
    }
    for name in functions {
      for (number, block) in (module.functions[name]?.blocks ?? []).enumerated() {
        func note(_ kind: CodePiece.Kind, _ line: Line) {
          pieces[line, default: []].insert(
            CodePiece(function: name, block: number, kind: kind, file: line.file, line: line.line))
        }
        for instruction in block.instructions {
          guard let line = place(instruction.location) else { continue }
          note(.block, line)
          if case .select = instruction.kind, let register = instruction.result {
            for holds in [true, false] { note(.choice(register: register, holds: holds), line) }
          }
        }
        guard let line = place(block.terminatorLocation) else { continue }
        note(.block, line)
        for side in block.terminator.sides.indices { note(.side(side), line) }
      }
    }
    self.pieces = pieces
    lines = Dictionary(grouping: pieces.keys, by: \.file).mapValues { $0.map(\.line).sorted() }
  }

  /// What the lines compile to.
  public func pieces(_ file: String, _ range: ClosedRange<Int>) -> Set<CodePiece> {
    range.reduce(into: []) { $0.formUnion(pieces[Line(file: file, line: $1)] ?? []) }
  }

  /// The last line up to `line` that compiles to something, not before `first`.
  public func line(_ file: String, upTo line: Int, notBefore first: Int) -> Int? {
    lines[file]?.last { $0 <= line && $0 >= first }
  }
}

extension Terminator {
  /// The targets of its sides, as coverage numbers them; none where there is nothing to decide.
  var sides: [Int] {
    switch self {
    case .branch(_, let then, let otherwise): then == otherwise ? [] : [then, otherwise]
    case .switch(_, _, let cases, let otherwise):
      Set(cases.map(\.1) + [otherwise]).count == 1 ? [] : [otherwise] + cases.map(\.1)
    default: []
    }
  }
}
