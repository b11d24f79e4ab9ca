/// A handle on one node of a `TermPool`: a bit-vector expression of a width of 1 to 64 bits.
///
/// Equal handles of one pool are the same expression; since nodes are shared, an expression that is built
/// twice gives the same handle. Handles of different pools must not be mixed. Operands have smaller ids
/// than the terms that use them.
public struct Term: Hashable, Sendable, Comparable {
  public let id: UInt32

  @inline(__always)
  init(id: UInt32) { self.id = id }

  @inline(__always)
  public static func < (left: Term, right: Term) -> Bool { left.id < right.id }
}
