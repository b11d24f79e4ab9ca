/// A patch and the two trees that it lies between.
public struct PatchStep: Sendable, Equatable {
  public var patch: Patch
  public var before: TreeState
  public var after: TreeState
  /// What the patch changes, with line numbers as they are in `before` and `after`.
  public var diff: Diff
}
