/// Why a claim is not proved: a world and what happens in it, or the code that has no meaning here.
public struct FindingReport: Codable, Sendable, Equatable {
  /// What kind of obligation fails.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Two runs end in states that are not related.
    case difference
    /// A WARN or BUG is reached.
    case assertion
    /// An access outside the page table, the window or an object.
    case access
    /// A read of a variable that nothing was written to.
    case uninitialised
    /// An obligation of the claim that is not of the kinds above.
    case claim
    /// Code that has no meaning here.
    case unmodelled
  }

  public var kind: Kind
  /// The name of the claim that it breaks.
  public var claim: String
  public var order: Int
  /// What `order` counts, if it is no folio order.
  public var measure: Measure?
  /// The obligation that fails, in the kernel's words.
  public var what: String
  /// Which case of the world it is, in words: anon or file, private or shared, how many pages.
  public var caseDescription: String
  /// The two runs that the comparisons are of.
  public var runs: RunTitles
  /// The world's values, in the order in which to read them.
  public var world: [ObservationReport]
  /// The folio's and the mm's counters.
  public var counters: [Comparison]
  /// The PTEs of the window and their pages, ascending.
  public var pages: [PageComparison]
  /// The C line of the write that made the difference, or that failed.
  public var location: LocationText?
  /// What the native run of the world came to, in words.
  public var replay: String?
  /// Set if and only if `kind` is `unmodelled`.
  public var unmodelled: UnmodelledCode?
  /// The configurations that have it, where it is not all of those that were asked.
  public var configurations: [String]?

  public init(
    kind: Kind, claim: String, order: Int, measure: Measure? = nil, what: String,
    caseDescription: String = "",
    runs: RunTitles = RunTitles(), world: [ObservationReport] = [], counters: [Comparison] = [],
    pages: [PageComparison] = [], location: LocationText? = nil, replay: String? = nil,
    unmodelled: UnmodelledCode? = nil
  ) {
    self.kind = kind
    self.claim = claim
    self.order = order
    self.measure = measure
    self.what = what
    self.caseDescription = caseDescription
    self.runs = runs
    self.world = world
    self.counters = counters
    self.pages = pages
    self.location = location
    self.replay = replay
    self.unmodelled = unmodelled
  }
}

/// What the two columns of outcomes are called: `page = spec` compares other things than `batch = pages`.
public struct RunTitles: Codable, Sendable, Equatable {
  public var batched: String
  public var paged: String

  public init(batched: String = "batched", paged: String = "paged") {
    self.batched = batched
    self.paged = paged
  }
}

/// Code on a feasible path that has no meaning here, and what to do about it.
public struct UnmodelledCode: Codable, Sendable, Equatable {
  /// The function or the instruction.
  public var construct: String
  public var location: LocationText?
  public var howToAddModel: String

  public init(construct: String, location: LocationText? = nil, howToAddModel: String) {
    self.construct = construct
    self.location = location
    self.howToAddModel = howToAddModel
  }
}
