import KernelTree
import Proof
import Report

/// What can be proved: the units, the claims about each and the allowances that a claim may use.
struct KnownUnit: Equatable, Sendable {
  /// As given on the command line.
  var name: String
  /// The C function under proof, with its file.
  var function: String
  var file: String
  /// The kernels that its spec is for, in words.
  var kernels: String
  var claims: [Item]
  var allowances: [Item]
  /// Whether it is proved for windows of PTEs instead of folio orders.
  var isAboutWindows = false

  /// What the names of its spec's entry points begin with. The kernel has no such names.
  var prefix: String { "ppf_" + name.replacing("-", with: "_") }

  /// Without its function there is nothing to prove, and one look into the file tells.
  var need: TreeNeed {
    TreeNeed(
      file: file, text: function + "(", complaint: "has no function \(function)() in \(file)",
      hint: "the unit \(name) needs \(kernels)")
  }

  struct Item: Equatable, Sendable {
    var name: String
    var explanation: String
  }

  static let all = [fork, forkRange]

  static let fork = KnownUnit(
    name: "fork", function: "copy_present_ptes", file: "mm/memory.c",
    kernels: "a kernel that copies PTEs in batches (6.9 or later)",
    claims: Claim.allCases.map { Item(name: $0.rawValue, explanation: $0.explanation) },
    allowances: [
      Item(
        name: "shared-mixed-write",
        explanation: "in a shared mapping the child's write bit is the OR over the batch"),
      Item(
        name: "soft-dirty-untracked",
        explanation: "where soft-dirty is not tracked the child's bit is that of the first page"),
      Item(
        name: "dirty-encoding",
        explanation: "the raw Dirty and SavedDirty bits may differ where pte_dirty() agrees"),
    ])

  static let forkRange = KnownUnit(
    name: "fork-range", function: "copy_pte_range", file: "mm/memory.c",
    kernels: "a kernel like Linux 6.12, 7.2 or 7.3",
    claims: Claim.allCases.filter { $0 != .pteLaws }.map {
      Item(name: $0.rawValue, explanation: $0.explanation)
    },
    allowances: fork.allowances, isAboutWindows: true)

  /// The unit of that name.
  static func named(_ name: String) throws(UserError) -> KnownUnit {
    guard let unit = all.first(where: { $0.name == name }) else {
      throw UserError("unknown unit '\(name)'", hint: "known: \(all.map(\.name).joined(separator: ", "))")
    }
    return unit
  }

  /// The claim's name as it is written in reports; spaces may be left out on the command line.
  func claim(_ name: String) throws(UserError) -> String {
    try KnownUnit.find(name, in: claims, what: "claim", of: self)
  }

  func allowance(_ name: String) throws(UserError) -> String {
    try KnownUnit.find(name, in: allowances, what: "allowance", of: self)
  }

  private static func find(
    _ name: String, in items: [Item], what: String, of unit: KnownUnit
  ) throws(UserError) -> String {
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    guard let item = items.first(where: { bare($0.name) == bare(name) }) else {
      let known = items.map { "'\($0.name)'" }.joined(separator: ", ")
      throw UserError("unknown \(what) '\(name)' of unit \(unit.name)", hint: "known: \(known)")
    }
    return item.name
  }
}
