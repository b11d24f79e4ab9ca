import Terms

/// One write to a record, as seen by records whose index is written differently and may be the same.
struct ForeignWrite {
  let index: Term
  let offset: Int
  let size: Int
  let value: Term
  let guarded: Term
}

/// The records of an array whose indices differ by constants: `base + c` for a fixed symbolic `base`.
///
/// Two of them with different constants are different records, without asking anybody. Writes to
/// records of other groups may hit one of these; they wait in `foreign` until a record is next touched.
struct RecordGroup {
  struct Record {
    var cells = ByteCells()
    /// How many of the group's foreign writes have been applied.
    var applied = 0
    /// Written through its own index (and not only by a foreign write).
    var isWritten = false
  }

  var records: [Int64: Record] = [:]
  var foreign: [ForeignWrite] = []
}

/// A state of the world: what every object holds now. A value: copying it is taking a snapshot.
///
/// Only what differs from the initial content is stored; the initial content belongs to the executor,
/// because all states of one world share it.
public struct Memory {
  var objects: [ObjectID: ByteCells] = [:]
  var arrays: [ObjectID: [Term: RecordGroup]] = [:]
  /// What summarised loops wrote beside the pages that are looked at.
  var written: [ObjectID: [UntrackedRegion]] = [:]
}

/// A place that code wrote to, for comparing two states.
struct Place: Hashable {
  let object: ObjectID
  /// For records: the symbolic base of the index (constant zero if there is none), and the constant.
  let base: Term?
  let constant: Int64
  let offset: Int
  let size: Int

  /// Is the other one in the same record?
  func isOfRecord(of other: Place) -> Bool {
    object == other.object && base == other.base && constant == other.constant
  }
}
