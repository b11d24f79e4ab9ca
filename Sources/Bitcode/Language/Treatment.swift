/// What becomes here of a part of LLVM's language.
public enum Treatment: String, Sendable, Hashable {
  /// It has the meaning that LLVM's language reference gives it.
  case executed
  /// It claims something: that is a thing to prove.
  case proved
  /// It is neither used nor believed.
  case ignored
  /// Code that has it has no meaning here: `unmodelled` where it is reached.
  case refused
}

/// A row of the table of LLVM's language (docs/PROOF.md), which is complete: a test goes through LLVM's own lists.
public struct LanguageEntry: Sendable, Hashable {
  /// As LLVM calls it. What ends in `*` stands for all that begin so and have no row of their own.
  public let name: String
  public let treatment: Treatment
  /// How, or why that is sound.
  public let remark: String

  init(_ name: String, _ treatment: Treatment, _ remark: String = "") {
    self.name = name
    self.treatment = treatment
    self.remark = remark
  }

  static func all(_ treatment: Treatment, _ remark: String, _ names: String) -> [LanguageEntry] {
    names.split { $0 == " " || $0 == "\n" }.map { LanguageEntry(String($0), treatment, remark) }
  }
}

/// LLVM's language by its parts.
public enum Language: String, CaseIterable, Sendable {
  case opcodes = "Opcodes"
  case flags = "Flags of instructions"
  case attributes = "Attributes of functions, parameters and calls"
  case metadata = "Metadata of instructions"
  case bundles = "Bundles of llvm.assume"
  case linkages = "Linkages"
  case intrinsics = "Generic intrinsics"

  public var entries: [LanguageEntry] {
    switch self {
    case .opcodes: Self.allOpcodes
    case .flags: Self.allFlags
    case .attributes: Self.allAttributes
    case .metadata: Self.allMetadata
    case .bundles: Self.allBundles
    case .linkages: Self.allLinkages
    case .intrinsics: Self.allIntrinsics
    }
  }

  /// The row that a name falls under.
  public func entry(for name: String) -> LanguageEntry? {
    entries.first { $0.name == name }
      ?? entries.filter { $0.name.hasSuffix("*") && name.hasPrefix($0.name.dropLast()) }
      .max { $0.name.count < $1.name.count }
  }
}
