import Bitcode

/// What each line of a function compiles to: tells the lines of which that has changed, though they have not.
///
/// `#define LIMIT 8` becomes 9, and of a function that names it in one line that line is another, wherever the macro stands.
/// Lines are counted from the function's first one, so that lines added above it make no difference. Registers and blocks,
/// which are numbered anew, do not count.
struct CodeByLine {
  private let first: Int
  /// By line: how often each shape of instruction is there.
  private let shapes: [Int: [String: Int]]

  init?(_ function: Function, in module: BitcodeModule) {
    guard let place = function.location else { return nil }
    var shapes: [Int: [String: Int]] = [:]
    func note(_ shape: String, _ index: Int32) {
      guard index >= 0, Int(index) < module.locations.count else { return }
      let location = module.locations[Int(index)]
      guard location.origin == .tree, location.file == place.file else { return }
      shapes[location.line - place.line, default: [:]][shape, default: 0] += 1
    }
    for block in function.blocks {
      for instruction in block.instructions {
        let text = String(describing: instruction.kind)
        note(text.replacing(/register\(\d+\)/, with: "register"), instruction.location)
      }
      note(Self.shape(of: block.terminator), block.terminatorLocation)
    }
    first = place.line
    self.shapes = shapes
  }

  private static func shape(of terminator: Terminator) -> String {
    switch terminator {
    case .switch(_, _, let cases, _): "switch \(cases.map(\.0))"
    case .return(let operand?, _):
      "return \(operand)".replacing(/register\(\d+\)/, with: "register")
    case .branch, .jump, .return, .callBranch, .unreachable, .unsupported: "\(terminator.sides.count) sides"
    }
  }

  /// The lines of this function that compile to something else in another version of it.
  func lines(unlike other: CodeByLine) -> [Int] {
    shapes.filter { other.shapes[$0.key] != $0.value }.map { $0.key + first }.sorted()
  }
}
