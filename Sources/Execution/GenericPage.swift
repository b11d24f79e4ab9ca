import Terms

/// What is kept in mind while code is executed for the page looked at, standing for all pages.
///
/// A term that is true for it is true for any page, once its variables are taken to be that page's: this
/// says which variables are cells of which record, and which are the run's own.
struct GenericPage {
  /// Where a variable came from.
  enum Origin {
    case record(ObjectID, index: Term, offset: Int, size: Int)
    case function(String, index: Term, width: Int)
    /// A cell of what is no record: the same for all pages.
    case object
  }

  /// An access to a record or an object while a loop is looked at.
  struct Access: Hashable {
    let object: ObjectID
    let index: Term?
    let offset: Int
    let size: Int
  }

  /// Is an iteration being executed for the page looked at?
  var isExecuting = false
  /// Variables that such an execution made for itself, the content of no cell.
  var ownVariables: Set<Term> = []
  private(set) var origins: [Term: Origin] = [:]

  /// What the execution has assumed of variables of its own, such as exit indices of loops inside.
  var definitions: [Term] = []
  /// What is true for each page; added to whenever a loop is summarised.
  var lemmas: [Term] = []
  /// Conditions about the page looked at of which is known whether any page has it, and the first that does.
  var firsts: [Term: (isThere: Term, first: Term)] = [:]
  /// Pages other than the one looked at for which they have been said too.
  var instances: [Term] = []
  /// What the own variables are called at such a page.
  var renamings: [Term: [Term: Term]] = [:]

  /// Set: only the part of an iteration that is about its own page is executed (`LoopSummariser+SeveralPages.swift`). What it
  /// would write to records of other pages is left out, and noted.
  var writesOwnOnly = false
  var othersWritten: [Access] = []

  /// What is read and written meanwhile, if anybody wants to know.
  var log: AccessLog?

  mutating func noteCell(_ variable: Term, _ origin: Origin) {
    ownVariables.remove(variable)
    origins[variable] = origin
  }

  mutating func noteRead(_ target: Target, _ size: Int) {
    log?.reads.insert(
      Access(object: target.object, index: target.index, offset: target.offset, size: size))
  }

  mutating func noteWrite(_ target: Target, _ size: Int) {
    log?.writes.append(
      (Access(object: target.object, index: target.index, offset: target.offset, size: size), target.guarded))
  }
}

/// The accesses of one iteration.
struct AccessLog {
  var reads: Set<GenericPage.Access> = []
  var writes: [(access: GenericPage.Access, guarded: Term)] = []
}
