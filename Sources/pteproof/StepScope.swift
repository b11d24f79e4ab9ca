import Checking

/// What a patch is in, and the texts of the files that it changes, before it and after it.
struct StepScope {
  var scope: ChangeScope
  var before: [String: SourceText]
  var after: [String: SourceText]
  /// Whether it touches a structure or a union, so that code may change for no other reason than where members lie.
  var hasTypes: Bool
  var shift: ShiftedLines
}
