/// What a tree must have for the specs to be about it, told by a look into one file, before anything is prepared.
public struct TreeNeed: Sendable, Equatable {
  /// Relative to the tree.
  public var file: String
  /// A text in it.
  public var text: String
  /// What is wrong with a tree that lacks it, without a subject: `has no copy_present_ptes() in mm/memory.c`.
  public var complaint: String
  /// What the user can do.
  public var hint: String

  public init(file: String, text: String, complaint: String, hint: String) {
    self.file = file
    self.text = text
    self.complaint = complaint
    self.hint = hint
  }

  /// Throws unless the tree at `path` has it.
  func check(_ path: String) throws(KernelError) {
    guard let found = FileSystem.text(path + "/" + file), found.contains(text) else {
      throw KernelError(
        .input, "\(path) (Linux \(SourceTree.version(of: path) ?? "of no version")) \(complaint)", hint: hint)
    }
  }
}
