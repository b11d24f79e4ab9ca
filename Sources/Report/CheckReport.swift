/// What a proposed diff does to the claims about a kernel: what the renderers of `pteproof check` render.
public struct CheckReport: Codable, Sendable, Equatable {
  /// The name and version of the format. A change that breaks readers takes a new number.
  public static let currentSchema = "pteproof.check/1"

  public var schema: String
  public var program: ProgramReport
  public var kernel: KernelSummary
  /// The folio orders asked for, ascending.
  public var orders: [Int]
  /// How loops over pages were treated, in words, where all orders were proved at once.
  public var method: String?
  /// In the order in which they are applied.
  public var patches: [PatchReport]
  /// Whether the user says that it need not be all of a patch that was looked at.
  public var partial: Bool
  public var totals: Totals

  public init(
    program: ProgramReport, kernel: KernelSummary, orders: [Int], method: String? = nil,
    patches: [PatchReport], partial: Bool = false,
    totals: Totals = Totals()
  ) {
    schema = CheckReport.currentSchema
    self.program = program
    self.kernel = kernel
    self.orders = orders
    self.method = method
    self.patches = patches
    self.partial = partial
    self.totals = totals
  }

  /// What claims say of the patches that concern a unit. Where none does, nothing is known.
  public var claimsVerdict: Verdict {
    Verdict.decide(patches.filter { $0.scope == .checked }.map(\.claimsVerdict))
  }

  /// The verdict of the whole: where all claims hold, it is proved only if all that changes was looked at.
  public var verdict: Verdict {
    let claims = claimsVerdict
    guard claims == .proved, !partial, patches.contains(where: { !$0.unchecked.isEmpty }) else {
      return claims
    }
    return .undecided
  }

  /// The verdict on one of the patches.
  public func verdict(of patch: PatchReport) -> Verdict {
    let claims = patch.claimsVerdict
    return claims == .proved && !partial && !patch.unchecked.isEmpty ? .undecided : claims
  }
}

/// One patch, on top of those before it.
public struct PatchReport: Codable, Sendable, Equatable {
  /// How far the patch is what claims are about.
  public enum Scope: String, Codable, Sendable, CaseIterable {
    /// It concerns at least one unit.
    case checked
    /// It changes code that no unit rests on.
    case concernsNoUnit
    /// None of its lines gets to the compiler, under this configuration and architecture.
    case notSeen
  }

  /// From 1.
  public var number: Int
  /// The subject of the mail or the commit, or the file's name.
  public var title: String
  /// The files that it changes, as they are called after it.
  public var files: [String]
  public var scope: Scope
  /// The units that it concerns.
  public var units: [UnitCheck]
  /// Changed functions that no unit rests on.
  public var uncovered: [LocationText]
  /// Changed lines that the compiler does not see.
  public var unseen: [LineRange]
  /// Files of which changed code is what claims are about.
  public var lookedAt: [String]
  /// What changes and no claim is about, each part with the reason.
  public var unchecked: [UncheckedPart]
  /// Changed code that no world reaches, which is proved: it is what claims are about, though nothing executes it.
  public var dead: [UncheckedPart]

  public init(
    number: Int, title: String, files: [String], scope: Scope, units: [UnitCheck] = [],
    uncovered: [LocationText] = [], unseen: [LineRange] = [], lookedAt: [String] = [],
    unchecked: [UncheckedPart] = [], dead: [UncheckedPart] = []
  ) {
    self.number = number
    self.title = title
    self.files = files
    self.scope = scope
    self.units = units
    self.uncovered = uncovered
    self.unseen = unseen
    self.lookedAt = lookedAt
    self.unchecked = unchecked
    self.dead = dead
  }

  /// What the claims say, of what was looked at.
  public var claimsVerdict: Verdict { Verdict.decide(units.map(\.verdict)) }
}

/// Consecutive lines of a file.
public struct LineRange: Codable, Sendable, Equatable {
  public var file: String
  /// From 1.
  public var first: Int
  public var last: Int
  /// Whether the patch removes them; they are then counted as before it.
  public var removed: Bool

  public init(file: String, first: Int, last: Int, removed: Bool) {
    self.file = file
    self.first = first
    self.last = last
    self.removed = removed
  }
}

/// What a patch does to the claims about one unit.
public struct UnitCheck: Codable, Sendable, Equatable {
  public var unit: String
  /// The C function under proof, with its file.
  public var function: String
  /// The changed functions that the unit rests on.
  public var changedFunctions: [LocationText]
  /// The code that the proof executes is the same before and after: it was proved once.
  public var unchanged: Bool
  public var claims: [ClaimCheck]
  /// What does not hold after the patch.
  public var findings: [PatchFinding]
  /// Allowances that the claims after the patch need, and whether those before it did.
  public var allowances: [AllowanceUse]
  /// What the worlds are restricted to for the proof's sake.
  public var bounds: [NamedReason]
  /// The kernel's variables that the patched unit reads; nothing where none is read.
  public var variables: [VariableReport]?
  /// How many PTEs the windows have that it is proved for; nil: it is proved for folio orders.
  public var windows: [Int]?
  /// What a reader must know besides, one sentence each.
  public var notes: [String]
  /// What the claims do not cover, one sentence each.
  public var notClaimed: [String]

  public init(
    unit: String, function: String, changedFunctions: [LocationText] = [], unchanged: Bool = false,
    claims: [ClaimCheck], findings: [PatchFinding] = [], allowances: [AllowanceUse] = [],
    bounds: [NamedReason] = [], variables: [VariableReport]? = nil, windows: [Int]? = nil,
    notes: [String] = [], notClaimed: [String] = []
  ) {
    self.unit = unit
    self.function = function
    self.changedFunctions = changedFunctions
    self.unchanged = unchanged
    self.claims = claims
    self.findings = findings
    self.allowances = allowances
    self.bounds = bounds
    self.variables = variables
    self.windows = windows
    self.notes = notes
    self.notClaimed = notClaimed
  }

  public var verdict: Verdict { Verdict.decide(claims.map(\.status.verdict)) }
}

/// An allowance that a claim needs after the patch.
public struct AllowanceUse: Codable, Sendable, Equatable {
  public var name: String
  /// Where, as `claim/order`.
  public var usedBy: [String]
  /// Whether a claim needed it before the patch too.
  public var before: Bool

  public init(name: String, usedBy: [String], before: Bool) {
    self.name = name
    self.usedBy = usedBy
    self.before = before
  }
}

/// A finding with the part of the patch that it is about.
public struct PatchFinding: Codable, Sendable, Equatable {
  public var finding: FindingReport
  /// Nothing if the patch has no line near it.
  public var hunk: HunkQuote?

  public init(finding: FindingReport, hunk: HunkQuote? = nil) {
    self.finding = finding
    self.hunk = hunk
  }
}

/// A hunk of a patch, as it reads.
public struct HunkQuote: Codable, Sendable, Equatable {
  /// As the file is called after the patch.
  public var file: String
  /// The line that begins with `@@`.
  public var header: String
  /// With `+`, `-` or a blank before each.
  public var lines: [String]
  /// The changed line that is nearest to the finding, as counted after the patch.
  public var line: Int

  public init(file: String, header: String, lines: [String], line: Int) {
    self.file = file
    self.header = header
    self.lines = lines
    self.line = line
  }
}

extension UnitCheck {
  /// The notes, without those that say of each claim what a finding says of code without a meaning here.
  var openNotes: [String] {
    let told = findings.compactMap(\.finding.unmodelled?.construct)
    return notes.filter { note in !told.contains { note.contains(": " + $0) } }
  }
}
