import Foundation

/// The cases that `make test-all` runs besides: they take minutes, and `make test` has others of their kind.
enum AllTests {
  static let variable = "PTEPROOF_TEST_ALL"
  static let areAskedFor = ProcessInfo.processInfo.environment[variable] != nil

  /// All of some cases, or those that `make test` is content with.
  static func cases<Case>(_ all: [Case], orOnly few: [Case]) -> [Case] { areAskedFor ? all : few }

  /// All of some edits, or those that say of themselves that they are tried in each run.
  static func cases(_ edits: [SeededEdit]) -> [SeededEdit] {
    cases(edits, orOnly: edits.filter(\.isInEachRun))
  }
}
