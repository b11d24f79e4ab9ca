import Proof
import Testing

/// A small edit of the kernel's source, made at test time: a bug such as a person would make, or a change that
/// keeps the behaviour.
struct SeededEdit: Sendable, CustomTestStringConvertible {
  enum Kind: Sendable, Equatable {
    case bug
    /// The behaviour stays; `changesBitcode` says whether the compiled functions do.
    case neutral(changesBitcode: Bool)
  }

  var name: String
  /// Relative to the top of the tree.
  var file: String
  var kind: Kind
  var replacements: [Replacement]
  /// Of a bug: the claims of which one must refute it.
  var breaks: [Claim] = []
  /// Of a bug: the least folio order at which a claim about fork can refute it, at most 3. `pte-laws` has no
  /// order and refutes at once what it knows.
  var smallestOrder = 0
  /// Whether each run of the tests tries it all the way, as a user does: `make test-all` tries all so, `make test` these.
  var isInEachRun = false
  /// What goes wrong, or why nothing does.
  var why: String

  var testDescription: String { name }

  /// The same edit, tried in each run of the tests.
  var inEachRun: SeededEdit {
    var edit = self
    edit.isInEachRun = true
    return edit
  }

  static func bug(
    _ name: String, _ file: String, _ replacements: [Replacement], breaks: [Claim], order: Int, _ why: String
  ) -> SeededEdit {
    SeededEdit(
      name: name, file: file, kind: .bug, replacements: replacements, breaks: breaks, smallestOrder: order,
      why: why)
  }

  static func neutral(
    _ name: String, _ file: String, _ replacements: [Replacement], changesBitcode: Bool = true, _ why: String
  ) -> SeededEdit {
    SeededEdit(
      name: name, file: file, kind: .neutral(changesBitcode: changesBitcode), replacements: replacements,
      why: why)
  }
}

/// One fragment of a file and what comes in its place.
struct Replacement: Sendable {
  /// C tokens; space and comments of the source do not matter. `…` stands for any tokens up to what follows
  /// it, inside one statement.
  var find: String
  /// The new text; `$0` is what was found.
  var replace: String
  /// The function in whose body the fragment stands; nil: anywhere in the file.
  var function: String?
  /// The fragment occurs `of` times there, and the `occurrence`th (from 1) is meant.
  var occurrence: Int
  var of: Int

  init(_ find: String, _ replace: String, in function: String? = nil, occurrence: Int = 1, of: Int = 1) {
    self.find = find
    self.replace = replace
    self.function = function
    self.occurrence = occurrence
    self.of = of
  }
}
