/// What no claim is about, whatever is proved: one line at the head of every report, so that an answer cannot be taken for
/// more than it is.
public enum Limits {
  public static let sentence = "Sequential runs; no locking, TLB, lockless walkers, stack depth."
}
