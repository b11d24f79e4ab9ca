/// What a native run did.
public struct NativeOutcome: Sendable {
  /// Something that must not happen, or that has no meaning in a native run.
  public struct Event: Sendable, Hashable {
    public enum Kind: UInt64, Sendable {
      /// A WARN site. Execution went on behind it.
      case warning = 1
      /// A BUG site.
      case bug
      /// An access to memory that is not there.
      case access
      /// A function without a body or model was called.
      case unmodelled
      /// `pp_check()` of a condition that is false. Execution went on.
      case check
      case timeout
      /// A division by zero, or one that overflows.
      case arithmetic
      /// `pp_any_at()` of an index for which the world has no value. Execution went on with zero.
      case undetermined
      /// Any other signal, or a trap that is no BUG or WARN site.
      case crash
    }

    public var kind: Kind
    /// Which call, counted from 0.
    public var call: Int
    /// For an access the address; otherwise of the instruction, or an index.
    public var address: UInt64
    /// For WARN and BUG sites: the line of C, with `text` its file.
    public var line: Int
    public var text: String

    /// Did the call end here?
    public var isFatal: Bool {
      switch kind {
      case .warning, .check, .undetermined: false
      case .bug, .access, .unmodelled, .timeout, .arithmetic, .crash: true
      }
    }
  }

  /// A word of memory that is not as it was: its address is a multiple of 8.
  public struct Change: Sendable, Hashable {
    public var address: UInt64
    public var before: UInt64
    public var after: UInt64
  }

  /// A value that the spec wants to be seen (`pp_observe()`).
  public struct Observation: Sendable, Hashable {
    public var call: Int
    public var name: String
    public var index: Int
    public var value: UInt64
  }

  /// What the calls returned that did: the whole register, of which a narrower type has the low bits.
  public internal(set) var results: [UInt64] = []
  public internal(set) var events: [Event] = []
  public internal(set) var observations: [Observation] = []
  /// All of memory (the unit's variables, and the pages that the world gives) as far as it has changed, by
  /// ascending address of each range.
  public internal(set) var changes: [Change] = []
  /// The values of the places asked for, in that order. Empty if the run crashed or timed out.
  public internal(set) var cells: [UInt64] = []
}
